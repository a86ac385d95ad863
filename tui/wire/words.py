"""The exchange's words and signs that requests and streams share, as domain values."""

from decimal import Decimal

from tui.domain.money import Price
from tui.domain.order import OrderStatus, OrderType
from tui.domain.position import Direction

_TYPES = {"limit": OrderType.LIMIT, "market": OrderType.MARKET}
_STATUSES = {status.value: status for status in OrderStatus}


def direction(net_quantity: Decimal) -> Direction:
    """The way of a position from the sign of its size, which is not zero."""
    return Direction.LONG if net_quantity > 0 else Direction.SHORT


def liquidation(price: Decimal | None) -> Price | None:
    """A liquidation price; the exchange writes 0 where it has computed none."""
    return Price(price) if price is not None and price > 0 else None


def order_type(word: str) -> OrderType:
    """`Limit` in answers, `LIMIT` on the stream; any other word is `OTHER`."""
    return _TYPES.get(word.casefold(), OrderType.OTHER)


def order_status(word: str) -> OrderStatus:
    """A status; a word this program does not know is `OTHER` and never final."""
    return _STATUSES.get(word, OrderStatus.OTHER)
