"""Processes that tests start are gone when the tests are."""

import subprocess
import sys

import pytest

from tests.fakes.processes import announced, ended, line_of, running, started

PARENT = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print("started", flush=True)
"""
ASLEEP = (sys.executable, "-c", "import signal; signal.pause()")


async def test_a_process_left_running_is_killed() -> None:
    async with started(sys.executable, "-c", "import sys; sys.stdin.read()") as process:
        assert process.returncode is None
    assert process.returncode == -9


async def test_what_it_announces_and_its_exit_code_are_read() -> None:
    code = "print('{\"a\": 1}'); raise SystemExit(3)"
    async with started(sys.executable, "-c", code) as process:
        assert await announced(process) == {"a": 1}
        assert await ended(process) == 3


async def test_what_it_started_itself_is_killed_too() -> None:
    async with started(sys.executable, "-c", PARENT) as process:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"started\n"
    # It held the other end of the pipe, which ends with it only.
    assert process.stdout.at_eof()


def test_a_test_that_fails_leaves_no_process_and_does_not_wait_for_one() -> None:
    with pytest.raises(ZeroDivisionError), running(ASLEEP) as process:
        raise ZeroDivisionError
    assert process.returncode == -9


def test_what_it_was_not_yet_told_hinders_no_end() -> None:
    with running(ASLEEP, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write("a line that nobody reads\n")
    assert process.returncode == -9


def test_lines_are_read_one_by_one_and_silence_is_an_error() -> None:
    code = "for line in __import__('sys').stdin: print(line.upper(), end='', flush=True)"
    with running(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        for word in ("one", "two"):
            print(word, file=process.stdin, flush=True)
            assert line_of(process) == f"{word.upper()}\n"
        with pytest.raises(TimeoutError, match=r"said nothing within 0\.1 s"):
            line_of(process, 0.1)
