"""Candles of one market at one interval: what a chart draws, whichever way each candle came.

History is read by request, the newest candle comes by stream, and the two overlap. A series keeps
one candle for each interval of time: a closed one is final, a running one grows. An interval
without a trade has no prices and stays a gap; so does one that nobody told of.

Intervals: `KlineInterval` of the exchange's OpenAPI, 2026.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from tui.domain.money import Price, Quantity
from tui.domain.quotes import Candle

_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
MONTH = "1month"

INTERVALS: Mapping[str, int] = MappingProxyType(
    {
        "1s": _SECOND,
        "1m": _MINUTE,
        "3m": 3 * _MINUTE,
        "5m": 5 * _MINUTE,
        "15m": 15 * _MINUTE,
        "30m": 30 * _MINUTE,
        "1h": _HOUR,
        "2h": 2 * _HOUR,
        "4h": 4 * _HOUR,
        "6h": 6 * _HOUR,
        "8h": 8 * _HOUR,
        "12h": 12 * _HOUR,
        "1d": _DAY,
        "3d": 3 * _DAY,
        "1w": 7 * _DAY,
        MONTH: 2_629_746_000,
    }
)
"""Milliseconds of each interval, shortest first; a month has its mean length here only."""

CAPACITY = 5_000
"""Candles that a series keeps at most."""

_LATEST_MS = 4_102_444_800_000
"""The year 2100: a later start is not a time."""


class PriceType(StrEnum):
    """Which price a candle is made of."""

    LAST = "Last"
    MARK = "Mark"
    INDEX = "Index"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place on the time axis; without a candle, or one without prices, it is a gap."""

    start_ms: int
    candle: Candle | None

    @property
    def is_gap(self) -> bool:
        """Whether there is no price to draw."""
        return self.candle is None or self.candle.close is None


def aggregate(candles: Sequence[Candle]) -> Candle | None:
    """One candle of several that follow one another; None of none. Gaps add nothing."""
    if len(candles) <= 1:
        return candles[0] if candles else None
    traded = [each for each in candles if each.close is not None]
    return replace(
        candles[0],
        open=traded[0].open if traded else None,
        high=max((each.high for each in traded if each.high is not None), default=None),
        low=min((each.low for each in traded if each.low is not None), default=None),
        close=traded[-1].close if traded else None,
        volume=Quantity(sum((each.volume for each in candles), start=Decimal(0))),
        closed=all(each.closed for each in candles),
    )


class CandleSeries:
    """The candles of one symbol, interval and kind of price; mutable, bounded, with one writer.

    Raises `ValueError` for an interval that the exchange does not have.
    """

    def __init__(
        self,
        symbol: str,
        interval: str,
        price_type: PriceType = PriceType.LAST,
        *,
        capacity: int = CAPACITY,
    ) -> None:
        if interval not in INTERVALS:
            raise ValueError(f"interval {interval!r} is none of {', '.join(INTERVALS)}")
        self.symbol = symbol
        self.interval = interval
        self.price_type = price_type
        self.revision = 0
        """Counts changes."""
        self.refused = 0
        """Candles that contradict themselves or belong elsewhere."""
        self._capacity = capacity
        self._length = INTERVALS[interval]
        self._offset: int | None = None
        self._by_place: dict[int, Candle] = {}
        self._places: list[int] = []
        self._per = 1
        self._slots: dict[int, Slot] = {}
        """Slots as they were gathered last, `_per` candles each; without those that changed."""

    def __len__(self) -> int:
        return len(self._places)

    @property
    def is_full(self) -> bool:
        """Whether an older candle would find no room."""
        return len(self._places) >= self._capacity

    @property
    def newest(self) -> Candle | None:
        """The candle that started last."""
        return self._by_place[self._places[-1]] if self._places else None

    @property
    def oldest(self) -> Candle | None:
        """The candle that started first."""
        return self._by_place[self._places[0]] if self._places else None

    @property
    def last_closed(self) -> Candle | None:
        """The newest candle that is final."""
        found = (self._by_place[place] for place in reversed(self._places))
        return next((each for each in found if each.closed), None)

    @property
    def last_price(self) -> Price | None:
        """The newest close; None when nothing traded in the whole series."""
        found = (self._by_place[place].close for place in reversed(self._places))
        return next((each for each in found if each is not None), None)

    def take(self, candle: Candle) -> bool:
        """Put a candle in its place; False when the one that is held is younger.

        A closed candle outranks a running one, and of two alike the one with more volume is the
        younger: volume never shrinks within an interval.
        """
        if not self._is_sound(candle):
            self.refused += 1
            return False
        if self._offset is None:
            self._offset = candle.start_ms % self._length
        place = self._place(candle.start_ms)
        held = self._by_place.get(place)
        if held == candle:
            return False
        if held is not None and (held.closed, held.volume) > (candle.closed, candle.volume):
            return False
        self._keep(place, candle)
        return True

    def merge(self, candles: Iterable[Candle]) -> int:
        """Take a history in any order; returns how many candles changed."""
        return sum([self.take(each) for each in candles])

    def follows(self, candle: Candle) -> bool:
        """Whether no interval lies untold between the newest candle and `candle`."""
        return not self._places or self._place(candle.start_ms) <= self._places[-1] + 1

    def window(self, columns: int, *, end_ms: int | None = None, per: int = 1) -> tuple[Slot, ...]:
        """The last `columns` slots up to the one that holds `end_ms`, oldest first.

        Each slot gathers `per` candles. Which ones does not change as time goes on, so that a chart
        stands still. Empty while there is no candle.
        """
        if not self._places or columns < 1:
            return ()
        last = self._places[-1] if end_ms is None else self._place(end_ms)
        group = last // per
        if per != self._per:
            self._per = per
            self._slots.clear()
        return tuple(self._slot(each, per) for each in range(group - columns + 1, group + 1))

    def _slot(self, group: int, per: int) -> Slot:
        kept = self._slots.get(group)
        if kept is not None:
            return kept
        first = group * per
        held = (self._by_place.get(place) for place in range(first, first + per))
        slot = Slot(self._start(first), aggregate([each for each in held if each is not None]))
        if slot.candle is not None:
            self._slots[group] = slot
        return slot

    def _keep(self, place: int, candle: Candle) -> None:
        if place not in self._by_place:
            insort(self._places, place)
        self._by_place[place] = candle
        self._slots.pop(place // self._per, None)
        if len(self._places) > self._capacity:
            dropped = self._places.pop(0)
            del self._by_place[dropped]
            self._slots.pop(dropped // self._per, None)
        self.revision += 1

    def _is_sound(self, candle: Candle) -> bool:
        if (candle.symbol, candle.interval) != (self.symbol, self.interval):
            return False
        if not 0 <= candle.start_ms < _LATEST_MS:
            return False
        prices = (candle.low, candle.open, candle.close, candle.high)
        known = [each for each in prices if each is not None]
        if not known:
            return True
        if len(known) < len(prices):
            return False
        return known[0] <= min(known[1:3]) and max(known[1:3]) <= known[3]

    def _place(self, start_ms: int) -> int:
        """Number of the interval that holds a moment. The exchange aligns them as it likes."""
        if self.interval == MONTH:
            day = datetime.fromtimestamp(start_ms // 1_000, UTC)
            return day.year * 12 + day.month - 1
        return (start_ms - (self._offset or 0)) // self._length

    def _start(self, place: int) -> int:
        if self.interval == MONTH:
            year, month = divmod(place, 12)
            return int(datetime(year, month + 1, 1, tzinfo=UTC).timestamp()) * 1_000
        return place * self._length + (self._offset or 0)

    def has_before(self, start_ms: int) -> bool:
        """Whether a candle older than `start_ms` is held."""
        return bisect_left(self._places, self._place(start_ms)) > 0
