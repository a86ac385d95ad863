"""The line above a chart: the prices that matter now, or the candle under the crosshair."""

from collections.abc import Iterable

from tui.domain.candles import Slot
from tui.ui import format as fmt
from tui.ui.chart_data import ChartData, Layout, cursor_slot
from tui.ui.chart_scale import moment
from tui.ui.lines import Line, Span, Tone, joined, line
from tui.ui.rows_common import aged

_SEPARATOR = line("  ")


def legend(data: ChartData, layout: Layout, width: int) -> Line:
    """As much of it as fits whole."""
    slot = cursor_slot(layout.slots, data.cursor_ms)
    groups = _prices(data, layout) if slot is None else _values(data, layout.slots[slot])
    return joined(groups, _SEPARATOR, width)


def _prices(data: ChartData, layout: Layout) -> Iterable[Line]:
    """Last, mark and index as numbers, then what lies beyond the scale."""
    for level in data.levels:
        if not level.is_line:
            text = fmt.price(level.price, data.tick)
            stale = level.tone is Tone.STALE
            yield (Span(f"{level.name} ", Tone.MUTED), *aged(text, Tone.PLAIN, stale=stale))
    for level in data.levels:
        if level.is_line and not layout.scale.holds(level.price):
            arrow = "▲" if level.price > layout.scale.high else "▼"
            text = fmt.price(level.price, data.tick)
            yield line(Span(f"{arrow} {level.name} ", level.tone), Span(text, level.tone))


def _values(data: ChartData, slot: Slot) -> Iterable[Line]:
    """The candle under the crosshair."""
    yield line(Span(moment(slot.start_ms, data.interval), Tone.ACCENT))
    candle = slot.candle
    if candle is None or candle.close is None or candle.open is None:
        yield line(Span("no trade", Tone.MUTED))
        return
    tone = Tone.GAIN if candle.close >= candle.open else Tone.LOSS
    for name, price in zip(
        "OHLC", (candle.open, candle.high, candle.low, candle.close), strict=True
    ):
        yield _figure(name, fmt.price(price, data.tick), tone)
    change = (candle.close - candle.open) / candle.open if candle.open else None
    yield line(Span(fmt.percent(change), tone))
    yield _figure("V", fmt.compact(candle.volume), Tone.PLAIN)
    if not candle.closed:
        yield line(Span("running", Tone.MUTED))


def _figure(name: str, text: str, tone: Tone) -> Line:
    return line(Span(f"{name} ", Tone.MUTED), Span(text, tone))
