"""Processes that tests start are gone when the tests are."""

import sys

from tests.fakes.processes import announced, ended, started


async def test_a_process_left_running_is_killed() -> None:
    async with started(sys.executable, "-c", "import sys; sys.stdin.read()") as process:
        assert process.returncode is None
    assert process.returncode == -9


async def test_what_it_announces_and_its_exit_code_are_read() -> None:
    code = "print('{\"a\": 1}'); raise SystemExit(3)"
    async with started(sys.executable, "-c", code) as process:
        assert await announced(process) == {"a": 1}
        assert await ended(process) == 3
