"""What the keys of orders do, apart from the application that they are mixed into."""

from tui.ui.form_flow import FormFlow
from tui.ui.order_flow import OrderFlow
from tui.ui.ports import Feed
from tui.ui.rows_orders import order_of
from tui.ui.screens.dashboard import DashboardScreen


class OrderActions:
    """The actions of an application that has a dashboard, a feed, and both flows."""

    feed: Feed
    orders: OrderFlow
    forms: FormFlow
    _dashboard: DashboardScreen

    def action_take_profit(self) -> None:
        """Plan the exit of the position under the cursor."""
        cursor = self._dashboard.cursor
        if cursor.position is not None:
            self.forms.take_profit(cursor.position, cursor.price)

    def action_close_position(self) -> None:
        """Close the position under the cursor."""
        symbol = self._dashboard.cursor.position
        if symbol is not None:
            self.forms.close(symbol)

    def action_order(self) -> None:
        """Fill in an order for the selected market."""
        self.forms.order(self.feed.symbol, self._dashboard.cursor.price)

    def action_replace_order(self) -> None:
        """Change the order under the cursor."""
        order = order_of(self.feed.state, self._dashboard.cursor.order)
        if order is not None:
            self.forms.replace(order)

    def action_cancel_order(self) -> None:
        """Ask whether to cancel the order under the cursor."""
        order = order_of(self.feed.state, self._dashboard.cursor.order)
        if order is not None:
            self.orders.ask_to_cancel(order)

    def action_refresh(self) -> None:
        """Read the selected market again."""
        self.orders.refresh(self.feed.symbol)
