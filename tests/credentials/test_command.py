"""The user's command, as a real process."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.credentials.golden import CANARY, CANARY_KEY, CANARY_PAIR, CANARY_SEED, KEY, PAIR, SECRET
from tests.fakes.canary import traces_in
from tui.credentials.command import from_command
from tui.credentials.pair import Fault, Pair

ENV = {"PATH": os.environ["PATH"]}


def python(code: str) -> str:
    """A command line that runs `code`."""
    return shlex.join([sys.executable, "-I", "-c", code])


def printing(content: str) -> str:
    return python(f"print({content!r})")


def refused(words: str, env: dict[str, str] = ENV, within: float = 30) -> str:
    found = from_command(words, env, within=within)
    assert isinstance(found, Fault)
    return found.words


@pytest.mark.parametrize("content", [PAIR, f"{KEY}\n{SECRET}"])
def test_what_a_key_file_may_hold_a_command_may_print(content: str) -> None:
    assert from_command(printing(content), ENV) == Pair(KEY, SECRET)


def test_the_secret_alone_will_do_where_the_key_is_known() -> None:
    assert from_command(printing(SECRET), ENV, KEY) == Pair(KEY, SECRET)
    assert "must hold" in refused(printing(SECRET))


def test_there_is_no_shell(tmp_path: Path) -> None:
    there = tmp_path / "there"
    told = from_command(f"echo {KEY} $HOME;touch {there}", {**ENV, "HOME": SECRET})
    assert isinstance(told, Fault)
    assert not there.exists()
    assert from_command(f"echo {KEY} '{SECRET}'", ENV) == Pair(KEY, SECRET)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pass 'show", "close its quotes"),
        ("  ", "is blank"),
        ("/no/such/program x", "/no/such/program cannot be started: No such file or directory"),
        ("/", "cannot be started"),
        ("echo a\0b", "zero byte"),
        (python("raise SystemExit(3)"), "ended with exit code 3: run it in a shell"),
        (python("import os; os.kill(os.getpid(), 9)"), "was ended by SIGKILL"),
        ("true", "its output must hold"),
    ],
)
def test_what_is_wrong_is_named(words: str, said: str) -> None:
    assert said in refused(words)
    assert refused(words).startswith("BACKPACK_TUI_SECRET_CMD")


def test_a_command_that_hangs_is_ended(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    hangs = python(
        f"import os, pathlib, signal; pathlib.Path({str(pid)!r}).write_text(str(os.getpid()));"
        "signal.pause()"
    )
    assert "did not end within 1 s" in refused(hangs, within=1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_command_that_never_stops_printing_is_ended() -> None:
    assert "did not end within 0.5 s" in refused("yes", within=0.5)


def test_a_child_of_the_command_that_keeps_its_output_open_holds_nothing_up(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    lingering = python(
        "import os, pathlib, signal, sys\n"
        "if (child := os.fork()):\n"
        f"    pathlib.Path({str(pid)!r}).write_text(str(child))\n"
        f"    print({PAIR!r}, flush=True); os._exit(0)\n"
        "signal.pause()"
    )
    try:
        assert from_command(lingering, ENV) == Pair(KEY, SECRET)
    finally:
        os.kill(int(pid.read_text()), signal.SIGKILL)


def test_its_words_and_output_are_told_to_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    told = [
        refused(python(f"import sys; print({CANARY!r}); sys.exit({CANARY!r})")),
        refused(
            python(f"import sys; print({CANARY!r}, {CANARY!r}, 3); sys.stderr.write({CANARY!r})")
        ),
        refused(f"false {CANARY}"),
        refused(f"/nowhere {CANARY}"),
        refused(python(f"print({CANARY!r}, flush=True); import signal; signal.pause()"), within=1),
        str(from_command(printing(CANARY_PAIR), ENV, KEY)),
        str(from_command(printing(CANARY), ENV, CANARY_KEY)),
    ]
    captured = capfd.readouterr()
    for text in (*told, captured.out, captured.err):
        assert traces_in(text.encode(), CANARY_SEED) == []


def test_it_inherits_what_it_is_given_and_no_input(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    looks = python(
        "import os, pathlib, sys; "
        f"pathlib.Path({str(seen)!r}).write_text(repr((sys.stdin.read(), sorted(os.environ))))"
    )
    refused(looks, {**ENV, "OTHER": "1"})
    found, names = eval(seen.read_text())  # noqa: S307  # of our own making
    assert found == ""
    assert set(names) - {"LC_CTYPE"} == {"OTHER", "PATH"}


def test_an_interruption_ends_the_command_too(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Interrupted(subprocess.Popen[bytes]):
        def wait(self, timeout: float | None = None) -> int:
            if not started:
                started.append(self)
                raise KeyboardInterrupt
            return super().wait(timeout)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        from_command(python("import signal; signal.pause()"), ENV)
    assert started[0].returncode == -signal.SIGKILL
