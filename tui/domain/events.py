"""Everything that can happen to the account's truth, as facts in the past tense.

The reducer of the session is the only reader that changes state on them. Market data does not come
this way: it is too much and only the newest counts.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui.domain.account import AccountSummary, Balance, MarginSummary
from tui.domain.command import Command, Halted
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import Fill, Order
from tui.domain.position import Position


class Link(StrEnum):
    """A connection whose loss the trader must see."""

    PUBLIC = "public stream"
    PRIVATE = "private stream"
    REST = "requests"


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The connection is made and what it carries is complete again."""

    link: Link


@dataclass(frozen=True, slots=True)
class LinkDown:
    """The connection is lost; the next attempt follows in `retry_in` seconds (None: no more)."""

    link: Link
    reason: str
    retry_in: float | None


@dataclass(frozen=True, slots=True)
class PositionsRead:
    """All open positions, read by request: what is not in it is closed."""

    positions: tuple[Position, ...]
    asked_us: int | None = None
    """Exchange time when the question was asked; what the stream told later stays. None: now."""
    symbol: str | None = None
    """Set when only this symbol was asked for; other positions stay as they are."""


@dataclass(frozen=True, slots=True)
class PositionChanged:
    """One position as the stream tells it."""

    position: Position
    engine_us: int


@dataclass(frozen=True, slots=True)
class PositionClosed:
    """The stream says that nothing is held on the symbol."""

    symbol: str
    engine_us: int


@dataclass(frozen=True, slots=True)
class OrdersRead:
    """All open orders, read by request: what is not in it is no longer open."""

    orders: tuple[Order, ...]
    asked_us: int
    """Exchange time when the question was asked; younger orders known from the stream stay."""
    symbol: str | None = None
    """Set when only this symbol was asked for; other orders stay as they are."""


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """One order as the stream or an answer tells it; a fill names its size and price."""

    order: Order
    happened: str
    """The stream's word: orderAccepted, orderFill, orderCancelled, …; `answer` for a reply."""
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class FillsRead:
    """Executions read by request, of every market; some were told by the stream before."""

    fills: tuple[Fill, ...]


@dataclass(frozen=True, slots=True)
class AccountRead:
    """Fees, leverage and margin, read by request."""

    account: AccountSummary
    margin: MarginSummary
    balances: tuple[Balance, ...]


@dataclass(frozen=True, slots=True)
class ClockMeasured:
    """How far the exchange's clock is ahead of ours, and how sure that is; milliseconds."""

    offset_ms: float
    uncertainty_ms: float


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Positions, orders and unresolved intents were compared with the exchange."""


@dataclass(frozen=True, slots=True)
class IntentChanged:
    """An intent was recorded or moved on."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class CameBack:
    """An alarm: an order that was taken not to exist is on the exchange after all."""

    intent: Intent
    """As it stands now."""
    believed: IntentStatus
    """What it was taken to be: absent, rejected or not sent."""


@dataclass(frozen=True, slots=True)
class CommandChanged:
    """A command was recorded or moved on."""

    command: Command


@dataclass(frozen=True, slots=True)
class HaltChanged:
    """The kill switch was put on (`halted`), or off (None), or fewer orders are left."""

    halted: Halted | None


@dataclass(frozen=True, slots=True)
class StoodStill:
    """The machine slept or the program was stopped: what was known is older than it looks."""

    missed: float
    """Seconds that the monotonic clock did not count; 0 when it ran on."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Something worth a line in the log that changes no state."""

    text: str
    """Sanitised plain words."""


Event = (
    LinkUp
    | LinkDown
    | PositionsRead
    | PositionChanged
    | PositionClosed
    | OrdersRead
    | OrderChanged
    | FillsRead
    | AccountRead
    | ClockMeasured
    | Reconciled
    | IntentChanged
    | CameBack
    | CommandChanged
    | HaltChanged
    | StoodStill
    | Noted
)
