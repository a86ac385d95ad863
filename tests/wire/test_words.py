from decimal import Decimal

import pytest

from tui.domain.order import OrderStatus, OrderType
from tui.domain.position import Direction
from tui.wire.words import direction, liquidation, order_status, order_type


def test_the_sign_of_the_size_is_the_way_of_the_position() -> None:
    assert direction(Decimal("0.01")) is Direction.LONG
    assert direction(Decimal("-0.01")) is Direction.SHORT


@pytest.mark.parametrize("placeholder", [None, Decimal(0), Decimal("0.00"), Decimal(-3)])
def test_a_placeholder_is_no_liquidation_price(placeholder: Decimal | None) -> None:
    assert liquidation(placeholder) is None


def test_a_liquidation_price_is_kept() -> None:
    assert liquidation(Decimal("88.1")) == Decimal("88.1")


@pytest.mark.parametrize("word", ["Limit", "LIMIT"])
def test_the_type_of_an_order_is_spelled_in_two_ways(word: str) -> None:
    assert order_type(word) is OrderType.LIMIT


def test_words_nobody_knows_are_other_and_never_final() -> None:
    assert order_type("ICEBERG") is OrderType.OTHER
    assert order_status("Triggered") is OrderStatus.OTHER
    assert not order_status("Triggered").is_final


@pytest.mark.parametrize("status", list(OrderStatus))
def test_every_status_is_known_by_its_own_word(status: OrderStatus) -> None:
    assert order_status(status.value) is status
