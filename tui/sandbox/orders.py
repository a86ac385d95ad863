"""An order as the sandbox keeps it: the terms the client sent and what became of them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tui.domain.money import ZERO
from tui.domain.position import Side


class Status(StrEnum):
    """Where an order stands, in the exchange's words.

    `TRIGGERED` is known from the official Rust client only; here it is the last word in history
    about a conditional order whose successor went to the book.
    """

    NEW = "New"
    PARTIALLY_FILLED = "PartiallyFilled"
    FILLED = "Filled"
    CANCELLED = "Cancelled"
    EXPIRED = "Expired"
    TRIGGER_PENDING = "TriggerPending"
    TRIGGER_FAILED = "TriggerFailed"
    TRIGGERED = "Triggered"


class TriggerBy(StrEnum):
    """The price a trigger watches."""

    LAST = "LastPrice"
    MARK = "MarkPrice"
    INDEX = "IndexPrice"


class Expiry(StrEnum):
    """Why the engine ended an order."""

    FILL_OR_KILL = "FillOrKill"
    IMMEDIATE_OR_CANCEL = "ImmediateOrCancel"
    INSUFFICIENT_LIQUIDITY = "InsufficientLiquidity"
    INSUFFICIENT_MARGIN = "InsufficientMargin"
    INVALID_PRICE = "InvalidPrice"
    INVALID_QUANTITY = "InvalidQuantity"
    LIQUIDATION = "Liquidation"
    PRICE_IMPACT = "PriceImpact"
    PRICE_OUT_OF_BOUNDS = "PriceOutOfBounds"
    POST_ONLY_MODE = "PostOnlyMode"
    POST_ONLY_TAKER = "PostOnlyTaker"
    REDUCE_ONLY = "ReduceOnlyNotReduced"
    SELF_TRADE = "SelfTradePrevention"
    SLIPPAGE = "SlippageToleranceExceeded"
    STOP_WITHOUT_POSITION = "StopWithoutPosition"
    TOO_MANY_STOPS = "MaxStopOrdersPerPosition"


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a conditional order fires and how much it then trades."""

    price: Decimal
    by: TriggerBy
    quantity: str
    """An amount in base units, or a percentage of the position: `1.5`, `80%`."""


@dataclass(frozen=True, slots=True)
class ExitLeg:
    """Take-profit or stop-loss that comes with an entry."""

    price: Decimal
    by: TriggerBy | None
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class Slippage:
    """How far from the touch a market order may go."""

    tolerance: Decimal
    in_ticks: bool
    """Otherwise a percentage."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the client asked for, after parsing."""

    symbol: str
    side: Side
    is_market: bool = False
    price: Decimal | None = None
    quantity: Decimal | None = None
    quote_quantity: Decimal | None = None
    time_in_force: str = "GTC"
    post_only: bool = False
    reduce_only: bool | None = None
    client_id: int | None = None
    self_trade: str = "RejectTaker"
    trigger: Trigger | None = None
    take_profit: ExitLeg | None = None
    stop_loss: ExitLeg | None = None
    slippage: Slippage | None = None
    strategy_id: int | None = None
    """The scheduled strategy whose slice it is."""


@dataclass(slots=True, eq=False)
class Order:
    """One order, live or ended."""

    id: int
    account: str
    terms: Terms
    created_us: int
    quantity: Decimal
    """In base units; 0 while a conditional order waits."""
    status: Status = Status.NEW
    executed: Decimal = ZERO
    executed_quote: Decimal = ZERO
    expiry: Expiry | None = None
    related_id: int | None = None
    triggered_us: int | None = None
    fires_upward: bool = False
    """Whether a waiting trigger fires when its price is reached from below."""
    has_exits: bool = False
    """Whether its take-profit and stop-loss were created."""
    system_type: str | None = None

    @property
    def left(self) -> Decimal:
        """What may still fill."""
        return self.quantity - self.executed

    @property
    def side(self) -> Side:
        """Which way it trades."""
        return self.terms.side

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for its trigger."""
        return self.status is Status.TRIGGER_PENDING

    @property
    def reduces(self) -> bool:
        """Whether it must not open or enlarge a position."""
        return self.terms.reduce_only is True
