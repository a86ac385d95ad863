"""Starting a sandbox of one's own: it comes up or says why, and never outlives its owner."""

import asyncio
import json
import os
import sys
from pathlib import Path

import httpx
import pytest

from tests.fakes.signer import SECRET, Signer
from tui.sandbox.child import SandboxFailed, SandboxProcess

LINE = {"rest": "http://r", "ws": "ws://w", "apiKey": Signer().api_key, "apiSecret": SECRET}
WAIT = "import sys; sys.stdin.read()"


def says(line: object, then: str = WAIT) -> tuple[str, ...]:
    """A process that announces `line` and then does `then`."""
    return (sys.executable, "-c", f"print({json.dumps(line)!r}, flush=True); {then}")


async def failure(*command: str, within: float = 20) -> SandboxFailed:
    with pytest.raises(SandboxFailed) as caught:
        await SandboxProcess.launch(command, within)
    return caught.value


async def test_a_started_sandbox_answers_and_can_be_stopped() -> None:
    sandbox = await SandboxProcess.start(seed=3)
    async with httpx.AsyncClient(base_url=sandbox.rest_url, trust_env=False) as client:
        assert (await client.get("/api/v1/ping")).text == "pong"
    assert Signer(sandbox.api_secret).api_key == sandbox.api_key
    assert sandbox.returncode is None
    assert await sandbox.stop() == 0
    assert sandbox.returncode == 0


async def test_its_death_is_noticed() -> None:
    sandbox = await SandboxProcess.launch(says(LINE, "raise SystemExit(7)"), 20)
    async with asyncio.timeout(20):
        assert await sandbox.wait() == 7
    assert await sandbox.stop() == 7


async def test_it_can_be_killed_without_waiting_even_twice() -> None:
    sandbox = await SandboxProcess.launch(says(LINE), 20)
    sandbox.stop_now()
    async with asyncio.timeout(20):
        assert await sandbox.wait() == -9
    sandbox.stop_now()
    await sandbox.stop()


async def test_one_that_ignores_a_polite_stop_is_killed() -> None:
    code = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"print({json.dumps(LINE)!r}, flush=True); signal.pause()"
    )
    sandbox = await SandboxProcess.launch((sys.executable, "-c", code), 20)
    assert await sandbox.stop(within=0.1) == -9


async def test_ctrl_c_in_our_terminal_does_not_reach_it() -> None:
    sandbox = await SandboxProcess.launch(says(LINE), 20)
    assert os.getpgid(sandbox.pid) != os.getpgid(0)
    await sandbox.stop()


async def test_our_secrets_are_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPACK_API_SECRET", "do not pass on")
    shows = "import os, sys; sys.stderr.write(repr([k for k in os.environ if 'BACKPACK' in k]))"
    sandbox = await SandboxProcess.launch(says(LINE, shows), 20)
    await sandbox.wait()
    await sandbox.stop()
    assert sandbox.stderr_tail == "[]"


async def test_the_secret_is_in_no_repr() -> None:
    sandbox = await SandboxProcess.launch(says(LINE), 20)
    assert SECRET not in repr(sandbox)
    assert SECRET not in repr(sandbox.address)
    await sandbox.stop()


async def test_one_that_ends_at_once_fails_with_its_last_words() -> None:
    code = "import sys; sys.stderr.write('x\\n' * 99 + 'port \\x1b[31m9 is taken\\n'); sys.exit(2)"
    error = await failure(sys.executable, "-c", code)
    assert error.reason == "it ended with exit code 2"
    assert error.tail.endswith("x\nport �[31m9 is taken")
    assert len(error.tail.splitlines()) == 20
    assert str(error) == f"{error.reason}\n{error.tail}"


async def test_one_that_says_nothing_fails_in_time() -> None:
    error = await failure(sys.executable, "-c", WAIT, within=0.2)
    assert error.reason == "it was not up within 0.2 seconds"


@pytest.mark.parametrize(
    "line", [{}, {**LINE, "ws": 5}, [], "text", {"rest": "x", "apiSecret": SECRET}]
)
async def test_one_that_announces_something_else_fails_without_showing_it(line: object) -> None:
    error = await failure(*says(line))
    assert error.reason == "it announced itself in a form that is not understood"
    assert SECRET not in str(error)


async def test_one_whose_line_never_ends_fails() -> None:
    code = f"import sys; sys.stdout.write('x' * 200000); sys.stdout.flush(); {WAIT}"
    error = await failure(sys.executable, "-c", code)
    assert error.reason == "it announced itself in a line that is too long"


async def test_a_program_that_does_not_exist_fails_by_name() -> None:
    error = await failure("/no/such/python")
    assert error.reason.startswith("cannot start /no/such/python: ")


async def test_a_start_that_is_cancelled_leaves_no_process(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = f"import os, pathlib; pathlib.Path({str(note)!r}).write_text(str(os.getpid())); {WAIT}"
    starting = asyncio.create_task(SandboxProcess.launch((sys.executable, "-c", code), 60))
    async with asyncio.timeout(20):
        while not (note.exists() and note.read_text()):
            await asyncio.wait({starting}, timeout=0.01)
    starting.cancel()
    await asyncio.wait({starting})
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)
