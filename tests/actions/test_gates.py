"""The gates: each reason alone, all reasons at once, and none when nothing is wrong."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.desk_session import SYMBOL, DeskSession, position
from tui.actions.denials import Denial, DenialCode
from tui.actions.gates import Situation, gates, too_late
from tui.actions.limit_gates import Usage
from tui.actions.reasons import describe
from tui.domain.exits.plan import ExitPlan, ExitView, Rule
from tui.domain.intent import IntentKind, Ticket, TimeInForce
from tui.domain.limits import Budget, OrderLimits
from tui.domain.market import BookState
from tui.domain.money import Price, Quantity, Rate
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
        (replace(CALM, other_writer=Denial(DenialCode.OTHER_WRITER)), DenialCode.OTHER_WRITER),
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
        (replace(CALM, halted=True), DenialCode.HALTED),
        (replace(CALM, room=9_999_999), DenialCode.DISK_FULL),
        (replace(CALM, leaving=True), DenialCode.LEAVING),
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
    odd = replace(plan, ticket=replace(plan.ticket, time_in_force=TimeInForce.IOC))
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


def test_the_least_room_and_the_oldest_reading_pass(view: ExitView, plan: ExitPlan) -> None:
    assert gates(view, replace(CALM, room=10_000_000, reading_age=3.0), plan) == ()


def test_a_reading_that_took_too_long_is_denied(view: ExitView, plan: ExitPlan) -> None:
    assert _codes(gates(view, replace(CALM, reading_age=3.1), plan)) == [DenialCode.PICTURE_OLD]


@pytest.mark.parametrize(
    ("streamed", "codes"),
    [
        (None, []),
        ("150.75", []),
        ("149.25", []),
        ("150.76", [DenialCode.MARKS_DIFFER]),
        ("149.24", [DenialCode.MARKS_DIFFER]),
    ],
)
def test_fault_n23_marks_more_than_half_a_per_cent_apart_are_denied(
    view: ExitView, plan: ExitPlan, streamed: str | None, codes: list[DenialCode]
) -> None:
    mark = None if streamed is None else Price(Decimal(streamed))
    two = replace(view, mark_streamed=mark, mark_read=Price(Decimal(150)))
    assert _codes(gates(two, CALM, plan)) == codes


@dataclass(frozen=True)
class Lenient:
    """A plan of terms whose own rules let everything pass."""

    ticket: Ticket
    position: Position | None
    mark: Price = field(default_factory=lambda: Price(Decimal(150)))
    kind: IntentKind = IntentKind.ORDER

    def again(self, _view: ExitView) -> "Lenient":
        return self


def test_cover_and_side_do_not_depend_on_the_rules_of_a_plan(
    view: ExitView, plan: ExitPlan
) -> None:
    much = replace(plan.ticket, quantity=Quantity(Decimal(11)))
    assert _codes(gates(view, CALM, Lenient(much, view.position))) == [DenialCode.COVER_EXCEEDED]
    adds = replace(plan.ticket, side=Side.BID)
    assert _codes(gates(view, CALM, Lenient(adds, view.position))) == [DenialCode.WRONG_SIDE]
    opens = replace(adds, reduce_only=False, quantity=Quantity(Decimal(99)))
    assert gates(view, CALM, Lenient(opens, view.position)) == ()


def test_an_order_confirmed_without_a_position_is_denied_once_there_is_one(
    view: ExitView, plan: ExitPlan
) -> None:
    opens = Lenient(replace(plan.ticket, reduce_only=False), None)
    assert _codes(gates(view, CALM, opens)) == [DenialCode.POSITION_RESIZED]
    assert gates(replace(view, position=None), CALM, opens) == ()


def test_what_was_written_down_does_not_leave_when_all_is_to_stop() -> None:
    codes = [
        too_late(0.1, leaving=False, halted=False),
        too_late(0.1, leaving=True, halted=False),
        too_late(0.1, leaving=False, halted=True),
        too_late(1.1, leaving=False, halted=False),
    ]
    assert [None if code is None else code.code for code in codes] == [
        None,
        DenialCode.LEAVING,
        DenialCode.HALTED,
        DenialCode.SLOW_DISK,
    ]


@pytest.mark.parametrize(
    ("situation", "told"),
    [
        (replace(CALM, journal_trouble="full"), Denial(DenialCode.JOURNAL_FAILED, detail="full")),
        (
            replace(CALM, clock_uncertainty_ms=612.7),
            Denial(DenialCode.CLOCK_UNSURE, Decimal("500.0"), Decimal(613)),
        ),
        (replace(CALM, unsettled=7), Denial(DenialCode.UNSETTLED_INTENT, client_id=7)),
        (replace(CALM, mismatch=8), Denial(DenialCode.MISMATCH_OPEN, client_id=8)),
        (
            replace(CALM, room=9_999_999),
            Denial(DenialCode.DISK_FULL, Decimal(10), Decimal(9)),
        ),
        (
            replace(CALM, reading_age=3.14),
            Denial(DenialCode.PICTURE_OLD, Decimal("3.0"), Decimal("3.1")),
        ),
    ],
)
def test_a_denial_tells_its_numbers(
    view: ExitView, plan: ExitPlan, situation: Situation, told: Denial
) -> None:
    denials = gates(view, situation, plan)
    assert denials == (told,)
    assert str(denials[0]) == str(told)


def test_marks_apart_are_told_in_per_cent(view: ExitView, plan: ExitPlan) -> None:
    two = replace(view, mark_streamed=Price(Decimal(153)), mark_read=Price(Decimal(150)))
    assert gates(two, CALM, plan) == (
        Denial(DenialCode.MARKS_DIFFER, Decimal("0.5"), Decimal("2.00")),
    )


def test_a_position_that_changed_is_told_with_its_sizes(view: ExitView, plan: ExitPlan) -> None:
    held = replace(view, position=position(quantity="11"))
    assert gates(held, CALM, plan) == (
        Denial(DenialCode.POSITION_RESIZED, Decimal(10), Decimal(11)),
    )
    assert gates(replace(view, position=None), CALM, plan)[0] == Denial(
        DenialCode.POSITION_GONE, Decimal(10)
    )
    opens = Lenient(replace(plan.ticket, reduce_only=False), None)
    assert gates(view, CALM, opens) == (
        Denial(DenialCode.POSITION_RESIZED, Decimal(0), Decimal(10)),
    )


def test_what_would_cover_more_than_is_held_is_told_with_both(
    view: ExitView, plan: ExitPlan
) -> None:
    much = replace(plan.ticket, quantity=Quantity(Decimal(8)))
    covered = replace(view, unsettled=Quantity(Decimal(3)))
    assert gates(covered, CALM, Lenient(much, view.position)) == (
        Denial(DenialCode.COVER_EXCEEDED, Decimal(10), Decimal(11)),
    )
    just = replace(plan.ticket, quantity=Quantity(Decimal(7)))
    assert gates(covered, CALM, Lenient(just, view.position)) == ()


def test_a_broken_rule_keeps_its_limit_and_what_was_found(view: ExitView, plan: ExitPlan) -> None:
    (told,) = gates(replace(view, position_age=62.5), CALM, plan)
    assert (told.code, told.limit, told.found) == (
        DenialCode.RULE_BROKEN,
        Decimal("60.0"),
        Decimal("62.5"),
    )


def test_an_order_with_other_terms_than_the_check_gives_is_told_so(
    view: ExitView, plan: ExitPlan
) -> None:
    odd = replace(plan, ticket=replace(plan.ticket, time_in_force=TimeInForce.IOC))
    assert gates(view, CALM, odd) == (Denial(DenialCode.REQUEST_ALTERED, detail="terms"),)


def test_the_mark_of_the_picture_is_what_a_distance_is_measured_from(
    view: ExitView, plan: ExitPlan
) -> None:
    limits = OrderLimits(None, None, None, None, from_mark=Rate(Decimal("0.01")))
    near = replace(CALM, usage=Usage(Budget(limits, 0, 0, None, None)))
    assert _codes(gates(view, near, plan)) == [DenialCode.TOO_FAR]


def test_a_disk_that_is_just_fast_enough_passes_and_a_slower_one_is_told_in_seconds() -> None:
    assert too_late(1.0, leaving=False, halted=False) is None
    assert too_late(2.34, leaving=False, halted=False) == Denial(
        DenialCode.SLOW_DISK, Decimal("1.0"), Decimal("2.3")
    )
