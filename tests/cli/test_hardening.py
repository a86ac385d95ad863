"""What is done to the process is done to one of its own: it cannot be taken back."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.hardening import blot, harden

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="another system has no prctl and /proc")


def run(code: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def test_no_core_file_is_written() -> None:
    told = run(
        "import resource; from tui.cli.hardening import harden; harden();"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    assert told == "(0, 0)"


@LINUX
def test_no_other_program_may_look_into_the_memory() -> None:
    dumpable = "ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)"
    told = run(
        "import ctypes; from tui.cli.hardening import harden;"
        f"print({dumpable}); harden(); print({dumpable})"
    )
    assert told.split() == ["1", "0"]


@LINUX
def test_a_variable_that_was_blotted_is_not_shown_by_proc_and_still_read_by_the_program() -> None:
    told = run(
        "import os; from tui.cli.hardening import blot; blot('CANARY'); blot('NOT_THERE');"
        "print(os.environ.pop('CANARY'), open('/proc/self/environ').read().count('hidden'))",
        CANARY="hidden",
    )
    assert told == "hidden 0"


def test_a_system_without_any_of_it_is_no_reason_not_to_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setattr(ctypes, "CDLL", missing)
    harden()
    blot("PATH")
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    harden()
    blot("PATH")
