"""The keys of the dashboard, as one table."""

from textual.binding import Binding, BindingType


def _order(key: str, action: str, name: str, key_id: str, about: str) -> Binding:
    return Binding(key, action, name, id=key_id, tooltip=about)


def _panel(key: str, panel: str, name: str, about: str) -> Binding:
    return Binding(
        key, f"focus_panel('{panel}')", name, id=f"focus.{panel}", show=False, tooltip=about
    )


KEYS: list[BindingType] = [
    _order(
        "t",
        "app.take_profit",
        "Take profit",
        "exit.take_profit",
        "Plan the exit of the position under the cursor; in the book, at the price chosen there",
    ),
    _order(
        "C",
        "app.close_position",
        "Close",
        "exit.close_position",
        "Close the position under the cursor or a part of it, at market or at a price",
    ),
    _order("o", "app.order", "Order", "order.ticket", "An order ticket for the selected market"),
    _order(
        "x",
        "app.cancel_order",
        "Cancel order",
        "order.cancel",
        "Cancel the order under the cursor, after a question",
    ),
    _order(
        "e",
        "app.replace_order",
        "Replace",
        "order.replace",
        "Change the order under the cursor: another one takes its place",
    ),
    _order(
        "K",
        "app.safety('halt')",
        "Halt",
        "safety.halt",
        "The kill switch: stop sending and cancel our resting orders, or unlock",
    ),
    Binding(
        "X",
        "app.safety('cancel')",
        "Cancel many",
        id="safety.cancel",
        show=False,
        tooltip="Cancel orders by market, side and kind, after a look at them",
    ),
    Binding(
        "D",
        "app.safety('gates')",
        "Gates",
        id="safety.gates",
        show=False,
        tooltip="Every gate on the way of an order, and what of your limits is used",
    ),
    Binding(
        "r",
        "app.refresh",
        "Refresh",
        id="feed.refresh",
        show=False,
        tooltip="Read everything again",
    ),
    _order("c", "lay_out('chart')", "Chart", "view.chart", "Chart below the positions, or back"),
    _order("w", "lay_out('markets')", "Markets", "view.markets", "Every market, or back"),
    Binding(
        "f",
        "whole",
        "Full",
        id="view.whole",
        show=False,
        tooltip="Give the focused panel the whole desk, or back",
    ),
    Binding("v", "next_layout", "View", id="view.next", show=False, tooltip="The next layout"),
    Binding("escape", "back", "Back", id="view.back", show=False, tooltip="One step back"),
    Binding(
        "slash",
        "search",
        "Find market",
        id="view.search",
        key_display="/",
        show=False,
        tooltip="Find a market by typing",
    ),
    _panel("1", "positions", "Positions", "Go to the positions"),
    _panel("2", "orders", "Orders", "Go to the orders"),
    _panel("3", "log", "Log", "Go to the log"),
    _panel("4", "book", "Book", "Go to the book, to choose a price or turn it"),
    _panel("5", "tape", "Trades", "Go to the trades"),
    _panel("6", "chart", "Chart", "Go to the chart"),
    Binding(
        "d",
        "diagnostics",
        "Diagnostics",
        id="view.diagnostics",
        show=False,
        tooltip="How well the exchange is heard",
    ),
]
