"""A bug in the running program: it ends with a report, a whole terminal and no secret told."""

import base64
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import ROOT, Sandbox, Start
from tests.fakes.canary import found_in
from tests.fakes.terminal import LEFT_ALTERNATE_SCREEN, SHOWN_CURSOR, Terminal
from tui.cli.exits import ExitCode

_BUG = """
import base64, logging, os
from pathlib import Path

_SECRET = base64.b64decode(os.environ["BACKPACK_API_SECRET"])
_TRIGGER = Path(os.environ["BUG_WHEN"])


def bug():
    if not _TRIGGER.exists():
        return
    from tests.fakes.canary import forms
    seed, canaries = _SECRET, forms(_SECRET)
    told = "canaries: " + ", ".join(canaries.values()) + str((seed, canaries))
    logging.getLogger("bug").error("about to fail, %s", told)
    raise RuntimeError(told)


from {module} import {name}
_original = {name}.{method}


def with_bug(*arguments, **options):
    bug()
    return _original(*arguments, **options)


{name}.{method} = with_bug
"""
"""A sitecustomize: Python imports it before the program. The secret is alive in every frame."""


def nothing(terminal: Terminal) -> None:
    del terminal


def open_form(terminal: Terminal) -> None:
    terminal.press("t")
    terminal.until("SELL")


PLACES: dict[str, tuple[str, str, Callable[[Terminal], None]]] = {
    "in the paint": ("tui.ui.screens.dashboard:DashboardScreen", "paint", nothing),
    "in a stream's worker": ("tui.session.session:Session", "_on_public", nothing),
    "in an open form": ("tui.ui.screens.take_profit:TakeProfitScreen", "repaint", open_form),
}


@pytest.mark.parametrize("place", PLACES)
def test_fault_l19_a_bug_ends_with_a_report_a_whole_terminal_and_no_secret_told(
    start: Start, sandbox: Sandbox, tmp_path: Path, place: str
) -> None:
    target, method, before = PLACES[place]
    module, _, name = target.partition(":")
    buggy, trigger, state = tmp_path / "buggy", tmp_path / "now", tmp_path / "state"
    buggy.mkdir()
    bug = _BUG.format(module=module, name=name, method=method)
    (buggy / "sitecustomize.py").write_text(bug)
    terminal = start(
        *sandbox.addresses,
        **sandbox.keys,
        PYTHONPATH=f"{buggy}:{ROOT}",
        BUG_WHEN=str(trigger),
        BACKPACK_TUI_STATE_DIR=str(state),
    )
    terminal.until(lambda text: "LIVE" in text and "LONG" in text)
    before(terminal)
    trigger.touch()
    assert terminal.wait(30) == ExitCode.CRASHED

    drawn, _, after = terminal.received.rpartition(LEFT_ALTERNATE_SCREEN)
    assert drawn
    assert SHOWN_CURSOR in drawn[-200:] + after
    (report,) = state.glob("crash-*.txt")
    assert str(report.name).encode() in after.replace(b"\r\n", b"")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "Traceback" in report.read_text()
    assert "in with_bug" in report.read_text()
    assert "RuntimeError: canaries: [redacted], [redacted]" in report.read_text()
    assert "about to fail, canaries: [redacted]" in (state / "backpack-tui.log").read_text()

    seed = base64.b64decode(sandbox.api_secret)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("journal-") for path in written)
    assert {
        str(path): found for path in written if (found := found_in(path.read_bytes(), seed))
    } == {}
    assert found_in(bytes(terminal.received), seed) == []
