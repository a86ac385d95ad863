"""Candles of every interval, kept up trade by trade.

An interval without a trade has no prices; the exchange sends nulls for it, and so do we.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol

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


class Source(Protocol):
    """Candles from before the sandbox started; each answer is always the same."""

    def running(self, interval: str) -> Bar | None:
        """What the candle that runs at the start had seen by then; None if nothing."""
        ...

    def older(self, interval: str) -> list[Bar]:
        """The candles that ended before the start, oldest first."""
        ...

    def total(self, interval: str, since: int) -> Bar:
        """All `older` candles that start at `since` or later, as one."""
        ...


class Candles:
    """All intervals of one price of one market.

    The past is fetched when somebody first asks for it: nineteen markets have a hundred thousand
    old candles, and hardly any of them is ever looked at.
    """

    def __init__(self, source: Source | None = None, *, has_volume: bool = True) -> None:
        self._source = source
        self._has_volume = has_volume
        self._bars: dict[str, list[Bar]] = {name: [] for name in SECONDS}
        self._is_whole = dict.fromkeys(SECONDS, source is None)
        self._ended: dict[tuple[str, int], tuple[tuple[int, int] | None, Bar]] = {}
        if source is not None:
            for name, kept in self._bars.items():
                running = source.running(name)
                if running is not None:
                    kept.append(self._stripped(running))
        self._sent = {name: bars[-1].start for name, bars in self._bars.items() if bars}

    def without_volume(self) -> "Candles":
        """The same past as a price that is not traded: mark or index."""
        return Candles(self._source, has_volume=False)

    def _stripped(self, bar: Bar) -> Bar:
        return bar if self._has_volume else replace(bar, volume=ZERO, quote=ZERO, trades=0)

    def bars(self, interval: str) -> list[Bar]:
        """Every candle kept, oldest first."""
        kept = self._bars[interval]
        if self._source is not None and not self._is_whole[interval]:
            self._is_whole[interval] = True
            older = [self._stripped(bar) for bar in self._source.older(interval)]
            if older and kept:
                _fill_gap(interval, older, kept[0].start)
            kept[:0] = older
            self._trim(interval)
        return kept

    def _trim(self, interval: str) -> None:
        bars = self._bars[interval]
        if len(bars) > CAPACITY:
            del bars[: len(bars) - CAPACITY]
            self._is_whole[interval] = True

    def take(self, at: int, price: Decimal, volume: Decimal = ZERO, quote: Decimal = ZERO) -> None:
        """Add a trade, or a sample of a price, at `at` seconds."""
        for interval in SECONDS:
            self._roll(interval, at).take(price, volume, quote)

    def roll(self, at: int) -> None:
        """Begin the candles that `at` (seconds) falls in, traded or not."""
        for interval in SECONDS:
            self._roll(interval, at)

    def _roll(self, interval: str, at: int) -> Bar:
        bars = self._bars[interval]
        if bars and at < end_of(interval, bars[-1].start):
            return bars[-1]
        start = start_of(interval, at)
        if bars:
            _fill_gap(interval, bars, start)
        bars.append(Bar(start))
        self._trim(interval)
        return bars[-1]

    def between(self, interval: str, start: int, end: int) -> list[Bar]:
        """Candles that start in [start, end], oldest first."""
        return _between(self.bars(interval), start, end)

    def summary(self, interval: str, length: int, at: int) -> Bar | None:
        """One candle over the `length` seconds up to `at`, in whole candles; None without a trade.

        The candles that ended are added up once for each new one, so that asking is cheap.
        """
        start = start_of(interval, at) - length + SECONDS[interval]
        live = self._bars[interval]
        newest = live[-1].start if live else 0
        span, known = self._ended.get((interval, length), (None, Bar(0)))
        if span != (start, newest):
            known = self._add_up(interval, start, newest)
            self._ended[interval, length] = (start, newest), known
        whole = replace(known)
        if live and start <= newest <= at:
            whole.merge(live[-1])
        return None if whole.open is None else whole

    def _add_up(self, interval: str, start: int, before: int) -> Bar:
        live = self._bars[interval]
        whole = Bar(start)
        if self._source is not None and not self._is_whole[interval]:
            whole.merge(self._stripped(self._source.total(interval, start)))
        for bar in _between(live, start, before - 1):
            whole.merge(bar)
        return whole

    def unsent(self, interval: str) -> list[Bar]:
        """The running candle, after those that ended since the last call."""
        bars = self._bars[interval]
        if not bars:
            return []
        newest = bars[-1].start
        recent = _between(bars, self._sent.get(interval, newest), newest)
        self._sent[interval] = bars[-1].start
        return recent


def _fill_gap(interval: str, bars: list[Bar], start: int) -> None:
    """Append candles without a trade up to `start`, unless a whole age is missing."""
    if start - bars[-1].start > _MAX_GAP * max(1, SECONDS[interval]):
        return
    missing = end_of(interval, bars[-1].start)
    while missing < start:
        bars.append(Bar(missing))
        missing = end_of(interval, missing)


def _between(bars: list[Bar], start: int, end: int) -> list[Bar]:
    low = bisect_left(bars, start, key=lambda bar: bar.start)
    high = bisect_left(bars, end + 1, key=lambda bar: bar.start)
    return bars[low:high]
