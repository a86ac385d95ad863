"""`replace`: the old order's terms but for what was typed, and what became of both."""

from dataclasses import replace
from typing import cast

import pytest

from tests.builders import SOL, exit_view, quantity, sol_intent, sol_order
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.outcomes import AlreadyGone, CancelDone, ReplaceOutcome
from tui.cli.exits import ExitCode, Stop
from tui.cli.replace import _gap, _open_order, _plan, _told, _Wish
from tui.cli.trading import Trading
from tui.domain.intent import IntentStatus
from tui.domain.order import OrderStatus, OrderType
from tui.domain.orders.plan import ReplacePolicy
from tui.session.session import Session
from tui.session.state import State

ORDER = sol_order("1")


class _Session:
    state = replace(State(), orders={"1": ORDER, "2": sol_order("2", order_type=OrderType.MARKET)})


def desk() -> Trading:
    return Trading(cast("Session", _Session()), cast("object", None), cast("object", None))  # type: ignore[arg-type]  # only the session is asked


def wish(price: str | None = None, quantity: str | None = None) -> _Wish:
    return _Wish("1", price, quantity, dry_run=False, yes=True)


def test_what_was_not_typed_stays_as_it_is() -> None:
    view = exit_view(covering=(ORDER,))
    dearer = _plan(ORDER, wish(price="111"), view).ticket
    assert (str(dearer.price), dearer.quantity, dearer.side) == ("111", quantity("5"), ORDER.side)
    assert dearer.reduce_only
    # All 25 are free once the old one is gone.
    assert _plan(ORDER, wish(quantity="25"), view).ticket.quantity == 25


def test_of_a_partly_filled_order_what_is_left_is_replaced() -> None:
    part = replace(ORDER, executed=quantity("2"))
    assert _plan(part, wish(price="111"), exit_view()).ticket.quantity == 3


@pytest.mark.parametrize(("order_id", "code"), [("3", ExitCode.REJECTED), ("2", ExitCode.DENIED)])
def test_only_a_resting_limit_order_can_be_replaced(order_id: str, code: ExitCode) -> None:
    assert _open_order(desk(), SOL, "1") is ORDER
    with pytest.raises(Stop) as stopped:
        _open_order(desk(), SOL, order_id)
    assert stopped.value.code is code


LIVE = replace(sol_intent(9, IntentStatus.RESTING), order_id="1")
GONE = CancelDone(replace(ORDER, status=OrderStatus.CANCELLED))


@pytest.mark.parametrize(
    ("outcome", "code", "said"),
    [
        (ReplaceOutcome(ReplacePolicy.PLACE_FIRST, GONE, LIVE, 0), ExitCode.DONE, "At no moment"),
        (ReplaceOutcome(ReplacePolicy.CANCEL_FIRST, GONE, LIVE, 91), ExitCode.DONE, "For 91 ms"),
        (
            ReplaceOutcome(ReplacePolicy.PLACE_FIRST, None, LIVE, 0),
            ExitCode.UNKNOWN,
            "BOTH ARE LIVE",
        ),
        (
            ReplaceOutcome(
                ReplacePolicy.CANCEL_FIRST, GONE, Denied((Denial(DenialCode.HALTED),)), None
            ),
            ExitCode.DENIED,
            "UNCOVERED",
        ),
        (
            ReplaceOutcome(ReplacePolicy.CANCEL_FIRST, AlreadyGone(None), None, None),
            ExitCode.REJECTED,
            "was not placed",
        ),
    ],
)
def test_both_orders_and_the_gap_are_told(
    outcome: ReplaceOutcome, code: ExitCode, said: str
) -> None:
    document, told = _told(desk(), ORDER, outcome, {})
    assert told is code
    assert said in document["words"]
    assert document["uncoveredMs"] == outcome.uncovered_ms
    assert _gap(outcome) in document["words"]
