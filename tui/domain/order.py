"""Orders and fills, as the exchange has them."""

from dataclasses import dataclass
from enum import StrEnum

from tui.domain.money import Price, Quantity, Usd
from tui.domain.position import Side


class OrderType(StrEnum):
    """How an order meets the book."""

    LIMIT = "Limit"
    MARKET = "Market"
    OTHER = "Other"


class OrderStatus(StrEnum):
    """Where an order stands. An unknown word is kept as `OTHER` and is not taken as final."""

    NEW = "New"
    PARTIALLY_FILLED = "PartiallyFilled"
    FILLED = "Filled"
    CANCELLED = "Cancelled"
    EXPIRED = "Expired"
    TRIGGER_PENDING = "TriggerPending"
    TRIGGER_FAILED = "TriggerFailed"
    OTHER = "Other"

    @property
    def is_final(self) -> bool:
        """Whether nothing more can happen to the order, late fills aside."""
        return self in _FINAL


_FINAL = frozenset(
    {
        OrderStatus.FILLED,
        OrderStatus.CANCELLED,
        OrderStatus.EXPIRED,
        OrderStatus.TRIGGER_FAILED,
    }
)


@dataclass(frozen=True, slots=True)
class Order:
    """One order. Fields the exchange leaves out of some messages may be None."""

    order_id: str
    client_id: int | None
    symbol: str
    side: Side
    order_type: OrderType
    status: OrderStatus
    price: Price | None
    """Limit price; None for market orders."""
    quantity: Quantity | None
    """None while a trigger order waits: its size is in `trigger_quantity`."""
    executed: Quantity
    """Cumulative; never the size of the last fill."""
    executed_quote: Usd
    reduce_only: bool
    post_only: bool = False
    time_in_force: str = "GTC"
    trigger_price: Price | None = None
    trigger_by: str | None = None
    trigger_quantity: str | None = None
    """An amount or a percentage of the position, as the exchange writes it: `1.5`, `80%`."""
    created_ms: int | None = None
    engine_us: int = 0
    """The matching engine's time of this version, microseconds; 0 when the message has none."""
    expiry_reason: str | None = None

    @property
    def remaining(self) -> Quantity:
        """What may still fill; 0 where the size is not known in base units."""
        if self.quantity is None:
            return Quantity(self.executed - self.executed)
        return Quantity(max(self.quantity - self.executed, self.quantity * 0))

    @property
    def is_conditional(self) -> bool:
        """Whether it waits for a trigger and is not in the book."""
        return self.trigger_price is not None and self.status is OrderStatus.TRIGGER_PENDING

    @property
    def waits_for_trigger(self) -> bool:
        """Whether the kill switch and ordinary cancels leave it alone: it may be a stop-loss.

        By its trigger and not by its status, which a message may leave out or we may not know.
        """
        may_wait = not self.quantity or self.status is OrderStatus.OTHER
        return self.status is OrderStatus.TRIGGER_PENDING or (
            self.trigger_price is not None and may_wait
        )

    @property
    def average_price(self) -> Price | None:
        """Mean price of the fills so far; None without fills."""
        return Price(self.executed_quote / self.executed) if self.executed else None


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution of one order."""

    trade_id: int | None
    order_id: str
    client_id: int | None
    symbol: str
    side: Side
    price: Price
    quantity: Quantity
    fee: Usd
    fee_asset: str
    is_maker: bool
    time_ms: int
