"""The gates: each reason alone, all reasons at once, and none when nothing is wrong."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.desk_session import SYMBOL, DeskSession, position
from tui.actions.denials import Denial, DenialCode
from tui.actions.gates import Situation, gates
from tui.actions.reasons import describe
from tui.domain.exits.plan import ExitPlan, ExitView, Rule
from tui.domain.market import BookState
from tui.domain.money import Price, Quantity
from tui.domain.position import Direction, Position, Side

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


@pytest.fixture
def session() -> DeskSession:
    made = DeskSession(FakeClock())
    made.connect()
    return made


@pytest.fixture
def view(session: DeskSession) -> ExitView:
    found = session.view(SYMBOL, session.clock.monotonic())
    assert found is not None
    return found


@pytest.fixture
def plan(session: DeskSession) -> ExitPlan:
    return session.plan()


def _codes(denials: tuple[Denial, ...]) -> list[DenialCode]:
    return [denial.code for denial in denials]


def test_a_confirmed_plan_on_an_unchanged_picture_passes(view: ExitView, plan: ExitPlan) -> None:
    assert gates(view, CALM, plan) == ()
    assert gates(view, CALM, None) == ()


@pytest.mark.parametrize(
    ("situation", "code"),
    [
        (replace(CALM, read_only=True), DenialCode.READ_ONLY),
        (replace(CALM, key_refused=True), DenialCode.KEY_REFUSED),
        (replace(CALM, journal_trouble="full"), DenialCode.JOURNAL_FAILED),
        (replace(CALM, reconciled=False), DenialCode.NOT_RECONCILED),
        (replace(CALM, liquidating=True), DenialCode.ACCOUNT_LIQUIDATING),
        (replace(CALM, clock_uncertainty_ms=None), DenialCode.CLOCK_UNMEASURED),
        (replace(CALM, clock_uncertainty_ms=500.1), DenialCode.CLOCK_UNSURE),
        (replace(CALM, clock_uncertainty_ms=float("nan")), DenialCode.CLOCK_UNSURE),
        (replace(CALM, unsettled=7), DenialCode.UNSETTLED_INTENT),
        (replace(CALM, mismatch=7), DenialCode.MISMATCH_OPEN),
        (replace(CALM, in_progress=True), DenialCode.IN_PROGRESS),
    ],
)
def test_fault_x16_each_circumstance_alone_closes_the_gate_with_or_without_a_plan(
    view: ExitView, plan: ExitPlan, situation: Situation, code: DenialCode
) -> None:
    assert _codes(gates(view, situation, plan)) == [code]
    assert _codes(gates(view, situation, None)) == [code]


def test_an_uncertainty_of_exactly_the_limit_passes(view: ExitView, plan: ExitPlan) -> None:
    assert gates(view, replace(CALM, clock_uncertainty_ms=500.0), plan) == ()


def test_fault_x09_an_unknown_market_is_denied(plan: ExitPlan) -> None:
    assert _codes(gates(None, CALM, plan)) == [DenialCode.MARKET_UNKNOWN]


def test_a_link_that_is_down_is_told_once(view: ExitView, plan: ExitPlan) -> None:
    down = replace(view, link_up=False, reconciled=False)
    assert _codes(gates(down, replace(CALM, reconciled=False), plan)) == [
        DenialCode.NOT_RECONCILED,
        DenialCode.LINK_DOWN,
    ]


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        (None, [DenialCode.POSITION_GONE]),
        (position(symbol="BTC_USDC_PERP"), [DenialCode.POSITION_GONE]),
        (position(quantity="11"), [DenialCode.POSITION_RESIZED]),
        (position(position_id="p2"), [DenialCode.POSITION_REPLACED]),
    ],
)
def test_another_position_than_the_confirmed_one_is_denied(
    view: ExitView, plan: ExitPlan, now: Position | None, codes: list[DenialCode]
) -> None:
    assert _codes(gates(replace(view, position=now), CALM, plan)) == codes


def test_a_flipped_position_is_denied_on_every_count(view: ExitView, plan: ExitPlan) -> None:
    flipped = replace(view, position=position(direction=Direction.SHORT))
    denials = gates(flipped, CALM, plan)
    assert {DenialCode.POSITION_FLIPPED, DenialCode.WRONG_SIDE} <= set(_codes(denials))


def test_a_ticket_that_does_not_only_reduce_is_denied(view: ExitView, plan: ExitPlan) -> None:
    opening = replace(plan, ticket=replace(plan.ticket, reduce_only=False))
    assert DenialCode.WRONG_SIDE in _codes(gates(view, CALM, opening))
    buying = replace(plan, ticket=replace(plan.ticket, side=Side.BID))
    assert DenialCode.WRONG_SIDE in _codes(gates(view, CALM, buying))


def test_a_ticket_with_other_text_than_the_check_gives_is_denied(
    view: ExitView, plan: ExitPlan
) -> None:
    odd = replace(plan, ticket=replace(plan.ticket, time_in_force="IOC"))
    assert _codes(gates(view, CALM, odd)) == [DenialCode.REQUEST_ALTERED]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"mark": Price(Decimal(160))}, Rule.NOT_BEYOND_MARK),
        ({"mark": Price(Decimal(161))}, Rule.NOT_BEYOND_MARK),
        ({"mark_age": 5.1}, Rule.MARK_STALE),
        ({"mark_age": None}, Rule.MARK_STALE),
        ({"position_age": 60.1}, Rule.POSITION_STALE),
        ({"unsettled": Quantity(Decimal(7))}, Rule.MORE_THAN_FREE),
    ],
)
def test_a_rule_that_fails_on_the_fresh_picture_is_denied_with_its_numbers(
    view: ExitView, plan: ExitPlan, change: dict[str, object], rule: Rule
) -> None:
    changed = replace(view, **change)  # type: ignore[arg-type]  # because the fields vary
    problems = [denial.problem for denial in gates(changed, CALM, plan)]
    assert [problem.rule for problem in problems if problem] == [rule]


def test_fault_x10_a_step_that_changed_is_refused_and_not_rounded(
    view: ExitView, plan: ExitPlan
) -> None:
    coarse = replace(view.market, quantity=replace(view.market.quantity, step=Decimal(3)))
    denials = gates(replace(view, market=coarse), CALM, plan)
    assert [d.problem.rule for d in denials if d.problem] == [Rule.OFF_STEP]
    assert "3 or 6" in describe(denials[0])


def test_fault_x03_a_market_that_closed_is_refused(view: ExitView, plan: ExitPlan) -> None:
    closed = replace(view, market=replace(view.market, state=BookState.CANCEL_ONLY))
    denials = gates(closed, CALM, plan)
    assert [d.problem.rule for d in denials if d.problem] == [Rule.MARKET_CLOSED]
    assert "CancelOnly" in describe(denials[0])


def test_all_reasons_are_given_at_once(view: ExitView, plan: ExitPlan) -> None:
    worst = replace(CALM, read_only=True, unsettled=7, clock_uncertainty_ms=None)
    changed = replace(view, mark=Price(Decimal(170)))
    assert _codes(gates(changed, worst, plan)) == [
        DenialCode.READ_ONLY,
        DenialCode.CLOCK_UNMEASURED,
        DenialCode.UNSETTLED_INTENT,
        DenialCode.RULE_BROKEN,
    ]
