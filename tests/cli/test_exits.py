import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.exits import ExitCode, Stop, leave, say


def test_what_is_said_goes_to_stderr_with_the_program_s_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say("no log")
    assert capsys.readouterr() == ("", "backpack-tui: no log\n")


def test_a_stop_says_its_sentence_and_leaves_with_its_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        leave(Stop(ExitCode.DENIED, "not confirmed"))
    assert left.value.code == 3
    assert capsys.readouterr().err == "backpack-tui: not confirmed\n"


def test_a_stop_reads_as_its_sentence() -> None:
    assert str(Stop(ExitCode.USAGE, "give a symbol")) == "give a symbol"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("from tui.cli.exits import say; say('x'); say('y')", 0),
        ("from tui.cli.documents import write_out; write_out('x')", 141),
    ],
)
def test_a_reader_that_is_gone_is_no_crash(call: str, code: int) -> None:
    """Both streams go into a pipe that nobody reads."""
    piped = (
        "import os, sys; r, w = os.pipe(); os.dup2(w, 1); os.dup2(w, 2); os.close(r); os.close(w)\n"
        "import signal; signal.signal(signal.SIGPIPE, signal.SIG_IGN)\n"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", piped + call], env={"PYTHONPATH": root}, timeout=60, check=False
    )
    assert done.returncode == code


@pytest.mark.parametrize(
    "name", ["exits import say as write", "documents import write_out as write"]
)
def test_a_terminal_that_is_gone_is_no_crash(name: str) -> None:
    gone = (
        f"import os, pty; from tui.cli.{name}\n"
        "m, s = pty.openpty(); os.dup2(s, 1); os.dup2(s, 2); os.close(s); os.close(m)\n"
        "write('x\\n'); write('y\\n')"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", gone], env={"PYTHONPATH": root}, timeout=60, check=False
    )
    assert done.returncode == 0


def test_a_full_disk_is_not_passed_over(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from tui.cli.documents import write_out; write_out('x')"],
            env={"PYTHONPATH": root},
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
    assert done.returncode != 0
    assert b"No space left" in done.stderr
