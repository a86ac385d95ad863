from decimal import Decimal

import pytest

from tui.domain.position import Side
from tui.sandbox.book import Book
from tui.sandbox.orders import Order, Terms

D = Decimal


def order(order_id: int, side: Side, price: str, quantity: str, account: str = "a") -> Order:
    terms = Terms("SOL_USDC_PERP", side, price=D(price), quantity=D(quantity))
    return Order(order_id, account, terms, 0, D(quantity))


def test_the_oldest_order_at_the_best_price_comes_first() -> None:
    book = Book()
    for number, price in enumerate(("101", "100", "100")):
        book.add(order(number, Side.ASK, price, "1"))
    first = book.first(Side.BID)
    assert first is not None
    assert first.id == 1


def test_an_empty_side_has_no_first_order_and_no_mid() -> None:
    book = Book()
    book.add(order(1, Side.ASK, "101", "1"))
    assert book.first(Side.ASK) is None
    assert book.mid is None


def test_changes_carry_the_new_size_and_zero_for_a_level_that_is_gone() -> None:
    book = Book()
    one, two = order(1, Side.BID, "99", "1"), order(2, Side.BID, "99", "2.5")
    book.add(one)
    book.add(two)
    assert book.take_changes() == ([(D(99), D("3.5"))], [])
    book.remove(one)
    book.remove(two)
    assert book.take_changes() == ([(D(99), D(0))], [])
    assert book.take_changes() == ([], [])


def test_a_limit_at_the_opposite_best_crosses() -> None:
    book = Book()
    book.add(order(1, Side.ASK, "101", "1"))
    assert book.crosses(Side.BID, D(101))
    assert not book.crosses(Side.BID, D("100.99"))
    assert not book.crosses(Side.ASK, D(101))


def test_what_is_available_ends_at_the_limit_and_leaves_out_ones_own() -> None:
    book = Book()
    for number, (price, who) in enumerate((("101", "a"), ("102", "b"), ("103", "a"))):
        book.add(order(number, Side.ASK, price, "1", who))
    assert book.available(Side.BID, D(102), without="nobody") == 2
    assert book.available(Side.BID, D(103), without="a") == 1


def test_an_order_without_a_price_cannot_rest() -> None:
    terms = Terms("SOL_USDC_PERP", Side.BID, is_market=True, quantity=D(1))
    with pytest.raises(ValueError, match="order 7"):
        Book().add(Order(7, "a", terms, 0, D(1)))
