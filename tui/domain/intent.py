"""An intent: an order the trader confirmed, and what became of it.

An intent is ours, an order is the exchange's. One intent has one client id, and one client id is
sent at most once, ever. What changes the exchange without placing an order is a `Command`.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui.domain.money import Price, Quantity
from tui.domain.order import OrderType
from tui.domain.position import Side


class TimeInForce(StrEnum):
    """How long an order may wait for its price, in the exchange's words."""

    GTC = "GTC"
    """Until it is cancelled."""
    IOC = "IOC"
    """What does not fill at once is dropped."""
    FOK = "FOK"
    """It fills at once as a whole, or not at all."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The terms of an order, exactly as shown, signed and sent.

    Every order has a price. One "at market" is a limit order that fills at once or is dropped
    (IOC), at a bound the trader sees: the exchange's own market order leaves the bound to it.
    """

    symbol: str
    side: Side
    price: Price
    quantity: Quantity
    reduce_only: bool = True
    time_in_force: TimeInForce = TimeInForce.GTC
    post_only: bool = False
    """Refused by the exchange when it would fill at once."""
    order_type: OrderType = OrderType.LIMIT


class IntentKind(StrEnum):
    """What the trader wanted of an order."""

    TAKE_PROFIT = "take-profit"
    CLOSE = "close"
    ORDER = "order"
    REPLACE = "replace"


class IntentStatus(StrEnum):
    """Where an intent stands; the words are fixed in the glossary.

    `NOT_SENT`: no byte left us. `REJECTED`: the exchange refused it. `UNKNOWN`: nobody answered, so
    it may exist. `ABSENT`: proved not to be on the exchange. `MISMATCH`: the exchange echoed other
    terms than were sent.
    """

    RECORDED = "recorded"
    SENDING = "sending"
    NOT_SENT = "not sent"
    REJECTED = "rejected"
    RESTING = "resting"
    PARTLY_FILLED = "partly filled"
    FILLED = "filled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"
    ABSENT = "absent"

    @property
    def is_settled(self) -> bool:
        """Whether we know what became of it; only an unsettled intent blocks its symbol."""
        return self not in _UNSETTLED


_UNSETTLED = frozenset({IntentStatus.RECORDED, IntentStatus.SENDING, IntentStatus.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Intent:
    """One confirmed order and its fate."""

    client_id: int
    """1 to 4294967295; the key to look the order up by."""
    ticket: Ticket
    position_id: str | None
    """The position it was confirmed on; None for an order without one."""
    mark: Price
    """The mark at the moment of the final check."""
    status: IntentStatus
    recorded_ms: int
    """The exchange's time of the record, milliseconds since the epoch."""
    order_id: str | None = None
    executed: Quantity | None = None
    reason: str | None = None
    """In plain words, sanitised: why it was rejected, not sent, is unknown, or expired."""
    kind: IntentKind = IntentKind.TAKE_PROFIT
    replaces: str | None = None
    """Order id of the order it stands in for."""
    batch: str | None = None
    """Names the request when several orders went in one; the same for all of them."""
