"""The keys that write a price or a slippage into the forms of orders."""

from decimal import Decimal

from tui.domain.exits.plan import ExitView
from tui.domain.money import plain
from tui.domain.orders.slippage import MOST_SLIPPAGE
from tui.domain.position import Side
from tui.ui.exit_steps import stepped

_TENTH = Decimal("0.1")
_PERCENT = Decimal(100)


def stepped_order_price(text: str, steps: int, side: Side, view: ExitView) -> str | None:
    """The price `steps` ticks from the typed one.

    When nothing is typed, the best price of our own side, where an order waits first in line, or
    the mark. None when the text is not a price.
    """
    rules = view.market.price
    if text.strip(" "):
        return stepped(text, steps, rules.tick, rules.minimum)
    book = view.book
    best = None if book is None else book.best_bid if side is Side.BID else book.best_ask
    first = best or view.mark
    return None if first is None else plain(first)


def stepped_slippage(text: str, steps: int) -> str | None:
    """The slippage so many tenths of a per cent from the typed one, up to the most there is."""
    moved = stepped(text or "0.1", steps, _TENTH, _TENTH)
    is_too_wide = moved is not None and Decimal(moved) > MOST_SLIPPAGE * _PERCENT
    return None if is_too_wide else moved
