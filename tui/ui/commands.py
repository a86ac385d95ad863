"""What the command palette offers. An order is never sent from here: its actions open the form."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Protocol

from textual.app import SystemCommand
from textual.screen import Screen

from tui.ui.ports import Feed


class Commanded(Protocol):
    """The parts of the application that commands call."""

    @property
    def feed(self) -> Feed:
        """What is true now."""
        ...

    async def run_action(self, action: str) -> bool:
        """Do what a key would do."""
        ...


_ACTIONS = (
    ("Take profit", "Plan the exit of the position under the cursor", "app.take_profit"),
    ("Close position", "Close the position under the cursor", "app.close_position"),
    ("Order", "Fill in an order for the selected market", "app.order"),
    ("Replace order", "Change the order under the cursor", "app.replace_order"),
    ("Cancel order", "Cancel the order under the cursor, after a question", "app.cancel_order"),
    ("Kill switch", "Stop sending and cancel our resting orders", "app.safety('halt')"),
    ("Cancel many", "Cancel orders by market, side and kind", "app.safety('cancel')"),
    ("Gates", "What stands in the way of an order, and the budget", "app.safety('gates')"),
    ("Refresh", "Read the selected market and its position again", "app.refresh"),
    ("Help", "Every key that works here", "app.help"),
    ("Quit", "Leave; orders on the exchange stay", "app.quit"),
)


def commands(app: Commanded, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """The actions, the help panel, and one command per market to follow it.

    None of them on a card: what is asked there is answered with its own keys.
    """
    if screen.is_modal:
        return
    for title, help_text, action in _ACTIONS:
        yield SystemCommand(title, help_text, partial(app.run_action, action))
    for symbol in sorted(app.feed.markets):
        yield SystemCommand(
            f"Market {symbol}", f"Follow {symbol}", partial(app.feed.select, symbol), discover=False
        )
