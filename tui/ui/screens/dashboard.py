"""The dashboard: what is held, what is ordered, what the market says, and what happened."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.getters import query_one
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tui.ui.account_panels import AccountPanels
from tui.ui.availability import Cursor
from tui.ui.ladder import Turn
from tui.ui.layouts import MARKET, Arrangement, Layout, arrange, home_of
from tui.ui.lines import Panel, rows
from tui.ui.market_panels import MarketPanels
from tui.ui.ports import Feed
from tui.ui.rows_common import Picture
from tui.ui.rows_header import banner
from tui.ui.rows_market import head_panel
from tui.ui.screens.dashboard_keys import KEYS
from tui.ui.screens.diagnostics import DiagnosticsScreen
from tui.ui.screens.steady import Steady
from tui.ui.tiers import BREAKPOINTS, Tier, tier
from tui.ui.widgets.filter_list import FilterList
from tui.ui.widgets.key_bar import KeyBar
from tui.ui.widgets.ladder_panel import LadderPanel
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel

ROOMY = 30
"""Lines of a terminal from which on the header tells of the market's day."""


class DashboardScreen(Steady, Screen[None]):
    """Shows a `Picture`; it decides nothing and sends nothing.

    `frames` tells how many frames were painted, and how many waited for the terminal.
    """

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual's, but the panels say themselves what of them changes with the focus."""

    _layout_now = Layout.EXITS
    _whole: str | None = None
    """The panel that has the whole desk."""
    _plan: Arrangement | None = None
    _picture: Picture | None = None
    keys = query_one("#keys", KeyBar)
    header = query_one("#header", LinePanel)
    banner = query_one("#banner", LinePanel)
    desk = query_one("#desk", Container)
    market = query_one("#market", Vertical)

    def __init__(self, feed: Feed, frames: Callable[[], tuple[int, int]] = lambda: (0, 0)) -> None:
        super().__init__()
        self._feed = feed
        self._frames = frames
        self._account = account = AccountPanels()
        self.positions, self.orders = account.positions, account.orders
        self.exit_map, self.log_list = account.map, account.log
        self._panels = panels = MarketPanels(feed)
        self.book, self.tape = panels.book, panels.tape
        self.chart, self.markets = panels.chart, panels.markets

    def follow(self, feed: Feed) -> None:
        """Look at another feed: the exchange is open now."""
        self._feed = feed
        self._panels.follow(feed)

    def compose(self) -> ComposeResult:
        """Make the panels; where they stand is the layout's business."""
        yield LinePanel(id="header")
        yield LinePanel(id="banner")
        with Container(id="desk"):
            yield self.positions
            with Vertical(id="market"):
                yield self.book
                yield self.tape
            yield self.chart
            yield self.markets
            yield self.orders
            yield self.exit_map
            yield self.log_list
        yield KeyBar()

    def on_mount(self) -> None:
        """Start with the cursor in the positions."""
        self.positions.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Put the market beside the lists, or below them where the terminal is narrow."""
        if not self.children:  # told to leave before anything was drawn
            return
        narrow = tier(event.size.width) is Tier.COMPACT
        self.desk.move_child(self.market, after=self.orders if narrow else self.positions)
        self.header.styles.height = 3 if event.size.height >= ROOMY else 2

    def on_screen_suspend(self) -> None:
        """Offer no keys beside a form or a card that takes them."""
        if self.children:
            self.keys.cover(covered=True)

    def on_screen_resume(self) -> None:
        """Offer the keys again."""
        if self.children:
            self.keys.cover(covered=False)

    def on_list_panel_highlighted(self, event: ListPanel.Highlighted) -> None:
        """Show what belongs to the row under the cursor: its exit map, and what can be done."""
        self.refresh_bindings()
        if event.panel is self.markets:
            self._panels.walked(event.key)
        if self._picture is not None:
            self._account.show_map(self._picture)

    def paint(self, picture: Picture) -> None:
        """Show a moment; panels repaint only the lines that differ."""
        self._picture = picture
        self.header.show(head_panel(picture, self.header.inner_width))
        reasons = banner(picture, self.banner.inner_width)
        self.banner.styles.height = len(reasons)
        self.banner.show(Panel(rows=rows(reasons)))
        self._account.show(picture)
        self._share_out(picture)
        self._panels.show(picture)

    def _share_out(self, picture: Picture) -> None:
        """Give each panel of the layout its place, and the lists the height they need."""
        size = tier(self.size.width), self.desk.size.height
        plan = arrange(self._layout_now, *size, self._account.needs(picture), self._whole)
        if plan != self._plan:
            self._plan = plan
            self._carry_out(plan)

    def _carry_out(self, plan: Arrangement) -> None:
        for panel in self.desk.query(LinePanel):
            panel.display = panel.id in plan.shown
            panel.styles.column_span = 2 if panel.id in plan.wide else 1
        self.market.display = bool(MARKET & plan.shown)
        self.market.styles.row_span = plan.market_rows
        styles = self.desk.styles
        styles.grid_columns, styles.grid_rows = plan.columns, plan.rows
        styles.grid_size_columns = len(plan.columns.split())
        styles.grid_size_rows = len(plan.rows.split())

    def _arrange(self, layout: Layout, whole: str | None = None) -> None:
        """Change the layout, or who has the whole desk; every market is followed while shown."""
        self._layout_now, self._whole = layout, whole
        self._feed.survey(on=layout is Layout.MARKETS)
        if self._picture is not None:
            self._share_out(self._picture)
            self._panels.show(self._picture)
        self.refresh_bindings()

    def on_ladder_panel_turned(self, event: LadderPanel.Turned) -> None:
        """Turn the book."""
        self._panels.turn(event.turn)

    def on_chart_panel_changed(self) -> None:
        """Show what is looked at now."""
        self._panels.show_chart()

    def on_filter_list_filtered(self, event: FilterList.Filtered) -> None:
        """Show the markets that match."""
        self._panels.filter(event.text, typing=event.typing)

    def on_filter_list_sorted(self, event: FilterList.Sorted) -> None:
        """Show the markets in another order."""
        self._panels.sort(reverse=event.reverse)

    def action_lay_out(self, name: str) -> None:
        """Take a layout and go to its panel; taken already, back to the layout for exits."""
        layout = Layout(name)
        if layout is self._layout_now:
            layout = Layout.EXITS
        self._arrange(layout)
        self._enter(layout)

    def action_next_layout(self) -> None:
        """Take the next layout."""
        self._arrange(self._layout_now.next())
        self._enter(self._layout_now)

    def _enter(self, layout: Layout) -> None:
        if layout is Layout.MARKETS:
            self._panels.open_markets()
        homes = {Layout.CHART: self.chart, Layout.MARKETS: self.markets}
        homes.get(layout, self.positions).focus()

    def action_search(self) -> None:
        """Go to the list of markets and type."""
        if self._layout_now is not Layout.MARKETS:
            self.action_lay_out("markets")
        self.markets.focus()
        self.markets.action_type()

    def action_whole(self) -> None:
        """Give the focused panel the whole desk, or give it back."""
        name = self.focused.id if self.focused and not self._whole else None
        self._arrange(self._layout_now, name)

    def action_back(self) -> None:
        """One step back: the chosen price, the text, the whole desk, the layout."""
        if self.book.has_focus and self._panels.ladder.cursor is not None:
            self._panels.turn(Turn.FORGET)
        elif self.markets.has_focus and self._panels.look.text:
            self.markets.forget()
        elif self._whole is not None:
            self._arrange(self._layout_now)
        elif self._layout_now is not Layout.EXITS:
            self.action_lay_out(self._layout_now)

    def action_diagnostics(self) -> None:
        """Show how well the exchange is heard."""
        read = self._feed.diagnostics
        self.app.push_screen(DiagnosticsScreen(read, lambda: self._picture, self._frames))

    def action_focus_panel(self, name: str) -> None:
        """Send the keys to a panel, in a layout that shows it."""
        shown = frozenset() if self._plan is None else self._plan.shown
        if name not in shown:
            layout = home_of(name)
            self._arrange(layout)
            shown = frozenset() if self._plan is None else self._plan.shown
            if name not in shown:
                self._arrange(layout, name)
        self.query_one(f"#{name}", LinePanel).focus()

    @property
    def cursor(self) -> Cursor:
        """What the cursors stand on; with keys going to the book, what is chosen there."""
        if not self.is_mounted:
            return Cursor()
        if self.book.has_focus and self._picture is not None:
            return Cursor(self._picture.symbol, self.orders.key, self._panels.chosen_price)
        return Cursor(self.positions.key, self.orders.key)
