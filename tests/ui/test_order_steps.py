from dataclasses import replace

import pytest

from tests.builders import exit_view
from tui.domain.position import Side
from tui.ui.order_steps import stepped_order_price, stepped_slippage


def test_an_empty_price_starts_at_the_best_of_our_own_side() -> None:
    assert stepped_order_price("", 1, Side.BID, exit_view()) == "100.59"
    assert stepped_order_price("", -1, Side.ASK, exit_view()) == "100.61"


def test_without_a_book_it_starts_at_the_mark() -> None:
    assert stepped_order_price("", 1, Side.BID, exit_view(book=None)) == "100.60"
    assert stepped_order_price("", 1, Side.BID, exit_view(book=None, mark=None)) is None


def test_a_price_moves_by_ticks_on_either_side_of_the_mark() -> None:
    assert stepped_order_price("99", 1, Side.BID, replace(exit_view(), position=None)) == "99.01"
    assert stepped_order_price("100.60", -10, Side.ASK, exit_view()) == "100.50"
    assert stepped_order_price("9x", 1, Side.ASK, exit_view()) is None


@pytest.mark.parametrize(
    ("text", "steps", "result"),
    [("0.5", 1, "0.6"), ("0.5", -4, "0.1"), ("", 1, "0.2"), ("0.1", -1, None), ("10", 1, None)],
)
def test_a_slippage_moves_by_tenths_within_what_is_allowed(
    text: str, steps: int, result: str | None
) -> None:
    assert stepped_slippage(text, steps) == result
