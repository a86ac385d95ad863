"""The chart panel: candles of the selected market, and every price that matters to the trader.

A chart that is no longer kept up is dimmed and says since when; one without candles says why.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tui.domain.candles import Slot
from tui.domain.events import Link
from tui.domain.exits.coverage import claim
from tui.domain.money import Price
from tui.domain.order import Order
from tui.domain.position import Side
from tui.session.candles import CandleStore
from tui.ui import format as fmt
from tui.ui.chart import Drawing, draw
from tui.ui.chart_data import ChartData, Level, slots_for
from tui.ui.chart_view import ChartView, Shown
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line, rows, wrapped
from tui.ui.liquidation import liquidation_of
from tui.ui.rows_common import (
    HATCH,
    Picture,
    aged,
    is_unconfirmed,
    mark_of,
    orders_on,
    signed_tone,
    step_of,
    tick_of,
)


class Chart(NamedTuple):
    """A panel and what stands on it, for the keys that move about in it."""

    panel: Panel
    shown: Shown


Draw = Callable[[ChartData, int, int], Drawing]
"""Draws, or finds that it has drawn the same before."""


def chart_panel(
    picture: Picture, view: ChartView, width: int, height: int, *, by: Draw = draw
) -> Chart:
    """The panel, for `height` lines below its heading."""
    market = picture.store
    store = None if market is None else market.candles.get(view.interval)
    title = _title(picture, view)
    if store is None or store.series.last_price is None:
        return Chart(Panel(title=title, rows=rows(_absent(store, width)[:height])), Shown())
    wanted = slots_for(width, view.slot_width)
    data = ChartData(
        store.series.window(wanted, end_ms=view.end_ms, per=view.per_slot),
        view.interval,
        tick_of(picture, picture.symbol),
        tuple(_levels(picture)),
        view.slot_width,
        view.cursor_ms,
        is_stale=_is_stale(picture),
    )
    lines, slots = by(data, width, height)
    return Chart(
        Panel(
            title=(*title, *_change(slots, is_stale=data.is_stale)),
            note=_note(picture, store, view),
            rows=rows(lines),
        ),
        _shown(store, slots),
    )


def _shown(store: CandleStore, slots: tuple[Slot, ...]) -> Shown:
    oldest, newest = store.series.oldest, store.series.newest
    return Shown(
        tuple(slot.start_ms for slot in slots),
        oldest.start_ms if oldest else 0,
        newest.start_ms if newest else 0,
    )


def _title(picture: Picture, view: ChartView) -> Line:
    each = "" if view.per_slot == 1 else f" by {view.per_slot}"
    start = line(
        Span("CHART", Tone.TITLE),
        Span(f" {fmt.coin(picture.symbol)} {view.interval}{each}", Tone.MUTED),
    )
    last = None if picture.store is None else picture.store.last
    if last is None:
        return start
    tone = Tone.STALE if _is_stale(picture) else Tone.STRONG
    hatch = HATCH if tone is Tone.STALE else ""
    return (*start, Span(f"  {hatch}{fmt.price(last, tick_of(picture, picture.symbol))}", tone))


def _change(slots: tuple[Slot, ...], *, is_stale: bool) -> Line:
    """How the price changed over what is shown."""
    candles = [slot.candle for slot in slots if slot.candle is not None and not slot.is_gap]
    first = candles[0].open if candles else None
    last = candles[-1].close if candles else None
    if not first or last is None:
        return EMPTY
    change = (last - first) / first
    value = aged(fmt.percent(change), signed_tone(change), stale=is_stale)
    return (Span("  "), *value, Span(" shown", Tone.MUTED))


def _is_stale(picture: Picture) -> bool:
    return not picture.state.link(Link.PUBLIC).up


def _note(picture: Picture, store: CandleStore, view: ChartView) -> Line:
    """Why the chart is not the whole truth of this moment."""
    if _is_stale(picture):
        at = max(
            (each for each in (store.heard_at, store.read_at) if each is not None), default=None
        )
        return (Span(f"{HATCH} {fmt.age(picture.age(at))} old", Tone.WARN),)
    if store.problem is not None:
        return (Span("incomplete, reading again", Tone.WARN),)
    if view.end_ms is not None:
        return (Span("0", Tone.KEY), Span(" back to now", Tone.MUTED))
    return EMPTY


def _absent(store: CandleStore | None, width: int) -> tuple[Line, ...]:
    if store is None or (not store.is_whole and store.problem is None):
        return wrapped("Reading the candles.", width, Tone.MUTED)
    if store.problem is not None:
        text = f"The candles could not be read ({store.problem}); trying again."
        return wrapped(text, width, Tone.WARN)
    return wrapped("Nothing was traded in this time.", width, Tone.MUTED)


def _levels(picture: Picture) -> Iterable[Level]:
    """The most important first: where two share a row, the first keeps the axis."""
    market, symbol = picture.store, picture.symbol
    if market is not None and market.last is not None:
        stale = _is_stale(picture)
        sign, tone = (HATCH, Tone.STALE) if stale else ("◀", Tone.STRONG)
        yield Level(market.last, "last", sign, tone, is_line=False)
    yield from _position(picture)
    for order in orders_on(picture, symbol):
        price = order.trigger_price if order.is_conditional else order.price
        if price is not None:
            yield _order(picture, order, price)
    mark = mark_of(picture, symbol)
    if mark is not None:
        tone = Tone.STALE if mark.is_stale else Tone.PLAIN
        yield Level(mark.price, "mark", HATCH if mark.is_stale else "M", tone, is_line=False)
    index = None if market is None or market.mark is None else market.mark.index
    if index is not None:
        tone = Tone.STALE if mark is None or mark.is_stale else Tone.MUTED
        yield Level(index, "index", "I", tone, is_line=False)


def _position(picture: Picture) -> Iterable[Level]:
    held = picture.state.positions.get(picture.symbol)
    if held is None:
        return
    position, doubt = held.position, HATCH if is_unconfirmed(picture, held) else ""
    found = liquidation_of(picture, position, mark_of(picture, position.symbol))
    if found is not None:
        name = "liquidation, estimated" if found.is_estimate else "liquidation"
        yield Level(found.price, doubt + name, "✕", Tone.ALERT)
    yield Level(position.entry, f"{doubt}entry", "○", Tone.ACCENT)
    if position.break_even is not None:
        yield Level(position.break_even, f"{doubt}break-even", "○", Tone.MUTED)


def _order(picture: Picture, order: Order, price: Price) -> Level:
    verb, tone = ("sell", Tone.ASK) if order.side is Side.ASK else ("buy", Tone.BID)
    held = picture.state.positions.get(order.symbol)
    size = order.remaining if held is None else claim(held.position, order)
    amount = f" {fmt.quantity(size, step_of(picture, order.symbol))}" if size else ""
    if order.is_conditional:
        return Level(price, f"{verb}{amount} on trigger", "◇", tone)
    return Level(price, f"{verb}{amount}", "◆", tone)
