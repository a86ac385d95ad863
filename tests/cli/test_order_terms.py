"""What was typed about an order, and the words that are agreed to."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import exit_view
from tui.cli.exits import ExitCode, Stop
from tui.cli.order_terms import (
    _CAUTIONS,
    caution_words,
    checked_plan,
    plan_document,
    plan_words,
    price_at,
    slippage_of,
)
from tui.domain.exits.plan import Caution
from tui.domain.orders.check import check_close, check_order
from tui.domain.orders.plan import DEFAULT_SLIPPAGE, CloseDraft, OrderDraft, OrderPlan, PriceAt
from tui.domain.position import Side
from tui.settings import BadSetting


def closed(draft: CloseDraft) -> OrderPlan:
    return checked_plan(check_close(draft, exit_view()))


def test_slippage_is_typed_in_per_cent() -> None:
    assert slippage_of("0.5") == Decimal("0.005")
    assert slippage_of(None) == DEFAULT_SLIPPAGE


@pytest.mark.parametrize("text", ["0", "10.1", "-1", "0,5", "1e1", "NaN", ""])
def test_a_bound_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadSetting, match="--slippage"):
        slippage_of(text)


def test_a_word_is_a_price_of_the_book_and_anything_else_is_the_price() -> None:
    assert price_at("mid") == (PriceAt.MID, "")
    assert price_at("104.50") == (PriceAt.PRICE, "104.50")
    assert price_at("price") == (PriceAt.PRICE, "price")


def test_what_is_agreed_to_names_bound_and_reference_of_an_order_at_market() -> None:
    words = plan_words(closed(CloseDraft(share="50")))
    assert words.startswith("sell 12.5 SOL at ")
    for part in ("reduce-only", "IOC", "0.5 % beyond the best price"):
        assert part in words


def test_an_order_that_may_open_says_so_aloud() -> None:
    plan = checked_plan(check_order(OrderDraft(Side.BID, "1", "99", post_only=True), exit_view()))
    assert "MAY OPEN A POSITION" in plan_words(plan)
    assert "post-only" in plan_words(plan)
    assert plan_document(plan)["reduceOnly"] is False


def test_every_caution_has_its_words() -> None:
    assert set(_CAUTIONS) == set(Caution)
    plan = replace(closed(CloseDraft()), cautions=tuple(Caution))
    assert len(caution_words(plan)) == len(Caution)


def test_broken_rules_are_a_denial_with_their_numbers() -> None:
    with pytest.raises(Stop, match="denied: ") as stopped:
        checked_plan(check_close(CloseDraft(quantity="26.001"), exit_view()))
    assert stopped.value.code is ExitCode.DENIED
    assert "25" in stopped.value.message
