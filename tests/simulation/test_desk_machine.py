"""Twenty thousand steps of the real desk; `python -m tests.simulation --long` takes a million."""

import pytest

from tests.simulation import desk_machine
from tests.simulation.desk_machine import DeskMachine, drive
from tui.actions.resolve import Bounds

STEPS = 20_000


def test_no_step_breaks_an_invariant() -> None:
    before = DeskMachine.steps
    drive(STEPS, print)
    # An example may have fewer steps than it is allowed.
    assert DeskMachine.steps - before >= STEPS * 8 // 10


def test_a_desk_that_looks_once_and_at_once_is_convicted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_machine, "Bounds", lambda **_: Bounds(0.0, 0.0, 0.0, 0.0))
    with pytest.raises(AssertionError):
        drive(STEPS, print, shrink=False)
