from dataclasses import replace

import pytest

from tests.builders import draft, exit_view, price, quantity, sol_long, usd
from tui.domain.exits.check import check
from tui.domain.exits.plan import Caution, ExitPlan, ExitView
from tui.domain.intent import TimeInForce
from tui.domain.orders.check import check_order
from tui.domain.orders.plan import OrderDraft, OrderPlan
from tui.domain.position import Side
from tui.ui.wording_cautions import caution_sentence


def cautioned(at: str, size: str, view: ExitView | None = None) -> tuple[str, ...]:
    """The sentences of the cautions of a draft that passes."""
    view = view or exit_view()
    plan = check(draft(at, size), view)
    assert isinstance(plan, ExitPlan), plan
    return tuple(caution_sentence(each, plan, view) for each in plan.cautions)


@pytest.mark.parametrize("caution", Caution)
def test_every_caution_has_a_sentence(caution: Caution) -> None:
    view = exit_view()
    plan = check(draft(), view)
    assert isinstance(plan, ExitPlan)
    assert caution_sentence(caution, plan, view).endswith((".", "?"))


def test_a_price_far_from_the_mark_asks_about_a_digit() -> None:
    assert cautioned("180", "25") == (
        "FAR FROM MARK: 180 is 79% of the mark away. Is a digit wrong?",
    )


def test_a_loss_tells_entry_from_fee() -> None:
    under = exit_view(sol_long(entry=price("110")))
    assert cautioned("104.50", "25", under) == ("AT A LOSS: 104.50 is below your entry 110.",)
    even = exit_view(sol_long(entry=price("104.49")))
    assert cautioned("104.50", "25", even) == (
        "AT A LOSS: the fee is more than the gain from 104.49 to 104.50.",
    )


def test_dust_names_what_is_left_and_the_smallest_order() -> None:
    view = exit_view(sol_long(quantity=quantity("25.005")))
    assert cautioned("104.50", "25", view) == (
        "Leaves 0.005 SOL open, less than the smallest order 0.01.",
    )


def ordered(order: OrderDraft, view: ExitView) -> OrderPlan:
    plan = check_order(order, view)
    assert isinstance(plan, OrderPlan), plan
    return plan


def told(caution: Caution, order: OrderDraft, view: ExitView) -> str:
    return caution_sentence(caution, ordered(order, view), view)


FLAT = replace(exit_view(), position=None)


@pytest.mark.parametrize("caution", Caution)
def test_every_caution_of_an_order_has_a_sentence_with_or_without_a_position(
    caution: Caution,
) -> None:
    order = OrderDraft(Side.BID, "1", "99")
    for view in (FLAT, exit_view()):
        assert told(caution, order, view).endswith((".", "?"))


def test_what_does_not_fill_at_once_waits_or_is_dropped() -> None:
    waits = OrderDraft(Side.BID, "20", "100.61")
    dropped = replace(waits, time_in_force=TimeInForce.IOC)
    part = Caution.PARTLY_FILLS_NOW
    assert told(part, waits, FLAT) == "10 SOL fills now as taker; the rest waits in the book."
    assert told(part, dropped, FLAT) == "10 SOL fills now as taker; the rest is dropped."


def test_more_than_the_position_is_said_to_turn_it_round() -> None:
    enlarges = Caution.ENLARGES
    assert told(enlarges, OrderDraft(Side.BID, "1", "99"), FLAT) == (
        "It opens a position where there is none."
    )
    assert told(enlarges, OrderDraft(Side.BID, "1", "99"), exit_view()) == (
        "It adds to your LONG 25 SOL."
    )
    assert told(enlarges, OrderDraft(Side.ASK, "30", "110"), exit_view()) == (
        "It is more than your LONG 25 SOL: the position would turn round."
    )


def test_margin_that_is_short_names_both_figures() -> None:
    view = replace(FLAT, available=usd("1"), leverage=price("10"))
    assert told(Caution.MARGIN_SHORT, OrderDraft(Side.BID, "10", "100"), view) == (
        "It needs 100.00 USDC of margin, 1.00 is available; the exchange may refuse it."
    )
