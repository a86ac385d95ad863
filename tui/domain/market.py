"""A market and the rules an order on it must meet, as the exchange publishes them.

Source: `GET /api/v1/markets`, OpenAPI of August 2026. No parameter is known in advance: ticks,
steps, bands and margin functions differ between markets and change over time.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tui.domain.money import Price, Quantity, Rate


class MarketKind(StrEnum):
    """What is traded; `OTHER` stands for kinds this program does not know."""

    SPOT = "SPOT"
    PERP = "PERP"
    OTHER = "OTHER"


class BookState(StrEnum):
    """Which orders the exchange takes on a market now."""

    OPEN = "Open"
    CLOSED = "Closed"
    CANCEL_ONLY = "CancelOnly"
    LIMIT_ONLY = "LimitOnly"
    POST_ONLY = "PostOnly"
    UNKNOWN = "Unknown"
    """A state this program has no rule for; it is treated as closed."""


@dataclass(frozen=True, slots=True)
class MarginFunction:
    """A margin fraction that grows with the square root of the notional."""

    base: Decimal
    factor: Decimal

    def at(self, notional: Decimal) -> Rate:
        """The fraction of `notional` (USDC, absolute) to be held: max(base, factor·√notional)."""
        return Rate(max(self.base, self.factor * notional.sqrt()))


@dataclass(frozen=True, slots=True)
class PriceRules:
    """Limits on a price; None where the market has no such limit."""

    tick: Decimal
    minimum: Price
    maximum: Price | None
    min_multiplier: Decimal | None
    """A limit price below this times the active price is refused; see `band`."""
    max_multiplier: Decimal | None
    """A limit price above this times the active price is refused; see `band`."""
    min_impact_multiplier: Decimal | None
    """A sell stops taking bids below this times the best bid."""
    max_impact_multiplier: Decimal | None
    """A buy stops taking asks above this times the best ask."""


@dataclass(frozen=True, slots=True)
class QuantityRules:
    """Limits on a quantity; a position below `minimum` counts as closed."""

    step: Decimal
    minimum: Quantity
    maximum: Quantity | None


@dataclass(frozen=True, slots=True)
class Market:
    """One tradable symbol."""

    symbol: str
    base: str
    quote: str
    kind: MarketKind
    price: PriceRules
    quantity: QuantityRules
    initial_margin: MarginFunction | None
    maintenance_margin: MarginFunction | None
    funding_interval_ms: int | None
    state: BookState
    visible: bool = True

    def band(self, active: Price) -> tuple[Price | None, Price | None]:
        """Lowest and highest limit price accepted while `active` is the active price.

        The active price is the median of best bid, best ask and last trade (support pages, price
        bands). None where the market publishes no multiplier.
        """
        low, high = self.price.min_multiplier, self.price.max_multiplier
        return (
            None if low is None else Price(active * low),
            None if high is None else Price(active * high),
        )
