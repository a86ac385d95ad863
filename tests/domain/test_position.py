from decimal import Decimal

from tests.builders import sol_long, sol_short
from tui.domain.position import Direction, Side


def test_a_long_closes_with_a_sell_and_gains_when_the_price_rises() -> None:
    assert Direction.LONG.closing_side is Side.ASK
    assert sol_long().profit_at(Decimal("99.20")) == 25
    assert sol_long().signed_quantity == 25


def test_a_short_closes_with_a_buy_and_gains_when_the_price_falls() -> None:
    assert Direction.SHORT.closing_side is Side.BID
    assert sol_short().profit_at(Decimal(102)) == 25
    assert sol_short().signed_quantity == -25


def test_profit_of_a_part_and_notional() -> None:
    assert sol_long().profit_at(Decimal("99.20"), Decimal(5)) == 5
    assert sol_short().notional_at(Decimal(100)) == 2500


def test_sides_are_opposite() -> None:
    assert (Side.BID.opposite, Side.ASK.opposite) == (Side.ASK, Side.BID)
