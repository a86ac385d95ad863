from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import exit_view, price, quantity, sol_long, sol_market, sol_short
from tui.domain.market import QuantityRules
from tui.domain.money import on_grid
from tui.ui.exit_steps import next_quarter, portion, stepped_price, stepped_quantity

TICKS = st.sampled_from([1, -1, 10, -10])


def test_an_empty_price_starts_at_the_first_tick_beyond_the_mark() -> None:
    assert stepped_price("", 1, exit_view()) == "100.61"
    assert stepped_price("", -1, exit_view()) == "100.61"
    assert stepped_price("", 1, exit_view(sol_short())) == "100.59"


def test_a_step_moves_by_ticks() -> None:
    assert stepped_price("104.50", 1, exit_view()) == "104.51"
    assert stepped_price("104.50", -10, exit_view()) == "104.40"
    assert stepped_price("104.5", 10, exit_view()) == "104.60"


def test_a_price_off_the_grid_goes_to_its_neighbour_first() -> None:
    assert stepped_price("104.505", 1, exit_view()) == "104.51"
    assert stepped_price("104.505", -1, exit_view()) == "104.50"
    assert stepped_price("104.505", 10, exit_view()) == "104.60"


@pytest.mark.parametrize("text", ["1,5", "abc", "1e5", "0", "-3", "1.2.3"])
def test_a_text_that_is_no_price_is_left_alone(text: str) -> None:
    assert stepped_price(text, 1, exit_view()) is None
    assert stepped_quantity(text, 1, exit_view()) is None


def test_no_step_goes_below_the_smallest_price_or_quantity() -> None:
    assert stepped_price("0.05", -10, exit_view()) is None
    assert stepped_quantity("0.01", -1, exit_view()) is None


def test_without_a_position_or_a_mark_there_is_nothing_to_start_from() -> None:
    assert stepped_price("", 1, exit_view(mark=None)) is None
    assert stepped_price("100", 1, replace(exit_view(), position=None)) is None


def test_an_empty_quantity_starts_at_the_smallest() -> None:
    assert stepped_quantity("", 1, exit_view()) == "0.01"


@given(st.decimals(min_value="0.02", max_value="900", places=4), TICKS)
def test_a_step_ends_on_the_grid_and_on_the_side_of_its_key(value: Decimal, steps: int) -> None:
    text = stepped_price(f"{value:f}", steps, exit_view())
    if text is None:
        assert steps < 0
        return
    moved = Decimal(text)
    assert on_grid(moved, Decimal("0.01"))
    assert (moved > value) == (steps > 0)
    assert abs(moved - value) <= abs(steps) * Decimal("0.01")


def test_a_portion_is_exact_where_it_can_be() -> None:
    part = portion(50, exit_view())
    assert part is not None
    assert (part.text, part.note) == ("12.50", "50% of 25 SOL free")


def test_a_portion_that_was_rounded_down_says_so() -> None:
    part = portion(25, exit_view(sol_long(quantity=quantity("3.33"))))
    assert part is not None
    assert part.text == "0.83"
    assert part.note == "25% of 3.33 SOL free is 0.8325; rounded down to the step"


def test_a_portion_below_the_minimum_is_none() -> None:
    rules = QuantityRules(step=Decimal(1), minimum=quantity("20"), maximum=None)
    view = exit_view(market=sol_market(quantity=rules))
    assert portion(25, view) is None
    assert portion(100, view) is not None


@given(
    st.decimals(min_value="0.01", max_value="100000", places=5), st.sampled_from([25, 50, 75, 100])
)
def test_a_portion_is_on_the_step_and_never_more_than_its_share(
    size: Decimal, percent: int
) -> None:
    view = exit_view(sol_long(quantity=size))
    part = portion(percent, view)
    if part is not None:
        value = Decimal(part.text)
        assert on_grid(value, Decimal("0.01"))
        assert 0 <= size * percent / 100 - value < Decimal("0.01")


@pytest.mark.parametrize(
    ("text", "way", "quarter"),
    [
        ("", 1, 25),
        ("", -1, 100),
        ("6.25", 1, 50),
        ("7", 1, 50),
        ("25", 1, 100),
        ("25", -1, 75),
        ("7", -1, 25),
        ("6.25", -1, 25),
        ("junk", 1, 25),
    ],
)
def test_the_next_quarter_is_the_one_beyond_what_is_typed(
    text: str, way: int, quarter: int
) -> None:
    assert next_quarter(text, way, exit_view()) == quarter


def test_prices_of_a_short_step_the_same_way() -> None:
    assert stepped_price("99", 1, exit_view(sol_short(), mark=price("100"))) == "99.01"
