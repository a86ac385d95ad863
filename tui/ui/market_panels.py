"""What the panels of the market show, and how each of them is looked at.

The dashboard says where they stand and passes keys on. A panel that cannot be seen is not filled.
"""

from collections.abc import Sequence
from decimal import Decimal

from tui.ui.chart import KeptDrawing
from tui.ui.chart_watch import CandleFeed, CandleWatch
from tui.ui.ladder import LadderLook, Turn, levels_needed, settled, turned
from tui.ui.rows_book import book_panel
from tui.ui.rows_chart import chart_panel
from tui.ui.rows_common import Picture
from tui.ui.rows_tape import tape_panel
from tui.ui.rows_watchlist import Look, ordered, watchlist_panel
from tui.ui.widgets.chart_panel import ChartPanel
from tui.ui.widgets.filter_list import FilterList
from tui.ui.widgets.ladder_panel import LadderPanel
from tui.ui.widgets.tape_panel import TapePanel

LIST_EVERY = 0.5
"""Seconds between looks at all markets: their figures come once a second."""

ORDER_EVERY = 10.0
"""Seconds without a key after which the list of markets is put in order again."""

ORDER_FIRST = 1.0
"""The same until the first key: the figures are only coming in."""

_ANYWHERE = LadderLook(cursor=Decimal(0))
"""A look that needs every level: the next price may be any of them."""


class MarketPanels:
    """Fills book, tape, chart and the list of markets."""

    def __init__(self, candles: CandleFeed) -> None:
        self.book = LadderPanel(id="book")
        self.tape = TapePanel(id="tape")
        self.chart = ChartPanel(id="chart")
        self.markets = FilterList(id="markets")
        self.ladder = LadderLook()
        self.look = Look()
        self._candles = CandleWatch(candles)
        self._draw_chart = KeptDrawing()
        self._picture: Picture | None = None
        self._order: Sequence[str] = ()
        self._ordered_at = self._listed_at = float("-inf")
        self._listed: tuple[Look, str, int] | None = None
        self._is_touched = False

    def show(self, picture: Picture) -> None:
        """Show a moment."""
        if self._picture is not None and self._picture.symbol != picture.symbol:
            self.ladder = LadderLook(self.ladder.multiple, self.ladder.is_static)
        self._picture = picture
        self._show_book(picture)
        if self.tape.display:
            self.tape.show(tape_panel(picture, self.tape.inner_width, self.tape.extent.height - 1))
        self.show_chart()
        self.show_markets()

    def _show_book(self, picture: Picture) -> None:
        if not self.book.display:
            return
        store = picture.store
        top = None if store is None else store.top(1)
        if store is not None and top is not None:
            self.ladder = settled(self.ladder, top, store.market.price.tick)
        width, height = self.book.inner_width, self.book.extent.height - 1
        self.book.show(book_panel(picture, width, height, self.ladder))

    @property
    def chosen_price(self) -> Decimal | None:
        """The price under the cursor of the book, while keys go there and it was moved."""
        return self.ladder.cursor if self.book.has_focus else None

    def turn(self, turn: Turn) -> None:
        """Turn the book; while it is not whole it stays as it is."""
        store = None if self._picture is None else self._picture.store
        height = self.book.extent.height - 1
        top = None if store is None else store.top(levels_needed(_ANYWHERE, height))
        if self._picture is not None and store is not None and top is not None:
            self.ladder = turned(self.ladder, turn, top, store.market.price.tick, height)
            self._show_book(self._picture)

    def show_chart(self) -> None:
        """The candles, which are kept up only while they can be seen."""
        picture, panel = self._picture, self.chart
        if picture is None or not panel.display:
            self._candles.away()
            return
        width, height = panel.inner_width, panel.extent.height - 1
        panel.show_chart(*chart_panel(picture, panel.view, width, height, by=self._draw_chart))
        self._candles.look(picture.symbol, panel.view, panel.shown)

    def show_markets(self) -> None:
        """Every market; seldom enough to cost little, at once when it is looked at otherwise."""
        picture, panel = self._picture, self.markets
        if picture is None or not panel.display:
            return
        wait = ORDER_EVERY if self._is_touched else ORDER_FIRST
        if not self.look.typing and picture.now - self._ordered_at >= wait:
            self._put_in_order(picture)
        listed = self.look, picture.symbol, panel.inner_width
        if listed != self._listed or abs(picture.now - self._listed_at) >= LIST_EVERY:
            self._listed, self._listed_at = listed, picture.now
            panel.show(watchlist_panel(picture, panel.inner_width, self.look, self._order))

    def _put_in_order(self, picture: Picture) -> None:
        self._order = ordered(picture, self.look)
        self._ordered_at = picture.now
        self._listed = None

    def open_markets(self) -> None:
        """Begin with the whole list in order, at the market that is selected."""
        self.markets.forget()
        self._look(Look(self.look.sort, self.look.reverse), in_order=True)
        if self._picture is not None:
            self.markets.highlight(self._picture.symbol)
        self._is_touched = False

    def sort(self, *, reverse: bool) -> None:
        """Put the list in another order."""
        self._look(self.look.reversed() if reverse else self.look.sorted_by_next(), in_order=True)
        self.touched()

    def filter(self, text: str, *, typing: bool) -> None:
        """Show what holds `text`, in the order that stands."""
        self._look(Look(self.look.sort, self.look.reverse, text, typing), in_order=False)
        self.touched()

    def _look(self, look: Look, *, in_order: bool) -> None:
        self.look = look
        if in_order and self._picture is not None:
            self._put_in_order(self._picture)
        self.show_markets()

    def touched(self) -> None:
        """A key moved something in the list: leave its order alone for a while."""
        if self._picture is not None:
            self._ordered_at = self._picture.now
            self._is_touched = True
