"""What a market says by itself: mark, index, best quotes, trades, candles, daily figures.

Each datum carries the exchange's time in microseconds (0 when the message has none). When it was
received is kept by the store that holds it. What comes by the thousand is a named tuple: it is made
in a third of the time of a frozen dataclass.
"""

from dataclasses import dataclass
from typing import NamedTuple

from tui.domain.money import Price, Quantity, Rate, Usd
from tui.domain.position import Side


@dataclass(frozen=True, slots=True)
class MarkTick:
    """The mark price, which margin and profit are valued at, and the funding beside it."""

    symbol: str
    mark: Price
    index: Price | None
    funding_rate: Rate | None
    """Fraction for the interval that runs now; positive: longs pay."""
    next_funding_ms: int | None
    exchange_us: int = 0


class Quote(NamedTuple):
    """Best bid and ask; a side is None when it is empty."""

    symbol: str
    bid: Price | None
    ask: Price | None
    exchange_us: int = 0


class Trade(NamedTuple):
    """One public trade; `aggressor` is the side that took liquidity."""

    symbol: str
    trade_id: int
    price: Price
    quantity: Quantity
    aggressor: Side
    exchange_us: int = 0


@dataclass(frozen=True, slots=True)
class Ticker:
    """Figures of the last 24 hours; a price is None when nothing traded."""

    symbol: str
    first: Price | None
    last: Price | None
    high: Price | None
    low: Price | None
    volume: Quantity
    quote_volume: Usd
    trades: int
    exchange_us: int = 0

    @property
    def change(self) -> Rate | None:
        """Change over the window as a fraction; None when unknown."""
        if self.first is None or self.last is None or not self.first:
            return None
        return Rate((self.last - self.first) / self.first)


@dataclass(frozen=True, slots=True)
class OpenInterest:
    """All long positions of a market together, which are as large as all short ones."""

    symbol: str
    quantity: Quantity
    exchange_us: int = 0


@dataclass(frozen=True, slots=True)
class Liquidation:
    """A position that the exchange closed by force; its trade is on the tape as well."""

    symbol: str
    price: Price
    quantity: Quantity
    side: Side
    """Side of the closing order: Ask closes a long."""
    exchange_us: int = 0


@dataclass(frozen=True, slots=True)
class FundingRate:
    """What longs paid shorts for one funding interval."""

    symbol: str
    end_ms: int
    """Milliseconds since the epoch at which the interval ends; the newest one may still run."""
    rate: Rate


@dataclass(frozen=True, slots=True)
class Candle:
    """Open, high, low, close of one interval; prices are None when nothing traded in it."""

    symbol: str
    interval: str
    start_ms: int
    open: Price | None
    high: Price | None
    low: Price | None
    close: Price | None
    volume: Quantity
    closed: bool
