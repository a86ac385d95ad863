"""The tape: public trades, newest first; the arrow tells which side took.

A trade that is large beside the others has two arrows, one of our own a diamond, and one that the
exchange forced an L.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice
from statistics import median_low

from tui.domain.events import Link, OrderChanged
from tui.domain.freshness import BOOK_AGES, Freshness
from tui.domain.position import Side
from tui.domain.quotes import Trade
from tui.session.markets import MarketStore
from tui.ui import format as fmt
from tui.ui.lines import EMPTY, Line, Panel, Row, Span, Tone, line, toned, words
from tui.ui.rows_common import HATCH, Picture
from tui.ui.rows_table import Cell, Column, cell, lay_out

COLUMNS = (
    Column("", 1, is_number=False),
    Column("price", 0),
    Column("size", 2),
    Column("time", 3, is_number=False),
)

OWN, FORCED = "◆", "L"

_LARGE = 4
"""Times the middle size from which on a trade is large."""

_COMPARED = 60
"""Trades that a size is compared with."""

_FORCED_WITHIN_US = 1_000_000
"""A forced close and its trade bear times this close to one another."""


def tape_panel(picture: Picture, width: int, height: int) -> Panel:
    """The panel, for `height` lines below its heading."""
    title = line(Span("TRADES", Tone.TITLE), Span(f" {fmt.coin(picture.symbol)}", Tone.MUTED))
    store = picture.store
    if store is None or not store.tape:
        return Panel(title=title, rows=(Row((Span(words("No trade yet.", width), Tone.MUTED),)),))
    shown = list(islice(store.tape, max(0, height)))
    own, large = _own_trades(picture), _large(store)
    cells = [_cells(store, trade, trade.trade_id in own, large) for trade in shown]
    lines = lay_out(COLUMNS, cells, width).lines
    late = _late(picture, store)
    if late:
        lines = tuple(toned(each, Tone.STALE) for each in lines)
    return Panel(title=title, note=late, rows=tuple(Row(each) for each in lines))


def _late(picture: Picture, store: MarketStore) -> Line:
    """Trades come when they come: only without a link does their age tell that some are missing."""
    age = picture.age(store.tape_at)
    if picture.state.link(Link.PUBLIC).up or BOOK_AGES.judge(age) is not Freshness.STALE:
        return EMPTY
    return (Span(f"{HATCH} {fmt.whole_age(age)} old", Tone.WARN),)


def _own_trades(picture: Picture) -> frozenset[int]:
    """Ids of the trades of the account that the log still knows."""
    return frozenset(
        happening.event.fill.trade_id
        for happening in picture.state.happenings
        if isinstance(happening.event, OrderChanged)
        and happening.event.fill is not None
        and happening.event.fill.trade_id is not None
        and happening.event.fill.symbol == picture.symbol
    )


def _large(store: MarketStore) -> Decimal:
    """The size from which on a trade stands out."""
    sizes: Sequence[Decimal] = [trade.quantity for trade in islice(store.tape, _COMPARED)]
    return median_low(sizes) * _LARGE


def _is_forced(store: MarketStore, trade: Trade) -> bool:
    return any(
        (each.price, each.quantity, each.side) == (trade.price, trade.quantity, trade.aggressor)
        and abs(each.exchange_us - trade.exchange_us) <= _FORCED_WITHIN_US
        for each in store.liquidations
    )


def _cells(store: MarketStore, trade: Trade, is_own: bool, large: Decimal) -> list[Cell]:
    tone, arrow = (Tone.BID, "▲") if trade.aggressor is Side.BID else (Tone.ASK, "▼")
    moment = fmt.clock(trade.exchange_us // 1_000) if trade.exchange_us else fmt.MISSING
    is_large = trade.quantity >= large
    marks = line(Span(arrow * 2 if is_large else arrow, tone))
    if is_own:
        marks += (Span(OWN, Tone.ACCENT),)
    if _is_forced(store, trade):
        marks += (Span(FORCED, Tone.ALERT),)
    return [
        marks,
        cell(fmt.price(trade.price, store.market.price.tick), tone),
        cell(
            fmt.quantity(trade.quantity, store.market.quantity.step),
            Tone.STRONG if is_large else Tone.PLAIN,
        ),
        cell(moment, Tone.MUTED),
    ]
