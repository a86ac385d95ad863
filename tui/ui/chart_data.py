"""What a chart is drawn from, and how its space is shared out.

Where there is little room, parts are left out whole: the volumes, the axes, the legend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.candles import Slot
from tui.ui import format as fmt
from tui.ui.chart_scale import Scale
from tui.ui.lines import Tone

NARROW = 40
"""Cells below which closes are drawn as a line."""

_LEAST_PLOT = 8
"""Cells that the plot keeps beside the price axis."""

_LEGEND_FROM, _TIMES_FROM, _VOLUME_FROM = 5, 4, 10
"""Lines from which on there is room for a legend, for times, and for volumes."""

_NEAR = Decimal("0.3")
"""A level this far beyond the candles, as a part of their span, is brought into view."""


@dataclass(frozen=True, slots=True)
class Level:
    """A price that matters: a line across the chart, or only a sign beside the axis."""

    price: Decimal
    name: str
    sign: str
    """One character at the price axis."""
    tone: Tone
    is_line: bool = True


@dataclass(frozen=True, slots=True)
class ChartData:
    """All that is drawn."""

    slots: tuple[Slot, ...]
    """Oldest first; those that find no room are left out at the left."""
    interval: str
    tick: Decimal
    levels: tuple[Level, ...] = ()
    """The most important first: it keeps its place where two meet."""
    slot_width: int = 1
    cursor_ms: int | None = None
    """The slot under the crosshair."""
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each part of a chart stands."""

    slots: tuple[Slot, ...]
    scale: Scale
    plot: int
    """Columns of the plot."""
    rows: int
    """Lines of the plot."""
    volume: int
    has_axis: bool
    has_legend: bool
    has_times: bool
    slot_width: int
    """Cells of a slot; 0 where two of them share one cell."""

    def column(self, slot: int) -> int:
        """First cell of a slot."""
        return slot * self.slot_width if self.slot_width else slot // 2

    @property
    def centre(self) -> int:
        """Cell within a slot where its middle stands."""
        return 1 if self.slot_width > 2 else 0  # noqa: PLR2004  # because a body is one or three wide


def slots_for(width: int, slot_width: int) -> int:
    """How many slots may find room in a chart `width` cells wide."""
    return 2 * width if width < NARROW else width // slot_width


def cursor_slot(slots: Sequence[Slot], cursor_ms: int | None) -> int | None:
    """Number of the slot that holds a moment; the nearest where none does."""
    if cursor_ms is None or not slots:
        return None
    started = sum(slot.start_ms <= cursor_ms for slot in slots)
    return max(0, started - 1)


def lay_out(data: ChartData, width: int, height: int) -> Layout:
    """Share out `width` by `height` cells; the newest slots are those that find room."""
    is_line = width < NARROW
    slots = data.slots[-slots_for(width, data.slot_width) :]
    low, high = _range(slots, data)
    axis = 2 + max(len(fmt.price(each, data.tick)) for each in (low, high))
    has_axis = width - axis >= _LEAST_PLOT
    plot = width - axis if has_axis else width
    volume = 0 if is_line or height < _VOLUME_FROM else min(4, max(1, height // 7))
    has_legend, has_times = height >= _LEGEND_FROM, height >= _TIMES_FROM
    rows = height - volume - has_legend - has_times
    shown = slots[-(2 * plot if is_line else max(1, plot // data.slot_width)) :]
    return Layout(
        slots=shown,
        scale=Scale(low, high, rows),
        plot=plot,
        rows=rows,
        volume=volume,
        has_axis=has_axis,
        has_legend=has_legend,
        has_times=has_times,
        slot_width=0 if is_line else data.slot_width,
    )


def _range(slots: Sequence[Slot], data: ChartData) -> tuple[Decimal, Decimal]:
    """Lowest and highest price of the scale: of the candles and of what lies near them."""
    prices: list[Decimal] = [
        price
        for slot in slots
        if slot.candle is not None
        for price in (slot.candle.low, slot.candle.high)
        if price is not None
    ]
    prices = prices or [level.price for level in data.levels if not level.is_line]
    if not prices:
        return Decimal(0), data.tick * 4
    low, high = min(prices), max(prices)
    reach = max((high - low) * _NEAR, data.tick * 2)
    near = [each.price for each in data.levels if low - reach <= each.price <= high + reach]
    low, high = min((low, *near)), max((high, *near))
    margin = data.tick * 2 if high - low < data.tick * 4 else Decimal(0)
    return max(Decimal(0), low - margin), high + margin
