"""The tape: public trades, newest first."""

from itertools import islice

from tui.domain.position import Side
from tui.domain.quotes import Trade
from tui.ui import format as fmt
from tui.ui.lines import Panel, Row, Span, Tone, line, words
from tui.ui.rows_common import Picture
from tui.ui.rows_table import Cell, Column, cell, lay_out

COLUMNS = (
    Column("price", 0),
    Column("size", 1),
    Column("taker", 3, is_number=False),
    Column("time", 2, is_number=False),
)


def tape_panel(picture: Picture, width: int, height: int) -> Panel:
    """The panel, for `height` lines below its heading."""
    title = line(Span("TRADES", Tone.TITLE), Span(f" {fmt.coin(picture.symbol)}", Tone.MUTED))
    store = picture.store
    if store is None or not store.tape:
        return Panel(title=title, rows=(Row((Span(words("No trade yet.", width), Tone.MUTED),)),))
    tick, step = store.market.price.tick, store.market.quantity.step

    def cells(trade: Trade) -> list[Cell]:
        tone, word = (Tone.BID, "▲ buy") if trade.aggressor is Side.BID else (Tone.ASK, "▼ sell")
        moment = fmt.clock(trade.exchange_us // 1_000) if trade.exchange_us else fmt.MISSING
        return [
            cell(fmt.price(trade.price, tick), tone),
            cell(fmt.quantity(trade.quantity, step)),
            cell(word, tone),
            cell(moment, Tone.MUTED),
        ]

    table = lay_out(COLUMNS, [cells(each) for each in islice(store.tape, max(0, height))], width)
    return Panel(title=title, rows=tuple(Row(each) for each in table.lines))
