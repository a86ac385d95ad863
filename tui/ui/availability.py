"""Which actions make no sense now, and why: the footer greys them out, a toast gives the reason."""

from dataclasses import dataclass
from decimal import Decimal

from tui.session.state import State
from tui.ui.ports import Mode
from tui.ui.rows_orders import order_of


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the cursors of the two lists stand on; None in an empty list."""

    position: str | None = None
    """A symbol."""
    order: str | None = None
    """The key of an order's or an intent's row."""
    price: Decimal | None = None
    """The price that was chosen in the book; None while none was."""


def why_not(action: str, state: State, mode: Mode, cursor: Cursor) -> str | None:
    """Why `action` cannot be done, in a sentence; None when it can."""
    match action:
        case "take_profit" if cursor.position not in state.positions:
            return "There is no open position to take profit on."
        case "close_position" if cursor.position not in state.positions:
            return "There is no open position to close."
        case "cancel_order":
            return _why_not_cancel(state, mode, cursor)
        case "replace_order":
            return _why_not_replace(state, mode, cursor)
        case _:
            return None


def _why_not_cancel(state: State, mode: Mode, cursor: Cursor) -> str | None:
    if mode is Mode.READ_ONLY:
        return "This session is read-only: it cancels nothing."
    if cursor.order is None:
        return "There is no open order to cancel."
    if order_of(state, cursor.order) is None:
        return "Whether this order exists is not known yet; it is being looked up."
    return None


def _why_not_replace(state: State, mode: Mode, cursor: Cursor) -> str | None:
    if mode is Mode.READ_ONLY:
        return "This session is read-only: it replaces nothing."
    if cursor.order is None:
        return "There is no open order to replace."
    order = order_of(state, cursor.order)
    if order is None:
        return "Whether this order exists is not known yet; it is being looked up."
    if order.waits_for_trigger:
        return (
            "An order that waits for a trigger cannot be replaced: cancel it, then place another."
        )
    return None
