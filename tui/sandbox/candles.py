"""Candles of every interval, kept up trade by trade.

An interval without a trade has no prices; the exchange sends nulls for it, and so do we.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from tui.domain.money import ZERO

DAY = 86_400
_MONDAY = 4 * DAY
"""1970-01-05, the first Monday of the epoch."""

SECONDS = {
    "1s": 1,
    "1m": 60,
    "3m": 180,
    "5m": 300,
    "15m": 900,
    "30m": 1800,
    "1h": 3600,
    "2h": 7200,
    "4h": 14_400,
    "6h": 21_600,
    "8h": 28_800,
    "12h": 43_200,
    "1d": DAY,
    "3d": 3 * DAY,
    "1w": 7 * DAY,
    "1month": 0,
}
"""Length of each interval; a month has none."""

CAPACITY = 3000
_MAX_GAP = 3600


def start_of(interval: str, at: int) -> int:
    """Start of the interval that `at` (seconds) falls in."""
    if interval == "1month":
        day = datetime.fromtimestamp(at, UTC)
        return int(datetime(day.year, day.month, 1, tzinfo=UTC).timestamp())
    length = SECONDS[interval]
    offset = _MONDAY if interval == "1w" else 0
    return (at - offset) // length * length + offset


def end_of(interval: str, start: int) -> int:
    """Where the interval that starts at `start` ends; that second is no longer in it."""
    if interval == "1month":
        return start_of(interval, start + 32 * DAY)
    return start + SECONDS[interval]


@dataclass(slots=True)
class Bar:
    """One candle; prices are None while nothing traded."""

    start: int
    open: Decimal | None = None
    high: Decimal | None = None
    low: Decimal | None = None
    close: Decimal | None = None
    volume: Decimal = ZERO
    quote: Decimal = ZERO
    trades: int = 0

    def take(self, price: Decimal, volume: Decimal, quote: Decimal) -> None:
        """Add one trade."""
        if self.open is None or self.high is None or self.low is None:
            self.open = self.high = self.low = price
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.close = price
        self.volume += volume
        self.quote += quote
        self.trades += 1

    def merge(self, later: "Bar") -> None:
        """Add a whole later candle."""
        if later.open is None or later.high is None or later.low is None:
            return
        if self.open is None or self.high is None or self.low is None:
            self.open, self.high, self.low = later.open, later.high, later.low
        self.high = max(self.high, later.high)
        self.low = min(self.low, later.low)
        self.close = later.close
        self.volume += later.volume
        self.quote += later.quote
        self.trades += later.trades


def aggregate(interval: str, bars: Iterable[Bar]) -> list[Bar]:
    """Build longer candles from shorter ones, oldest first."""
    built: list[Bar] = []
    for bar in bars:
        start = start_of(interval, bar.start)
        if not built or built[-1].start != start:
            built.append(Bar(start))
        built[-1].merge(bar)
    return built


class Candles:
    """All intervals of one price of one market."""

    def __init__(self, bars: dict[str, list[Bar]]) -> None:
        self.bars = {name: bars.get(name, [])[-CAPACITY:] for name in SECONDS}
        self._sent = {name: seq[-1].start if seq else 0 for name, seq in self.bars.items()}

    def without_volume(self) -> "Candles":
        """The same past as a price that is not traded: mark or index."""
        return Candles(
            {
                name: [replace(bar, volume=ZERO, quote=ZERO, trades=0) for bar in seq]
                for name, seq in self.bars.items()
                if name in ("1m", "1h", "1d")
            }
        )

    def take(self, at: int, price: Decimal, volume: Decimal = ZERO, quote: Decimal = ZERO) -> None:
        """Add a trade, or a sample of a price, at `at` seconds."""
        for interval in SECONDS:
            self._roll(interval, at).take(price, volume, quote)

    def roll(self, at: int) -> None:
        """Begin the candles that `at` (seconds) falls in, traded or not."""
        for interval in SECONDS:
            self._roll(interval, at)

    def _roll(self, interval: str, at: int) -> Bar:
        bars = self.bars[interval]
        if bars and at < end_of(interval, bars[-1].start):
            return bars[-1]
        start = start_of(interval, at)
        if bars and start - bars[-1].start <= _MAX_GAP * max(1, SECONDS[interval]):
            missing = end_of(interval, bars[-1].start)
            while missing < start:
                bars.append(Bar(missing))
                missing = end_of(interval, missing)
        bars.append(Bar(start))
        if len(bars) > CAPACITY:
            del bars[: len(bars) - CAPACITY]
        return bars[-1]

    def between(self, interval: str, start: int, end: int) -> list[Bar]:
        """Candles that start in [start, end], oldest first."""
        bars = self.bars[interval]
        low = bisect_left(bars, start, key=lambda bar: bar.start)
        high = bisect_left(bars, end + 1, key=lambda bar: bar.start)
        return bars[low:high]

    def unsent(self, interval: str) -> list[Bar]:
        """The running candle, after those that ended since the last call."""
        bars = self.bars[interval]
        if not bars:
            return []
        recent = self.between(interval, self._sent[interval], bars[-1].start)
        self._sent[interval] = bars[-1].start
        return recent
