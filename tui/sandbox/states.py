"""The five states of an order book, and what each lets a trader do.

Names and meanings as published in 2026. The codes of the refusals are the likeliest of the
published list; no recording shows them.
"""

from enum import StrEnum

from tui.sandbox import errors
from tui.sandbox.orders import Terms


class BookState(StrEnum):
    """The exchange's own words, from `orderBookState` of a market."""

    OPEN = "Open"
    CLOSED = "Closed"
    CANCEL_ONLY = "CancelOnly"
    LIMIT_ONLY = "LimitOnly"
    POST_ONLY = "PostOnly"


_SHUT = frozenset({BookState.CLOSED, BookState.CANCEL_ONLY})
HAS_MARK = frozenset({BookState.OPEN, BookState.POST_ONLY})
"""States in which `/markPrices` lists the market."""


def check_state(state: BookState, terms: Terms, *, crosses: bool) -> None:
    """Refuse a new order that the book's state does not allow; `crosses` if it would trade."""
    if state is BookState.OPEN:
        return
    if state in _SHUT:
        raise errors.Refusal("TRADING_PAUSED", "Trading is paused")
    if terms.is_market:
        raise errors.invalid_order("Market orders are not allowed")
    if state is BookState.POST_ONLY and (crosses or terms.time_in_force != "GTC"):
        raise errors.invalid_order("Order would immediately match and take liquidity")


def check_waiting(state: BookState) -> None:
    """Refuse a new conditional order where no order at all is taken."""
    if state in _SHUT:
        raise errors.Refusal("TRADING_PAUSED", "Trading is paused")


def check_cancel(state: BookState) -> None:
    """Refuse a cancel where nothing at all is allowed."""
    if state is BookState.CLOSED:
        raise errors.Refusal("TRADING_PAUSED", "Trading is paused")


def trades(state: BookState) -> bool:
    """Whether orders may meet in a book of this state."""
    return state in {BookState.OPEN, BookState.LIMIT_ONLY}
