from collections.abc import Callable
from decimal import Decimal

import pytest

from tui.domain.position import Side
from tui.wire import numbers


def test_good_values_are_read_exactly() -> None:
    assert str(numbers.decimal("-0.10", "P")) == "-0.10"
    assert numbers.price("86645.3", "p") == Decimal("86645.3")
    assert numbers.price("0.0000001", "p") == Decimal("0.0000001")
    assert numbers.quantity("0.00", "q") == 0
    assert numbers.whole(0, "u") == 0
    assert numbers.moment(numbers.MAX_MICROSECONDS, "T") == 10**17
    assert numbers.usd("-3", "P") == -3
    assert numbers.whole("7", "t") == numbers.whole(7, "t") == 7
    assert numbers.moment(1_790_915_525_103_070, "T") == 1_790_915_525_103_070
    assert numbers.name("AAPL.US_USDC_PERP", "s") == "AAPL.US_USDC_PERP"
    assert numbers.name("A", "s") == "A"
    assert numbers.side("Ask", "S") is Side.ASK


def test_a_missing_price_and_the_placeholder_zero_are_none() -> None:
    assert numbers.optional_price(None, "a") is None
    assert numbers.optional_price("0", "a") is None
    assert numbers.optional_price("1.5", "a") == Decimal("1.5")


@pytest.mark.parametrize("text", ["", "NaN", "Infinity", "1e5", "1,5", "0x1", " 1"])
def test_what_is_no_plain_decimal_is_refused_by_the_name_of_its_field(text: str) -> None:
    with pytest.raises(ValueError, match="q is not a plain decimal"):
        numbers.decimal(text, "q")


@pytest.mark.parametrize(
    "read", [numbers.price, numbers.quantity, numbers.usd, numbers.optional_price]
)
def test_every_reader_of_amounts_names_the_field(read: Callable[[str, str], object]) -> None:
    with pytest.raises(ValueError, match="b is not a plain decimal"):
        read("1e5", "b")


def test_every_reader_of_times_names_the_field() -> None:
    with pytest.raises(ValueError, match="E is negative"):
        numbers.moment(-1, "E")


def test_the_longest_number_and_name_are_read() -> None:
    assert numbers.whole("9" * 18, "t") == 10**18 - 1
    with pytest.raises(ValueError, match="not a whole number"):
        numbers.whole("9" * 19, "t")
    assert numbers.name("x" * 64, "s") == "x" * 64


def test_signs_and_zeros_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="p is not above zero"):
        numbers.price("0", "p")
    with pytest.raises(ValueError, match="q is below zero"):
        numbers.quantity("-1", "q")
    with pytest.raises(ValueError, match="a is below zero"):
        numbers.optional_price("-1", "a")
    with pytest.raises(ValueError, match="t is negative"):
        numbers.whole(-1, "t")
    with pytest.raises(ValueError, match="t is not a whole number"):
        numbers.whole("-1", "t")
    with pytest.raises(ValueError, match="T is not a possible time"):
        numbers.moment(10**17 + 1, "T")


@pytest.mark.parametrize("text", ["", "x" * 65])
def test_a_name_is_short_and_not_empty(text: str) -> None:
    with pytest.raises(ValueError, match="s is empty or too long"):
        numbers.name(text, "s")


def test_a_name_is_sanitised() -> None:
    assert numbers.name("A\x1b", "s") == "A�"


def test_a_side_is_never_guessed() -> None:
    with pytest.raises(ValueError, match="S is neither"):
        numbers.side("bid", "S")
