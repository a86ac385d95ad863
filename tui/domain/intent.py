"""An intent: an order the trader confirmed, and what became of it.

An intent is ours, an order is the exchange's. One intent has one client id, and one client id is
sent at most once, ever.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui.domain.money import Price, Quantity
from tui.domain.position import Side


@dataclass(frozen=True, slots=True)
class Ticket:
    """The terms of a reduce-only limit order, exactly as shown, signed and sent."""

    symbol: str
    side: Side
    price: Price
    quantity: Quantity
    reduce_only: bool = True
    time_in_force: str = "GTC"


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
    position_id: str
    mark: Price
    """The mark at the moment of the final check."""
    status: IntentStatus
    recorded_ms: int
    """The exchange's time of the record, milliseconds since the epoch."""
    order_id: str | None = None
    executed: Quantity | None = None
    reason: str | None = None
    """In plain words, sanitised: why it was rejected, not sent, is unknown, or expired."""
