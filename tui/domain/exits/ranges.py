"""Which prices and quantities an exit may have, as ranges, so that a refusal can offer a way out.

A value offered here passes every rule that the picture lets us judge, not only the one that was
broken: an offer that is refused in its turn helps nobody.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from tui.domain.exits.plan import ExitView
from tui.domain.market import BookState
from tui.domain.money import Price, ceil_to, floor_to
from tui.domain.position import Direction


@dataclass(frozen=True, slots=True)
class Range:
    """Multiples of `step` from `low` to `high`, both included; None: no upper end."""

    low: Decimal
    high: Decimal | None
    step: Decimal

    def nearest(self, value: Decimal) -> tuple[Decimal, ...]:
        """The one or two values of the range closest to `value`, the closest first."""
        if self.high is not None and self.low > self.high:
            return ()
        around = {self._within(grid(value, self.step)) for grid in (floor_to, ceil_to)}
        return tuple(sorted(around, key=lambda offer: (abs(offer - value), offer)))

    def _within(self, value: Decimal) -> Decimal:
        above = max(value, self.low)
        return above if self.high is None else min(above, self.high)


def price_range(view: ExitView) -> Range:
    """Prices on the tick that are beyond the mark, in the band and within the market's limits."""
    tick = view.market.price.tick
    allowed = market_prices(view)
    low, high = allowed.low, allowed.high
    for price in _to_stay_beyond(view):
        if view.position is not None and view.position.direction is Direction.LONG:
            low = max(low, floor_to(price, tick) + tick)
        else:
            below = ceil_to(price, tick) - tick
            high = below if high is None else min(high, below)
    return Range(low, high, tick)


def quantity_range(view: ExitView) -> Range:
    """Quantities on the step, within the market's limits and what is free of the position."""
    allowed = market_quantities(view)
    if view.position is None:
        return allowed
    free = floor_to(view.free, allowed.step)
    return replace(allowed, high=free if allowed.high is None else min(allowed.high, free))


def market_prices(view: ExitView) -> Range:
    """Prices on the tick, in the band and within the market's limits."""
    tick = view.market.price.tick
    lowest, highest = _published(view)
    high = None if highest is None else floor_to(highest, tick)
    return Range(max(ceil_to(lowest, tick), tick), high, tick)


def market_quantities(view: ExitView) -> Range:
    """Quantities on the step and within the market's limits."""
    rules = view.market.quantity
    high = None if rules.maximum is None else floor_to(rules.maximum, rules.step)
    return Range(max(ceil_to(rules.minimum, rules.step), rules.step), high, rules.step)


def band(view: ExitView) -> tuple[Price | None, Price | None]:
    """The market's price band now; None where it has none or its active price is not known."""
    active = view.active_price
    return (None, None) if active is None else view.market.band(active)


def _published(view: ExitView) -> tuple[Decimal, Decimal | None]:
    rules = view.market.price
    low, high = band(view)
    lows = [Decimal(value) for value in (rules.minimum, low) if value is not None]
    highs = [Decimal(value) for value in (rules.maximum, high) if value is not None]
    return max(lows), min(highs, default=None)


def _to_stay_beyond(view: ExitView) -> list[Price]:
    """The mark and, where only resting orders are taken, the best price of the other side."""
    if view.position is None:
        return []
    prices = [] if view.mark is None else [view.mark]
    if view.market.state is BookState.POST_ONLY and view.book is not None:
        is_long = view.position.direction is Direction.LONG
        best = view.book.best_bid if is_long else view.book.best_ask
        prices += [] if best is None else [best]
    return prices
