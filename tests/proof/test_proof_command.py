"""The one command: rows by name, figures on stdout, its exit code."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def proof(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.proof", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_row_that_holds_is_said_to_hold() -> None:
    done = proof("catalogue")
    assert done.returncode == 0, done.stderr
    assert "111 faults" in done.stdout
    assert "holds" in done.stdout


def test_a_row_that_does_not_exist_is_named_with_those_that_do() -> None:
    done = proof("catalog")
    assert done.returncode == 2
    assert "no row called catalog; there are: model, journal" in done.stderr
