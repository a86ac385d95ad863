"""The overview: every gate by name, open or with its reason, before anybody asks to send."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import exit_view, usd
from tui.actions.denials import Denial, DenialCode
from tui.actions.gates import GateState, Situation
from tui.actions.limit_gates import Usage
from tui.actions.overview import overview
from tui.actions.reasons import describe
from tui.domain.exits.plan import ExitView
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import Price

CALM = Situation(
    read_only=False,
    key_refused=False,
    journal_trouble=None,
    reconciled=True,
    liquidating=False,
    clock_uncertainty_ms=20.0,
    unsettled=None,
    mismatch=None,
)


def shut(view: ExitView | None, situation: Situation) -> list[GateState]:
    return [gate for gate in overview(view, situation) if not gate.is_open]


def test_on_a_calm_day_every_gate_is_open_and_has_a_name_of_its_own() -> None:
    gates = overview(exit_view(), CALM)
    assert shut(exit_view(), CALM) == []
    assert len({gate.name for gate in gates}) == len(gates)


@pytest.mark.parametrize(
    ("situation", "name"),
    [
        (replace(CALM, read_only=True), "may send"),
        (replace(CALM, halted=True), "kill switch off"),
        (replace(CALM, key_refused=True), "key accepted"),
        (replace(CALM, other_writer=Denial(DenialCode.OTHER_WRITER)), "only writer"),
        (replace(CALM, journal_trouble="full"), "journal healthy"),
        (replace(CALM, room=1), "journal healthy"),
        (replace(CALM, reconciled=False), "compared"),
        (replace(CALM, liquidating=True), "account in order"),
        (replace(CALM, clock_uncertainty_ms=None), "clock certain"),
        (replace(CALM, in_progress=True), "nothing on its way"),
        (replace(CALM, unsettled=7), "all orders known"),
    ],
)
def test_each_gate_that_is_shut_says_why(situation: Situation, name: str) -> None:
    (gate,) = shut(exit_view(), situation)
    assert gate.name == name
    assert describe(gate.denials[0]).endswith(".")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"link_up": False}, "link up"),
        ({"mark_age": 9.0}, "mark fresh"),
        ({"position_age": 99.0}, "position fresh"),
        (
            {"mark_streamed": Price(Decimal(90)), "mark_read": Price(Decimal(100))},
            "marks agree",
        ),
    ],
)
def test_an_old_picture_shuts_its_gate(change: dict[str, object], name: str) -> None:
    view = replace(exit_view(), **change)  # type: ignore[arg-type]  # any field
    assert [gate.name for gate in shut(view, CALM)] == [name]


def test_limits_on_opening_say_that_they_are_that() -> None:
    limits = OrderLimits(daily_loss=usd("5"))
    usage = Usage(Budget(limits, 2, 2, usd("0"), usd("-6")))
    rate, opening = shut(exit_view(), replace(CALM, usage=usage))
    assert (rate.name, rate.only_opening) == ("order rate", False)
    assert (opening.name, opening.only_opening) == ("limits on opening", True)
    assert opening.denials[0].code is DenialCode.DAILY_LOSS


def test_an_unknown_market_is_a_shut_gate() -> None:
    assert [gate.name for gate in shut(None, CALM)] == ["market known"]
