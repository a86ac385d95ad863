from decimal import Decimal

from tests.builders import SOL, exit_view, price, quantity, sol_long
from tui.domain.exits.plan import Caution
from tui.domain.intent import Ticket, TimeInForce
from tui.domain.orders.outlook import outlook
from tui.domain.position import Side

BIG = exit_view(sol_long(quantity=quantity("80")))


def sell(size: str, force: TimeInForce) -> Ticket:
    return Ticket(SOL, Side.ASK, price("100.50"), quantity(size), time_in_force=force)


def test_only_what_fills_at_once_is_counted_of_an_order_that_then_ends() -> None:
    """The book holds 52 of the 60: 12 at 100.59, 40 at 100.55."""
    seen = outlook(sell("60", TimeInForce.IOC), BIG)
    assert seen.take is not None
    assert (seen.take.now, seen.take.rests) == (Decimal(52), Decimal(8))
    assert seen.forecast is not None
    assert seen.forecast.share == Decimal("0.65")
    proceeds = 12 * Decimal("100.59") + 40 * Decimal("100.55")
    assert seen.forecast.gross == proceeds - 52 * Decimal("98.20")
    assert Caution.PARTLY_FILLS_NOW in seen.cautions


def test_what_waits_is_counted_at_its_own_price() -> None:
    seen = outlook(sell("60", TimeInForce.GTC), BIG)
    assert seen.forecast is not None
    assert seen.forecast.share == Decimal("0.75")


def test_the_fee_is_that_of_what_can_fill() -> None:
    now = outlook(sell("60", TimeInForce.IOC), BIG).fee
    waits = outlook(sell("60", TimeInForce.GTC), BIG).fee
    assert now is not None
    assert waits is not None
    assert now < waits
