"""The dashboard: what is held, what is ordered, what the market says, and what happened."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.getters import query_one
from textual.screen import Screen
from textual.widgets import Footer

from tui.session.state import Happening
from tui.ui.availability import Cursor
from tui.ui.chart import KeptDrawing
from tui.ui.chart_watch import CandleFeed, CandleWatch
from tui.ui.lines import Panel, rows
from tui.ui.rows_book import book_panel
from tui.ui.rows_chart import chart_panel
from tui.ui.rows_common import Picture
from tui.ui.rows_header import banner, header
from tui.ui.rows_log import log_panel
from tui.ui.rows_map import map_panel
from tui.ui.rows_orders import orders_panel
from tui.ui.rows_positions import positions_panel
from tui.ui.rows_tape import tape_panel
from tui.ui.screens.steady import Steady
from tui.ui.tiers import BREAKPOINTS, Tier, share_heights, tier
from tui.ui.widgets.chart_panel import ChartPanel
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel


class DashboardScreen(Steady, Screen[None]):
    """Shows a `Picture`; it decides nothing and sends nothing."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "t",
            "app.take_profit",
            "Take profit",
            id="exit.take_profit",
            tooltip="Plan the exit of the position under the cursor",
        ),
        Binding(
            "x",
            "app.cancel_order",
            "Cancel order",
            id="order.cancel",
            tooltip="Cancel the order under the cursor, after a question",
        ),
        Binding("r", "app.refresh", "Refresh", id="feed.refresh", tooltip="Read everything again"),
        Binding(
            "1",
            "focus_panel('positions')",
            "Positions",
            id="focus.positions",
            show=False,
            tooltip="Go to the positions",
        ),
        Binding(
            "2",
            "focus_panel('orders')",
            "Orders",
            id="focus.orders",
            show=False,
            tooltip="Go to the orders",
        ),
        Binding(
            "3", "focus_panel('log')", "Log", id="focus.log", show=False, tooltip="Go to the log"
        ),
        Binding(
            "c",
            "toggle_chart",
            "Chart",
            id="view.chart",
            show=False,
            tooltip="Show the chart in place of the log, or the log again",
        ),
    ]

    _shares: tuple[tuple[int, int, int], bool] | None = None
    _picture: Picture | None = None
    _logged: tuple[tuple[Happening, ...], int] | None = None
    _has_cursor = False
    """Whether the cursor was put on the selected market once; from then on it is the trader's."""
    header = query_one("#header", LinePanel)
    banner = query_one("#banner", LinePanel)
    desk = query_one("#desk", Container)
    positions = query_one("#positions", ListPanel)
    orders = query_one("#orders", ListPanel)
    exit_map = query_one("#map", LinePanel)
    log_list = query_one("#log", ListPanel)
    market = query_one("#market", Vertical)
    book = query_one("#book", LinePanel)
    tape = query_one("#tape", LinePanel)
    chart = query_one("#chart", ChartPanel)

    def __init__(self, candles: CandleFeed) -> None:
        super().__init__()
        self._candles = CandleWatch(candles)
        self._draw_chart = KeptDrawing()

    def compose(self) -> ComposeResult:
        """Lay out the panels; their places are the stylesheet's business."""
        yield LinePanel(id="header")
        yield LinePanel(id="banner")
        with Container(id="desk"):
            yield ListPanel(id="positions")
            with Vertical(id="market"):
                yield LinePanel(id="book")
                yield LinePanel(id="tape")
            yield ListPanel(id="orders")
            yield LinePanel(id="map")
            yield ListPanel(id="log", follow=True)
            yield ChartPanel(id="chart")
        yield Footer()

    def on_mount(self) -> None:
        """Start with the cursor in the positions."""
        self.positions.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Put the market beside the lists, or below them where the terminal is narrow."""
        if tier(event.size.width) is Tier.COMPACT:
            self.desk.move_child(self.market, after=self.orders)
        else:
            self.desk.move_child(self.market, after=self.positions)

    def on_list_panel_highlighted(self) -> None:
        """Show what belongs to the row under the cursor: its exit map, and what can be done."""
        self.refresh_bindings()
        if self._picture is not None:
            self._show_map(self._picture)

    def paint(self, picture: Picture) -> None:
        """Show a moment; panels repaint only the lines that differ."""
        self._picture = picture
        self.header.show(header(picture, self.header.inner_width))
        reasons = banner(picture, self.banner.inner_width)
        self.banner.styles.height = len(reasons)
        self.banner.show(Panel(rows=rows(reasons)))
        self.positions.show(positions_panel(picture, self.positions.inner_width))
        self.orders.show(orders_panel(picture, self.orders.inner_width))
        self._show_log(picture)
        if not self._has_cursor and picture.state.positions:
            self._has_cursor = True
            self.positions.highlight(picture.symbol)
        self._show_market(picture)
        self._show_map(picture)
        self._show_chart(picture)

    def _show_log(self, picture: Picture) -> None:
        """The longest list changes seldom: it is made anew only for another log or width."""
        logged = picture.state.happenings, self.log_list.inner_width
        if self._logged is None or logged[0] is not self._logged[0] or logged[1] != self._logged[1]:
            self._logged = logged
            self.log_list.show(log_panel(picture, self.log_list.inner_width))

    def _show_market(self, picture: Picture) -> None:
        book, tape = self.book, self.tape
        book.show(book_panel(picture, book.inner_width, book.size.height - 1))
        if tape.display:
            tape.show(tape_panel(picture, tape.inner_width, tape.size.height - 1))

    def _show_chart(self, picture: Picture) -> None:
        panel = self.chart
        if not panel.display:
            self._candles.away()
            return
        width, height = panel.inner_width, panel.size.height - 1
        panel.show_chart(*chart_panel(picture, panel.view, width, height, by=self._draw_chart))
        self._candles.look(picture.symbol, panel.view, panel.shown)

    def _show_map(self, picture: Picture) -> None:
        panel = self.exit_map
        panel.show(map_panel(picture, self.positions.key, panel.inner_width))
        is_wide = tier(self.size.width) is not Tier.COMPACT
        self._share_out(beside=is_wide, has_map=is_wide and bool(picture.state.positions))

    def _share_out(self, *, beside: bool, has_map: bool) -> None:
        """Give the lists the height they need, and the log what is left."""
        shown = (self.positions, self.orders, self.exit_map)
        needs = [1 + len(panel.panel.head) + len(panel.panel.rows) for panel in shown]
        heights = share_heights(
            self.desk.size.height, needs[0], needs[1], needs[2] if has_map else 0
        )
        if (heights, beside) != self._shares:
            self._shares = heights, beside
            self.exit_map.display = heights[2] > 0
            lists = [height for height in heights if height]
            self.desk.styles.grid_rows = " ".join(str(each) for each in lists) + " 1fr"
            self.desk.styles.grid_size_rows = len(lists) + 1
            self.market.styles.row_span = len(lists) + 1 if beside else 1

    def on_chart_panel_changed(self) -> None:
        """Show what is looked at now."""
        if self._picture is not None:
            self._show_chart(self._picture)

    def action_toggle_chart(self) -> None:
        """Show the chart where the log is, with the keys going to it; or the log again."""
        shows = not self.chart.display
        self.chart.display, self.log_list.display = shows, not shows
        (self.chart if shows else self.positions).focus()
        self.on_chart_panel_changed()

    def action_focus_panel(self, name: str) -> None:
        """Send the keys to a list."""
        if name == "log" and self.chart.display:
            self.action_toggle_chart()
        self.query_one(f"#{name}", ListPanel).focus()

    @property
    def cursor(self) -> Cursor:
        """What the cursors of the lists stand on."""
        return Cursor(self.positions.key, self.orders.key) if self.is_mounted else Cursor()
