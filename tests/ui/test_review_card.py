from dataclasses import replace

import pytest

from tests.builders import (
    draft,
    exit_view,
    price,
    quantity,
    sol_book,
    sol_long,
    sol_market,
    sol_short,
)
from tui.domain.book import Level
from tui.domain.exits.check import check
from tui.domain.exits.plan import ExitPlan, ExitView
from tui.domain.market import BookState
from tui.domain.orders.check import check_close, check_order
from tui.domain.orders.plan import CloseDraft, OrderDraft, OrderPlan
from tui.domain.position import Side
from tui.ui.format import MINUS
from tui.ui.lines import EMPTY, line, text_of, width_of
from tui.ui.review_card import changes, review_lines, squeezed, to_type_again


def planned(at: str = "104.50", size: str = "5", view: ExitView | None = None) -> ExitPlan:
    plan = check(draft(at, size), view or exit_view())
    assert isinstance(plan, ExitPlan), plan
    return plan


def test_the_card_shows_every_field_as_it_will_be_signed() -> None:
    text = [text_of(each).rstrip() for each in review_lines(planned(), exit_view(), 72)]
    assert text[:7] == [
        "SELL 5 SOL at 104.50",
        "closes 20.0% of your LONG 25 SOL",
        "",
        "symbol      SOL_USDC_PERP        side        Ask",
        "price       104.50               quantity    5",
        "orderType   Limit                timeInForce GTC",
        "reduceOnly  true",
    ]


def test_a_narrow_card_puts_the_fields_below_each_other() -> None:
    lines = review_lines(planned(), exit_view(), 54)
    assert all(width_of(each) <= 54 for each in lines)
    text = [text_of(each).rstrip() for each in lines]
    assert "side        Ask" in text
    assert "timeInForce GTC" in text


def test_a_short_is_bought_back() -> None:
    view = exit_view(sol_short())
    text = [text_of(each) for each in review_lines(planned("99", "5", view), view, 72)]
    assert text[0] == "BUY 5 SOL at 99"


def test_nothing_changed_is_no_reason() -> None:
    assert changes(planned(), exit_view(), exit_view(mark=price("101"))) == ()


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (None, "The market is not listed any more."),
        (replace(exit_view(), position=None), "The position is closed."),
        (exit_view(sol_short()), "The position turned short; it was long."),
        (
            exit_view(sol_long(position_id="9")),
            "The position was closed and opened again; this is another one.",
        ),
        (
            exit_view(sol_long(quantity=quantity("20"))),
            "The position is 20 SOL now; it was 25 SOL.",
        ),
        (
            exit_view(market=sol_market(price=replace(sol_market().price, tick=price("0.25")))),
            "The market's tick is 0.25 now; it was 0.01.",
        ),
        (
            exit_view(mark=price("104.50")),
            "Price must be above the mark 104.5 for a long. 104.51 or higher works.",
        ),
        (
            exit_view(link_up=False),
            "The link to the exchange is down. Sending opens again when it is back.",
        ),
        (
            exit_view(market=sol_market(state=BookState.CLOSED)),
            "SOL_USDC_PERP is closed. Wait until the exchange opens it.",
        ),
    ],
)
def test_what_changed_is_named(now: ExitView | None, text: str) -> None:
    assert changes(planned(), exit_view(), now) == (text,)


def test_a_tick_that_the_price_no_longer_fits_is_named() -> None:
    coarse = sol_market(price=replace(sol_market().price, tick=price("1")))
    assert changes(planned(), exit_view(), exit_view(market=coarse)) == (
        "The market's tick is 1 now; it was 0.01.",
        "Price must be a multiple of the tick 1. 104 or 105 work.",
    )


def test_an_order_that_was_to_rest_and_would_fill_now_is_a_change() -> None:
    book = replace(sol_book(), bids=(Level(price("104.60"), quantity("50")),), asks=())
    assert changes(planned(), exit_view(), exit_view(book=book)) == (
        "New since the review: The book is at 104.50 or better: all of it fills now as taker.",
    )


def test_an_order_that_was_to_fill_and_fills_in_part_is_no_news() -> None:
    def view(size: str) -> ExitView:
        book = replace(sol_book(), bids=(Level(price("104.60"), quantity(size)),), asks=())
        return exit_view(book=book)

    plan = planned(view=view("50"))
    assert changes(plan, view("50"), view("2")) == ()


def test_only_a_loss_or_a_far_price_has_to_be_typed_again() -> None:
    assert to_type_again(planned()) is None
    assert to_type_again(planned("180", "25")) == "180"
    under = exit_view(sol_long(entry=price("110")))
    assert to_type_again(planned("104.50", "5", under)) == "104.50"


def closed(draft: CloseDraft | None = None, view: ExitView | None = None) -> OrderPlan:
    plan = check_close(draft or CloseDraft(), view or exit_view())
    assert isinstance(plan, OrderPlan), plan
    return plan


def ordered(draft: OrderDraft, view: ExitView) -> OrderPlan:
    plan = check_order(draft, view)
    assert isinstance(plan, OrderPlan), plan
    return plan


FLAT = replace(exit_view(), position=None)


def test_the_card_of_a_close_at_market_says_bound_risk_and_what_is_signed() -> None:
    about = ("Instead of order 1: sell 5 SOL at 110.",)
    text = [text_of(each).rstrip() for each in review_lines(closed(), exit_view(), 72, about)]
    assert text[:9] == [
        "SELL 25.00 SOL at market, no worse than 100.09",
        "REDUCES RISK: closes 100.0% of your LONG 25 SOL",
        f"bound 100.09 = best 100.59 {MINUS} 0.5%",
        "Instead of order 1: sell 5 SOL at 110.",
        "",
        "symbol      SOL_USDC_PERP        side        Ask",
        "price       100.09               quantity    25.00",
        "orderType   Limit                timeInForce IOC",
        "reduceOnly  true",
    ]


def test_post_only_is_a_field_where_it_is_sent() -> None:
    draft = OrderDraft(Side.BID, "5", "99", post_only=True)
    text = [text_of(each).rstrip() for each in review_lines(ordered(draft, FLAT), FLAT, 72)]
    assert "reduceOnly  false                postOnly    true" in text
    assert "OPENS RISK: a new LONG 5 SOL" in text


def test_what_may_open_a_position_takes_a_word_and_what_is_far_the_price_too() -> None:
    assert to_type_again(ordered(OrderDraft(Side.BID, "5", "99"), FLAT)) == "open"
    assert to_type_again(ordered(OrderDraft(Side.BID, "5", "40"), FLAT)) == "open 40"
    reduces = OrderDraft(Side.ASK, "5", "110", reduce_only=True)
    assert to_type_again(ordered(reduces, exit_view())) is None


def test_closing_at_a_loss_takes_no_more_than_y_and_is_no_news() -> None:
    loss = exit_view(sol_long(entry=price("110")))
    assert to_type_again(closed(view=loss)) is None
    near = exit_view(sol_long(entry=price("100.40")))
    plan = closed(view=near)
    lower = replace(sol_book(), bids=(Level(price("100.30"), quantity("50")),))
    assert changes(plan, near, replace(near, book=lower)) == ()


def test_an_order_that_opens_was_checked_on_the_position_that_was_not_there() -> None:
    plan = ordered(OrderDraft(Side.BID, "5", "99"), FLAT)
    assert changes(plan, FLAT, FLAT) == ()
    assert changes(plan, FLAT, exit_view()) == ("A position was opened since: LONG 25 SOL.",)


def test_blank_lines_go_first_when_there_is_little_room() -> None:
    lines = (line("a"), EMPTY, line("b"), EMPTY, line("c"))
    assert squeezed(lines, 5) == lines
    assert squeezed(lines, 4) == (line("a"), EMPTY, line("b"), line("c"))
    assert squeezed(lines, 1) == (line("a"), line("b"), line("c"))
