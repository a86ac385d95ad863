from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import exit_view, price, quantity, sol_short
from tui.domain.exits.ranges import Range, band, price_range, quantity_range

numbers = st.decimals("0", "500", places=4)


@given(numbers, numbers, numbers)
def test_the_nearest_values_are_in_the_range_and_none_is_nearer(
    low: Decimal, high: Decimal, value: Decimal
) -> None:
    step = Decimal("0.5")
    span = Range(low // step * step, high // step * step, step)
    inside = [span.low + step * n for n in range(int((high // step) - (low // step)) + 1)]
    offers = span.nearest(value)
    assert bool(offers) is bool(inside)
    assert set(offers) <= set(inside)
    if offers:
        assert abs(offers[0] - value) == min(abs(candidate - value) for candidate in inside)


def test_a_long_may_exit_from_above_the_mark_to_the_top_of_the_band() -> None:
    span = price_range(exit_view())
    assert (span.low, span.high) == (Decimal("100.61"), Decimal("201.20"))


def test_a_short_may_exit_from_the_bottom_of_the_band_to_below_the_mark() -> None:
    span = price_range(exit_view(sol_short()))
    assert (span.low, span.high) == (Decimal("25.15"), Decimal("100.59"))


def test_the_band_is_unknown_without_an_active_price() -> None:
    assert band(exit_view(book=None)) == (None, None)
    assert price_range(exit_view(book=None)).high == Decimal(1000)


def test_quantities_go_up_to_what_is_free() -> None:
    span = quantity_range(exit_view(unsettled=quantity("4.995")))
    assert (span.low, span.high) == (Decimal("0.01"), Decimal("20.00"))


def test_a_price_too_low_for_any_tick_is_offered_the_first_tick() -> None:
    span = Range(Decimal("0.01"), None, Decimal("0.01"))
    assert span.nearest(Decimal("0.001")) == (price("0.01"),)
