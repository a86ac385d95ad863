"""The liquidation price that is shown: the exchange's, else our own estimate, said to be one."""

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.exits.liquidation import estimate_liquidation, maintenance_of
from tui.domain.money import ZERO, Price
from tui.domain.position import Direction, Position
from tui.ui.rows_common import Mark, Picture, mark_of


@dataclass(frozen=True, slots=True)
class Liquidation:
    """A price and who says so."""

    price: Price
    is_estimate: bool


def liquidation_of(picture: Picture, position: Position, mark: Mark | None) -> Liquidation | None:
    """Where the position is liquidated; None when neither the exchange nor we can tell."""
    if position.liquidation is not None:
        return Liquidation(position.liquidation, is_estimate=False)
    price = _estimated(picture, position, mark)
    return None if price is None else Liquidation(price, is_estimate=True)


def _estimated(picture: Picture, position: Position, mark: Mark | None) -> Price | None:
    """Our estimate; none on a stale mark, and none on the wrong side of the mark."""
    margin, store = picture.state.margin, picture.markets.get(position.symbol)
    if margin is None or store is None or mark is None or mark.is_stale:
        return None
    price = estimate_liquidation(
        position,
        mark=mark.price,
        equity=margin.equity,
        own=maintenance_of(position, mark.price, store.market),
        others=_others(picture, position),
    )
    if price is None:
        return None
    is_below = price < mark.price
    return price if is_below is (position.direction is Direction.LONG) else None


def _others(picture: Picture, position: Position) -> Decimal:
    """Maintenance margin of the positions in other markets."""
    total = ZERO
    for symbol, held in picture.state.positions.items():
        store, mark = picture.markets.get(symbol), mark_of(picture, symbol)
        if symbol != position.symbol and store is not None and mark is not None:
            total += maintenance_of(held.position, mark.price, store.market)
    return total
