"""The tape: public trades, newest first; the arrow tells which side took."""

from itertools import islice

from tui.domain.position import Side
from tui.domain.quotes import Trade
from tui.ui import format as fmt
from tui.ui.lines import Panel, Row, Span, Tone, line, words
from tui.ui.rows_common import Picture
from tui.ui.rows_table import Cell, Column, cell, lay_out

COLUMNS = (
    Column("", 1, is_number=False),
    Column("price", 0),
    Column("size", 2),
    Column("time", 3, is_number=False),
)


def tape_panel(picture: Picture, width: int, height: int) -> Panel:
    """The panel, for `height` lines below its heading."""
    title = line(Span("TRADES", Tone.TITLE), Span(f" {fmt.coin(picture.symbol)}", Tone.MUTED))
    store = picture.store
    if store is None or not store.tape:
        return Panel(title=title, rows=(Row((Span(words("No trade yet.", width), Tone.MUTED),)),))
    tick, step = store.market.price.tick, store.market.quantity.step

    def cells(trade: Trade) -> list[Cell]:
        tone, arrow = (Tone.BID, "▲") if trade.aggressor is Side.BID else (Tone.ASK, "▼")
        moment = fmt.clock(trade.exchange_us // 1_000) if trade.exchange_us else fmt.MISSING
        return [
            cell(arrow, tone),
            cell(fmt.price(trade.price, tick), tone),
            cell(fmt.quantity(trade.quantity, step)),
            cell(moment, Tone.MUTED),
        ]

    table = lay_out(COLUMNS, [cells(each) for each in islice(store.tape, max(0, height))], width)
    return Panel(title=title, rows=tuple(Row(each) for each in table.lines))
