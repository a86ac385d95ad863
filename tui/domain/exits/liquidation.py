"""Our own estimate of the liquidation price, for when the exchange gives none.

The exchange does not publish its formula. This one holds prices of other markets, and thereby the
rest of the account, where they are; whatever shows it must call it an estimate.
"""

from decimal import Decimal

from tui.domain.market import Market
from tui.domain.money import Price, Usd
from tui.domain.position import Position


def maintenance_of(position: Position, mark: Decimal, market: Market) -> Usd:
    """The USDC that must stay behind `position` at `mark`; its own fraction where none is told."""
    notional = position.notional_at(mark)
    function = market.maintenance_margin
    fraction = position.maintenance_margin if function is None else function.at(notional)
    return Usd(notional * fraction)


def estimate_liquidation(
    position: Position, *, mark: Decimal, equity: Decimal, own: Decimal, others: Decimal
) -> Price | None:
    """The mark at which the account's equity meets its maintenance margin.

    With q the signed size, M the mark, E the equity, R the maintenance of other positions and m
    this one's maintenance fraction: p = (E - q·M - R) / (m·|q| - q).

    Args:
        position: the position whose price moves.
        mark: its mark now, USDC.
        equity: the account's net equity now, USDC.
        own: maintenance of this position now, USDC.
        others: maintenance of all other positions, USDC.

    Returns:
        The price, or None when no positive price liquidates the account.
    """
    notional = position.notional_at(mark)
    if not notional:
        return None
    signed = position.signed_quantity
    slope = own / notional * position.quantity - signed
    if not slope:
        return None
    price = (equity - signed * mark - others) / slope
    return Price(price) if price > 0 else None
