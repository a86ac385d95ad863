"""A chart of candles as lines of text: prices up, time to the right, what matters drawn across.

Pure: from candles, levels and a size to lines. Below 40 cells a line of closes stands for the
candles.
"""

from collections.abc import Sequence

from tui.domain.candles import Slot
from tui.ui import format as fmt
from tui.ui.chart_candles import draw_candle, draw_line, draw_volumes
from tui.ui.chart_canvas import Canvas
from tui.ui.chart_data import ChartData, Layout, Level, cursor_slot, lay_out
from tui.ui.chart_legend import legend
from tui.ui.chart_scale import moment, price_labels, time_labels
from tui.ui.lines import Line, Span, Tone

Drawing = tuple[tuple[Line, ...], tuple[Slot, ...]]
"""Lines, and the slots that stand on them."""


def draw(data: ChartData, width: int, height: int) -> Drawing:
    """The lines of a chart, at most `height` of at most `width` cells, and the slots on it."""
    if width < 1 or height < 1:
        return (), ()
    layout = lay_out(data, width, height)
    return _complete(_prices(layout, width, height), data, layout)


def _prices(layout: Layout, width: int, height: int) -> Canvas:
    """The sheet with candles and volumes: what most of the work goes into."""
    canvas = Canvas(width, height - (1 if layout.has_legend else 0))
    if not layout.slot_width:
        draw_line(canvas, layout.slots, layout.scale, layout.rows)
        return canvas
    for n, slot in enumerate(layout.slots):
        if slot.candle is not None:
            draw_candle(canvas, slot.candle, layout.column(n), layout.slot_width, layout.scale)
    if layout.volume:
        draw_volumes(canvas, layout.slots, layout.slot_width, layout.rows, layout.volume)
    return canvas


def _complete(canvas: Canvas, data: ChartData, layout: Layout) -> Drawing:
    _draw_levels(canvas, data, layout)
    _draw_cursor(canvas, data, layout)
    if layout.has_axis:
        _draw_axis(canvas, data, layout)
    if layout.has_times:
        _draw_times(canvas, data, layout)
    lines = canvas.lines()
    if data.is_stale:
        lines = tuple(_stale(each) for each in lines)
    if layout.has_legend:
        lines = (legend(data, layout, canvas.width), *lines)
    return lines, layout.slots


def _stale(content: Line) -> Line:
    kept = {Tone.PLAIN, Tone.FAINT, Tone.BID_BAR, Tone.ASK_BAR}
    return tuple(span if span.tone in kept else Span(span.text, Tone.STALE) for span in content)


def _draw_levels(canvas: Canvas, data: ChartData, layout: Layout) -> None:
    """A line through the blank cells of each level's row, with the names of all levels there."""
    by_row: dict[int, list[Level]] = {}
    for level in data.levels:
        if level.is_line and layout.scale.holds(level.price):
            by_row.setdefault(layout.scale.row(level.price), []).append(level)
    for row, levels in by_row.items():
        _draw_names(canvas, row, levels, layout.plot)
        for x in range(layout.plot):
            canvas.under(x, row, "┄", levels[0].tone)


def _draw_names(canvas: Canvas, row: int, levels: Sequence[Level], plot: int) -> None:
    """Names where they cover nothing, else over the oldest candles; the longest text that fits."""
    names = [level.name for level in levels]
    for count in range(len(names), 0, -1):
        text = " · ".join(names[:count]) + (f" +{len(names) - count}" if count < len(names) else "")
        text += " "
        if len(text) > plot:
            continue
        spots = (0, plot - len(text))
        x = next((each for each in spots if canvas.is_blank(each, row, len(text))), 0)
        canvas.text(x, row, text, levels[0].tone)
        return


def _draw_cursor(canvas: Canvas, data: ChartData, layout: Layout) -> None:
    slot = cursor_slot(layout.slots, data.cursor_ms)
    if slot is None:
        return
    x = layout.column(slot) + layout.centre
    for y in range(layout.rows + layout.volume):
        canvas.under(x, y, "┊", Tone.ACCENT)


def _draw_axis(canvas: Canvas, data: ChartData, layout: Layout) -> None:
    """Levels first, round prices where there is still room; one label to a row."""
    x, taken = layout.plot, set[int]()
    for level in data.levels:
        row = layout.scale.row(level.price)
        if layout.scale.holds(level.price) and row not in taken and row < layout.rows:
            text = f" {level.sign}{fmt.price(level.price, data.tick)}"
            if canvas.text(x, row, text, level.tone):
                taken.add(row)
    for price in price_labels(layout.scale, layout.rows, data.tick):
        row = layout.scale.row(price)
        if row not in taken and row < layout.rows:
            canvas.text(x, row, f"  {fmt.price(price, data.tick)}", Tone.MUTED)


def _draw_times(canvas: Canvas, data: ChartData, layout: Layout) -> None:
    y, free = canvas.height - 1, 0
    slot = cursor_slot(layout.slots, data.cursor_ms)
    blocked = range(0)
    if slot is not None:
        text = moment(layout.slots[slot].start_ms, data.interval)
        x = min(layout.column(slot), max(0, canvas.width - len(text)))
        if canvas.text(x, y, text, Tone.ACCENT):
            blocked = range(x - 1, x + len(text) + 1)
    starts = [each.start_ms for each in layout.slots]
    width = layout.slot_width
    for label in time_labels(starts, data.interval, width or 1):
        x = layout.column(label.slot) + layout.centre
        cells = range(x, x + len(label.text))
        if x < free or x + len(label.text) > layout.plot or _meet(cells, blocked):
            continue
        canvas.text(x, y, label.text, Tone.MUTED)
        free = cells.stop + 2


def _meet(one: range, other: range) -> bool:
    return bool(other) and one.start < other.stop and other.start < one.stop


class KeptDrawing:
    """Draws again only what differs from the time before: the last price moves, candles seldom."""

    def __init__(self) -> None:
        self._asked: tuple[ChartData, int, int] | None = None
        self._drawing: Drawing = (), ()
        self._layout: Layout | None = None
        self._sheet = Canvas(0, 0)

    def __call__(self, data: ChartData, width: int, height: int) -> Drawing:
        """The same as `draw`."""
        if self._asked != (data, width, height):
            is_resized = self._asked is None or self._asked[1:] != (width, height)
            self._asked = data, width, height
            self._drawing = self._draw(data, width, height, is_resized=is_resized)
        return self._drawing

    def _draw(self, data: ChartData, width: int, height: int, *, is_resized: bool) -> Drawing:
        if width < 1 or height < 1:
            return (), ()
        layout = lay_out(data, width, height)
        if is_resized or layout != self._layout:
            self._layout, self._sheet = layout, _prices(layout, width, height)
        return _complete(self._sheet.copy(), data, layout)
