"""What the panels of the account show: positions, orders, the exit map and the log.

They are made anew only when what they are made from changed; see `tui.ui.basis`.
"""

from collections.abc import Mapping

from tui.session.state import Happening
from tui.ui.basis import Basis, basis
from tui.ui.rows_common import Picture
from tui.ui.rows_log import log_panel
from tui.ui.rows_map import map_panel
from tui.ui.rows_orders import orders_panel
from tui.ui.rows_positions import positions_panel
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel


class AccountPanels:
    """Fills positions, orders, exit map and log."""

    def __init__(self) -> None:
        self.positions = ListPanel(id="positions")
        self.orders = ListPanel(id="orders")
        self.map = LinePanel(id="map")
        self.log = ListPanel(id="log", follow=True)
        self._made: tuple[Basis, int, int, int] | None = None
        self._logged: tuple[tuple[Happening, ...], int] | None = None
        self._has_cursor = False
        """Whether the cursor was put on the selected market once; from then on it is the trader's.
        """

    def show(self, picture: Picture) -> None:
        """Show a moment."""
        widths = self.positions.inner_width, self.orders.inner_width, self.map.inner_width
        made = (basis(picture), *widths)
        if made == self._made:
            return
        self._made = made
        self.positions.show(positions_panel(picture, self.positions.inner_width))
        self.orders.show(orders_panel(picture, self.orders.inner_width))
        if not self._has_cursor and picture.state.positions:
            self._has_cursor = True
            self.positions.highlight(picture.symbol)
        self._show_log(picture)
        self.show_map(picture)

    def show_map(self, picture: Picture) -> None:
        """The exits of the position under the cursor."""
        self.map.show(map_panel(picture, self.positions.key, self.map.inner_width))

    def _show_log(self, picture: Picture) -> None:
        """The longest list changes seldom: it is made anew only for another log or width."""
        logged = picture.state.happenings, self.log.inner_width
        if self._logged is None or logged[0] is not self._logged[0] or logged[1] != self._logged[1]:
            self._logged = logged
            self.log.show(log_panel(picture, self.log.inner_width))

    def needs(self, picture: Picture) -> Mapping[str, int]:
        """Lines that each list would fill; without a position there is no map."""
        has_map = bool(picture.state.positions)
        lists = (self.positions, self.orders, *([self.map] if has_map else []))
        return {str(each.id): 1 + len(each.panel.head) + len(each.panel.rows) for each in lists}
