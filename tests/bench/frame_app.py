"""One dashboard that changes all over thirty times a second: our own screen, or stock widgets.

`ours` is the program's own application before a market that moves, in the layout of the chart;
`stock` shows the very same panels, made by the same functions, in Textual's tables and labels, and
the same candles in the chart widget that applications take for them, textual-plotext. After a while
it leaves the milliseconds of processor time a step in the file that is named second, and ends.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Static
from textual_plotext import PlotextPlot

from tests.bench.ingest import filled
from tests.bench.market import SYMBOL, LoadedMarket
from tests.fakes.feed import FakeDesk, FakeFeed
from tests.scenes import BTC, live_two_positions
from tui.cli.system import SystemClock
from tui.domain.candles import INTERVALS, CandleSeries
from tui.domain.money import Price, Quantity
from tui.domain.quotes import Candle
from tui.session.candles import CandleStore
from tui.session.markets import MarketStore
from tui.ui.app import BackpackApp
from tui.ui.lines import Line, Panel, text_of
from tui.ui.ports import Mode
from tui.ui.rows_book import book_panel
from tui.ui.rows_common import Picture
from tui.ui.rows_header import header
from tui.ui.rows_orders import orders_panel
from tui.ui.rows_positions import positions_panel
from tui.ui.rows_tape import tape_panel
from tui.wire.frames import decode

FRAMES_A_SECOND = 30
WARM_UP, SECONDS = 3.0, 6.0
MESSAGES_A_FRAME = 33
INTERVAL, CANDLES = "5m", 400


def _candles(wall_ms: int, now: float) -> CandleStore:
    """A day and more of candles up to this moment."""
    store = CandleStore(CandleSeries(SYMBOL, INTERVAL), heard_at=now, read_at=now)
    length = INTERVALS[INTERVAL]
    newest = wall_ms // length * length
    walk = [Price(Decimal(20_000 + n * 37 % 211 + n * n % 97) / 100) for n in range(CANDLES + 1)]
    for n, (before, close) in enumerate(pairwise(walk), start=1):
        store.series.take(
            Candle(
                SYMBOL,
                INTERVAL,
                newest - (CANDLES - n) * length,
                before,
                Price(max(before, close) + Decimal("0.2")),
                Price(min(before, close) - Decimal("0.2")),
                close,
                Quantity(Decimal(40 + n % 60)),
                closed=n < CANDLES,
            )
        )
    store.mended, store.watched = store.gaps, True
    return store


class Moving:
    """An account in a market that moves by a frame's worth of messages at a time."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        scene = live_two_positions()
        self.market = LoadedMarket(Random(1), {BTC: "67123.4"})
        store, feed = filled(self.market)
        stores: dict[str, MarketStore] = {**scene.markets, SYMBOL: store}
        self._store, self._take = feed, feed.take
        feed._markets = stores  # the feed of one market, given the others as well
        now = self.clock.monotonic()
        held = {
            symbol: replace(each, confirmed=now) for symbol, each in scene.state.positions.items()
        }
        state = replace(scene.state, positions=held, positions_confirmed=now)
        self.feed = FakeFeed(state, stores, SYMBOL)
        self._stamps = count(1)
        self.candles = _candles(self.clock.wall_ms(), now)
        store.candles[INTERVAL] = self.candles
        self.steps = 0
        for _ in range(FRAMES_A_SECOND):
            self.move()
        self.steps = 0
        self.spent = 0.0

    def watch(self, app: App[None]) -> None:
        """Measure for a while, then have `app` end."""

        def begin() -> None:
            self.steps, self.spent = 0, time.process_time()

        def end() -> None:
            self.spent = time.process_time() - self.spent
            app.exit()

        app.set_timer(WARM_UP, begin)
        app.set_timer(WARM_UP + SECONDS, end)

    def move(self) -> None:
        """Take a frame's worth of messages."""
        self.steps += 1
        now_us, at = self.clock.wall_ms() * 1_000, self.clock.monotonic()
        for _ in range(MESSAGES_A_FRAME):
            self._take(decode(self.market.next(now_us, next(self._stamps)).frame), at)
        self._move_candle(at)
        self.feed.changed()

    def _move_candle(self, at: float) -> None:
        """The newest candle closes a little elsewhere."""
        newest = self.candles.series.newest
        assert newest is not None
        close = Price(Decimal(20_000 + self.steps % 40) / 100)
        high, low = max(newest.high or close, close), min(newest.low or close, close)
        self.candles.hear(replace(newest, high=high, low=low, close=close), at)

    def picture(self) -> Picture:
        """This moment."""
        clock = self.clock
        return Picture(
            Mode.LIVE,
            self.feed.state,
            self.feed.markets,
            SYMBOL,
            clock.monotonic(),
            clock.wall_ms(),
        )


class OurApp(BackpackApp):
    """The program before the moving market."""

    def __init__(self, moving: Moving) -> None:
        super().__init__(moving.feed, FakeDesk(), mode=Mode.LIVE, clock=moving.clock)
        self._moving = moving

    def on_mount(self) -> None:
        """Start to move as well."""
        super().on_mount()
        self._moving.watch(self)
        self.call_after_refresh(self._dashboard.action_lay_out, "chart")
        self.set_interval(1 / FRAMES_A_SECOND, self._moving.move)


Make = Callable[[Picture, int, int], Panel]

_TABLES: dict[str, Make] = {
    "positions": lambda picture, width, _: positions_panel(picture, width),
    "book": book_panel,
    "orders": lambda picture, width, _: orders_panel(picture, width),
    "tape": tape_panel,
}
_TOP, _BOTTOM, _RIGHT = "positions", "orders", ("book", "tape")


def _cells(content: Line) -> list[str]:
    return [span.text.strip() for span in content if span.text.strip()]


class StockApp(App[None]):
    """The same panels in tables and a label."""

    CSS = """
    #header { height: 2; }
    #left { width: 2fr; }
    #right { width: 1fr; }
    DataTable { height: 1fr; }
    #left DataTable { height: 6; }
    PlotextPlot { height: 1fr; }
    """

    def __init__(self, moving: Moving) -> None:
        super().__init__()
        self._moving = moving
        self._shown: dict[tuple[str, int, int], str] = {}

    def compose(self) -> ComposeResult:
        """Lay the tables out as the dashboard has its panels."""
        yield Static(id="header", markup=False)
        with Horizontal():
            with Vertical(id="left"):
                yield DataTable[str](id=_TOP)
                yield PlotextPlot()
                yield DataTable[str](id=_BOTTOM)
            with Vertical(id="right"):
                for name in _RIGHT:
                    yield DataTable[str](id=name)

    def on_mount(self) -> None:
        """Fill the tables, then change them at the frame rate."""
        self._moving.watch(self)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        for name in _TABLES:
            rows = self._rows(name)
            table = self.query_one(f"#{name}", DataTable)
            for column in range(max(len(row) for row in rows)):
                widths = [len(row[column]) for row in rows if column < len(row)]
                table.add_column("", key=str(column), width=max(widths))
            for place, row in enumerate(rows):
                padding = [""] * (len(table.columns) - len(row))
                table.add_row(*row, *padding, key=str(place))
        self._change()

    def _rows(self, name: str) -> list[list[str]]:
        table = self.query_one(f"#{name}", DataTable)
        size = table.size
        panel = _TABLES[name](self._moving.picture(), size.width, max(2, size.height - 1))
        return [_cells(row.line) for row in panel.rows]

    def _change(self) -> None:
        """Change everything, and again once that is painted: it does not reach the frame rate."""
        self._moving.move()
        lines = header(self._moving.picture(), self.size.width).rows
        text = "\n".join(text_of(row.line) for row in lines)
        self.query_one("#header", Static).update(text, layout=False)
        for name in _TABLES:
            self._update(name, self.query_one(f"#{name}", DataTable))
        self._draw_candles(self.query_one(PlotextPlot))
        self.set_timer(1 / FRAMES_A_SECOND, lambda: self.call_after_refresh(self._change))

    def _draw_candles(self, plot: Any) -> None:
        series, width = self._moving.candles.series, max(10, plot.size.width - 12)
        candles = [slot.candle for slot in series.window(width) if slot.candle is not None]
        plot.plt.clear_data()
        plot.plt.candlestick(
            list(range(len(candles))),
            {
                "Open": [float(each.open or 0) for each in candles],
                "High": [float(each.high or 0) for each in candles],
                "Low": [float(each.low or 0) for each in candles],
                "Close": [float(each.close or 0) for each in candles],
            },
        )
        plot.refresh()

    def _update(self, name: str, table: DataTable[str]) -> None:
        for place, row in enumerate(self._rows(name)[: table.row_count]):
            for column, text in enumerate(row[: len(table.columns)]):
                if self._shown.get((name, place, column)) != text:
                    self._shown[name, place, column] = text
                    table.update_cell(str(place), str(column), text)


if __name__ == "__main__":
    kind, report = sys.argv[1:]
    moving = Moving()
    (OurApp if kind == "ours" else StockApp)(moving).run()
    Path(report).write_text(str(moving.spent / moving.steps * 1_000))
