"""A position: how much is held, which way, and what it is worth at a price."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tui.domain.money import Price, Quantity, Rate, Usd


class Side(StrEnum):
    """The side of an order, in the exchange's words."""

    BID = "Bid"
    ASK = "Ask"

    @property
    def opposite(self) -> "Side":
        """The other side."""
        return Side.ASK if self is Side.BID else Side.BID


class Direction(StrEnum):
    """Which way a position gains."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """+1 when a rising price gains, -1 when a falling one does."""
        return 1 if self is Direction.LONG else -1

    @property
    def closing_side(self) -> Side:
        """The side of an order that reduces the position."""
        return Side.ASK if self is Direction.LONG else Side.BID


@dataclass(frozen=True, slots=True)
class Position:
    """An open position. Size and sign come from `netQuantity` (`q` on the stream)."""

    symbol: str
    position_id: str
    direction: Direction
    quantity: Quantity
    """Always positive; the way is in `direction`."""
    entry: Price
    break_even: Price | None
    mark: Price
    """The mark the exchange valued it at, as of the message; live marks come from the market."""
    liquidation: Price | None
    """The exchange's estimate; None where it sends its placeholder 0."""
    unrealized: Usd
    realized: Usd
    """Profit already settled; with automatic settlement most of the profit sits here."""
    initial_margin: Rate
    maintenance_margin: Rate
    funding: Usd | None = None
    """Cumulative funding: positive was received, negative was paid. None when not told."""

    def profit_at(self, price: Decimal, quantity: Decimal | None = None) -> Usd:
        """Gross profit against entry when `quantity` (default: all) leaves at `price`."""
        size = self.quantity if quantity is None else quantity
        return Usd((price - self.entry) * size * self.direction.sign)

    def notional_at(self, price: Decimal) -> Usd:
        """Absolute value in USDC at `price`."""
        return Usd(self.quantity * price)

    @property
    def signed_quantity(self) -> Decimal:
        """Quantity with the sign the exchange gives it."""
        return self.quantity * self.direction.sign
