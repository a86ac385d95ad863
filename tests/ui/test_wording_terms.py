from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import exit_view, sol_short
from tui.domain.exits.plan import ExitView, Field, Problem, Rule
from tui.domain.intent import TimeInForce
from tui.domain.money import AmountFault
from tui.domain.orders.check import check_close, check_order
from tui.domain.orders.plan import CloseDraft, OrderDraft, OrderPlan, PriceAt
from tui.domain.position import Side
from tui.ui.wording_terms import order_sentences

FLAT = replace(exit_view(), position=None)


def told(draft: OrderDraft | CloseDraft, view: ExitView | None = None) -> tuple[str, ...]:
    view = view or exit_view()
    result = check_order(draft, view) if isinstance(draft, OrderDraft) else check_close(draft, view)
    assert not isinstance(result, OrderPlan), result
    return order_sentences(result, view)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("limit", [None, Decimal("1.50")])
@pytest.mark.parametrize("field", Field)
@pytest.mark.parametrize("view", [exit_view(), FLAT, exit_view(mark=None, book=None)])
def test_every_rule_has_a_sentence_whatever_is_missing(
    rule: Rule, limit: Decimal | None, field: Field, view: ExitView
) -> None:
    (text,) = order_sentences([Problem(field, rule, limit=limit)], view)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "None" not in text


@pytest.mark.parametrize("fault", AmountFault)
def test_every_text_that_is_no_slippage_is_answered_with_one_that_is(fault: AmountFault) -> None:
    problem = Problem(Field.SLIPPAGE, Rule.NOT_AN_AMOUNT, fault=fault)
    assert order_sentences([problem], exit_view()) == (
        "Slippage is per cent of the price, above 0 and at most 10, like 0.5.",
    )


def test_empty_fields_ask_for_any_price_and_for_the_smallest_quantity() -> None:
    assert told(OrderDraft(Side.BID, "")) == (
        "Type a price; the mark is 100.6.",
        "Type a quantity; the smallest is 0.01 SOL.",
    )


def test_there_is_nothing_to_close_without_a_position() -> None:
    assert told(CloseDraft(), FLAT) == (
        "There is no open position on SOL_USDC_PERP, so there is nothing to close.",
    )


def test_reduce_only_without_a_position_says_how_to_open_one() -> None:
    assert told(OrderDraft(Side.BID, "1", "99", reduce_only=True), FLAT) == (
        "There is no position on SOL_USDC_PERP to reduce. Turn reduce-only off to open one.",
    )


def test_the_side_that_would_add_names_the_one_that_reduces() -> None:
    assert told(OrderDraft(Side.BID, "1", "99", reduce_only=True))[0] == (
        "Reduce-only: a long is reduced by a sell. Choose sell, or turn it off."
    )
    assert (
        "reduced by a buy"
        in (told(OrderDraft(Side.ASK, "1", "101", reduce_only=True), exit_view(sol_short()))[0])
    )


def test_what_would_rest_although_it_may_not_names_the_book() -> None:
    at_once = OrderDraft(Side.BID, "1", "99", time_in_force=TimeInForce.IOC)
    assert told(at_once) == (
        "It has to fill at once, and at 99 the book fills too little (bid 100.59, ask 100.61).",
    )


def test_post_only_that_would_fill_names_what_it_would_fill_against() -> None:
    assert told(OrderDraft(Side.BID, "1", "101", post_only=True)) == (
        (
            "Post-only: it would fill now against 100.61 (bid 100.59, ask 100.61)."
            " Move the price, or turn it off."
        ),
    )


def test_terms_that_exclude_each_other_are_both_named() -> None:
    sentences = told(OrderDraft(Side.BID, "1", at=PriceAt.MARKET, post_only=True))
    assert sentences[0] == (
        "Post-only rests, market, IOC and FOK fill at once. Turn post-only off, or choose GTC."
    )


def test_without_a_book_a_price_can_still_be_typed() -> None:
    assert told(CloseDraft(), exit_view(book=None)) == (
        "The book is not live, so it gives no price. Type one, or wait for the book.",
    )
