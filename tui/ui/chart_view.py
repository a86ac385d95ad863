"""What of a market's candles is looked at: the interval, how near, up to when, and the crosshair.

Moments are kept, not numbers of columns: what is looked at stands still while new candles open.
"""

from dataclasses import dataclass, replace

from tui.domain.candles import INTERVALS

ZOOMS: tuple[tuple[int, int], ...] = ((4, 1), (2, 1), (1, 1), (1, 2), (1, 4), (1, 8), (1, 16))
"""Cells of a slot and candles in it, from near to far."""

_NAMES = tuple(INTERVALS)


@dataclass(frozen=True, slots=True)
class Shown:
    """The slots on the chart as it was drawn last, and how far candles reach."""

    starts: tuple[int, ...] = ()
    oldest_ms: int = 0
    newest_ms: int = 0

    @property
    def step(self) -> int:
        """Milliseconds from one slot to the next, about: months differ."""
        many = len(self.starts) - 1
        return (self.starts[-1] - self.starts[0]) // many if many > 0 else 0


@dataclass(frozen=True, slots=True)
class ChartView:
    """Where the chart looks. Every change makes another view."""

    interval: str = "5m"
    zoom: int = 1
    """Place in `ZOOMS`."""
    end_ms: int | None = None
    """A moment within the newest slot shown; None follows the market."""
    cursor_ms: int | None = None
    """Start of the slot under the crosshair; None while there is no crosshair."""

    @property
    def slot_width(self) -> int:
        """Cells of one slot."""
        return ZOOMS[self.zoom][0]

    @property
    def per_slot(self) -> int:
        """Candles gathered in one slot."""
        return ZOOMS[self.zoom][1]

    def with_interval(self, by: int) -> "ChartView":
        """A shorter (-1) or longer (+1) interval, at the newest candles."""
        place = min(max(_NAMES.index(self.interval) + by, 0), len(_NAMES) - 1)
        return ChartView(_NAMES[place], self.zoom)

    def zoomed(self, by: int) -> "ChartView":
        """Nearer (-1) or farther (+1)."""
        return replace(self, zoom=min(max(self.zoom + by, 0), len(ZOOMS) - 1))

    def now(self) -> "ChartView":
        """At the newest candle, without a crosshair."""
        return replace(self, end_ms=None, cursor_ms=None)

    def moved(self, shown: Shown, by: int) -> "ChartView":
        """The crosshair `by` slots to the right; at an edge the chart moves under it."""
        if not shown.starts:
            return self
        last = len(shown.starts) - 1
        target = self._cursor(shown) + by
        beyond = min(target, 0) + max(target - last, 0)
        if not beyond:
            return replace(self, cursor_ms=_clamped(shown.starts[target], shown))
        view = self.panned(shown, beyond)
        edge = shown.starts[0 if beyond < 0 else last]
        cursor = _clamped(edge + beyond * shown.step, shown)
        return replace(view, cursor_ms=cursor)

    def _cursor(self, shown: Shown) -> int:
        last = len(shown.starts) - 1
        if self.cursor_ms is None:
            return last + 1 if self.end_ms is None else last
        return max(0, sum(start <= self.cursor_ms for start in shown.starts) - 1)

    def panned(self, shown: Shown, by: int) -> "ChartView":
        """The chart `by` slots to the right; back until half of it lies before the oldest candle.

        That half is where older candles appear once they have been read.
        """
        if not shown.starts:
            return self
        last = len(shown.starts) - 1
        place = last + by
        if 0 <= place <= last:
            end = shown.starts[place]
        else:
            end = shown.starts[last] + by * shown.step + shown.step // 2
        end = max(end, shown.oldest_ms + len(shown.starts) // 2 * shown.step)
        return replace(self, end_ms=None if end >= shown.newest_ms else end)


def _clamped(moment_ms: int, shown: Shown) -> int:
    return min(max(moment_ms, shown.oldest_ms), shown.newest_ms)
