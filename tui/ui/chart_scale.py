"""Where prices and times stand on a chart, and which of them are worth a label.

Positions are pixels, so floats do; every price that is written stays a Decimal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from tui.domain.candles import INTERVALS
from tui.domain.money import ceil_to, on_grid

_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
_MONTH = 30 * _DAY
"""About; labels this far apart follow the calendar."""

_STEPS_MS = (
    *(n * _SECOND for n in (5, 10, 30)),
    *(n * _MINUTE for n in (1, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 7, 14)),
    *(n * _MONTH for n in (1, 3, 12, 120)),
)
"""Distances between labels of the time axis, as people count."""

_LABEL_CELLS = 12
"""Cells from one label of the time axis to the next, at least."""

_LABEL_ROWS = 4
"""Rows from one label of the price axis to the next, about."""


class Scale:
    """Prices from `low` to `high` on `rows` rows of two half cells each, the highest on top."""

    def __init__(self, low: Decimal, high: Decimal, rows: int) -> None:
        self.low, self.high = min(low, high), max(low, high)
        self._most = max(0, 2 * rows - 1)
        self._top = float(self.high)
        self._span = float(self.high) - float(self.low)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scale):
            return NotImplemented
        return (self.low, self.high, self._most) == (other.low, other.high, other._most)

    def __hash__(self) -> int:
        return hash((self.low, self.high, self._most))

    def half(self, price: Decimal) -> int:
        """The half row, 0 at the top; a price off the scale stands at its edge."""
        return int(self.part(price) * self._most + 0.5)

    def part(self, price: Decimal) -> float:
        """How far down: 0.0 at the top, 1.0 at the bottom."""
        if self._span <= 0:
            return 0.5
        return min(1.0, max(0.0, (self._top - float(price)) / self._span))

    def row(self, price: Decimal) -> int:
        """The row, 0 at the top."""
        return self.half(price) // 2

    def holds(self, price: Decimal) -> bool:
        """Whether the price is on the scale."""
        return self.low <= price <= self.high


def price_labels(scale: Scale, rows: int, tick: Decimal) -> tuple[Decimal, ...]:
    """Round prices to label, each a multiple of the tick, about four rows apart."""
    span = scale.high - scale.low
    wanted = max(1, rows // _LABEL_ROWS)
    if span <= 0 or rows < 1:
        return ()
    step = _round_step(span / wanted, tick)
    first = ceil_to(scale.low, step)
    found = (first + step * n for n in range(2 * wanted + 2))
    return tuple(each for each in found if each <= scale.high)


def _round_step(least: Decimal, tick: Decimal) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten that is a multiple of the tick."""
    power = Decimal(1).scaleb(max(least, tick).adjusted())
    for decade in count():
        for digit in (1, 2, 5):
            step = power.scaleb(decade) * digit
            if step >= least and on_grid(step, tick):
                return step
        if decade > _DECADES:
            break
    return tick * (least / tick).to_integral_value(rounding="ROUND_CEILING")


_DECADES = 4
"""Powers of ten in which a multiple of any usual tick is found."""


@dataclass(frozen=True, slots=True)
class TimeLabel:
    """A text under the slot of that number."""

    slot: int
    text: str


def time_labels(starts: Sequence[int], interval: str, slot_width: int) -> tuple[TimeLabel, ...]:
    """Labels at round times; where a new day or year begins, its name. All times are UTC."""
    if len(starts) < 2:  # noqa: PLR2004  # because an interval has two ends
        return ()
    per_slot = max(1, (starts[-1] - starts[0]) // (len(starts) - 1))
    least = per_slot * -(-_LABEL_CELLS // slot_width)
    step = next((each for each in _STEPS_MS if each >= least), _STEPS_MS[-1])
    labels: list[TimeLabel] = []
    for n in range(1, len(starts)):
        if _part(starts[n], step) != _part(starts[n - 1], step):
            labels.append(TimeLabel(n, _axis_text(starts[n - 1], starts[n], interval)))
    return tuple(labels)


def _part(at_ms: int, step: int) -> int:
    """Number of the stretch of time that holds a moment."""
    if step < _MONTH:
        return at_ms // step
    at = _utc(at_ms)
    return (at.year * 12 + at.month - 1) // (step // _MONTH)


def _axis_text(before_ms: int, at_ms: int, interval: str) -> str:
    before, at = _utc(before_ms), _utc(at_ms)
    if at.year != before.year:
        return f"{at:%Y}"
    if at.date() != before.date() or INTERVALS[interval] >= _DAY:
        return f"{at:%b %d}"
    return f"{at:%H:%M:%S}" if INTERVALS[interval] < _MINUTE else f"{at:%H:%M}"


def moment(at_ms: int, interval: str) -> str:
    """A slot's start in full: `Jun 24 19:25`."""
    at = _utc(at_ms)
    if INTERVALS[interval] >= _DAY:
        return f"{at:%Y %b %d}"
    return f"{at:%b %d %H:%M:%S}" if INTERVALS[interval] < _MINUTE else f"{at:%b %d %H:%M}"


def _utc(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms // 1_000, UTC)
