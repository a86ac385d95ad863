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
from tui.ui.lines import text_of, width_of
from tui.ui.review_card import changes, review_lines, to_type_again


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
