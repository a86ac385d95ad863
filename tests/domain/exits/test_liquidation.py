from decimal import Decimal

import pytest

from tests.builders import quantity, sol_long, sol_market, sol_short
from tui.domain.exits.liquidation import estimate_liquidation, maintenance_of
from tui.domain.position import Position

MARK = Decimal(100)


def estimate(position: Position, equity: str, others: str = "0") -> Decimal | None:
    return estimate_liquidation(
        position,
        mark=MARK,
        equity=Decimal(equity),
        own=maintenance_of(position, MARK, sol_market()),
        others=Decimal(others),
    )


@pytest.mark.parametrize("position", [sol_long(), sol_short()])
@pytest.mark.parametrize("others", ["0", "40"])
def test_at_the_estimate_equity_equals_maintenance(position: Position, others: str) -> None:
    found = estimate(position, "500", others)
    assert found is not None
    fraction = maintenance_of(position, MARK, sol_market()) / position.notional_at(MARK)
    equity_there = Decimal(500) + (found - MARK) * position.signed_quantity
    needed_there = fraction * position.quantity * found + Decimal(others)
    assert abs(equity_there - needed_there) < Decimal("1e-20")


def test_a_long_is_liquidated_below_the_mark_and_a_short_above_it() -> None:
    below, above = estimate(sol_long(), "500"), estimate(sol_short(), "500")
    assert below is not None
    assert above is not None
    assert below < MARK < above


def test_an_account_that_outlives_a_price_of_zero_has_no_liquidation_price() -> None:
    assert estimate(sol_long(), "10000") is None


def test_nothing_held_means_no_estimate() -> None:
    assert estimate(sol_long(quantity=quantity("0")), "500") is None


def test_a_market_without_a_margin_function_uses_the_positions_own_fraction() -> None:
    market = sol_market(maintenance_margin=None)
    assert maintenance_of(sol_long(), MARK, market) == Decimal("33.75")  # 2500 at 0.0135
