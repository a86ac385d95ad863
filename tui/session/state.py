"""The account's truth at one moment: small, frozen, and replaced as a whole.

Identity is equality: two states are the same only when they are the same object, so that noticing a
change costs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tui.domain.account import AccountSummary, Balance, MarginSummary
from tui.domain.command import Command, Halted
from tui.domain.events import Event, Link
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import Fill, Order
from tui.domain.position import Position


@dataclass(frozen=True, slots=True)
class LinkState:
    """One connection as the trader sees it."""

    up: bool = False
    reason: str = "connecting"
    """Why it is down; empty while it is up."""
    since: float = 0.0
    """Monotonic seconds of the last change."""
    retry_at: float | None = None
    """Monotonic seconds of the next attempt; None when up or when there is none."""


@dataclass(frozen=True, slots=True)
class Held:
    """A position and when it was last confirmed."""

    position: Position
    confirmed: float
    """Monotonic seconds."""
    engine_us: int = 0
    """Engine time of the version held; an older version never replaces it."""


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the log: an event and when we learned of it."""

    wall_ms: int
    event: Event


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The exchange's clock against ours, milliseconds."""

    offset_ms: float
    uncertainty_ms: float


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Everything that is small and precious. Only `session.reduce` makes new ones."""

    links: Mapping[Link, LinkState] = field(default_factory=lambda: MappingProxyType({}))
    positions: Mapping[str, Held] = field(default_factory=lambda: MappingProxyType({}))
    """By symbol."""
    orders: Mapping[str, Order] = field(default_factory=lambda: MappingProxyType({}))
    """Open orders by order id."""
    finished: Mapping[str, Order] = field(default_factory=lambda: MappingProxyType({}))
    """Orders known to be final, by order id, oldest first; bounded. A late message about one of
    them cannot open it again."""
    flat_since: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Engine time (µs) at which a symbol was last known to be flat: older news of it is no news."""
    positions_as_of: int = 0
    """Exchange time (µs) of the last complete reading of positions."""
    orders_as_of: int = 0
    """Exchange time (µs) of the last complete reading of orders."""
    positions_confirmed: float | None = None
    """Monotonic seconds of the last complete reading; None before the first."""
    orders_confirmed: float | None = None
    account_confirmed: float | None = None
    """Of fees, margin and balances."""
    account: AccountSummary | None = None
    margin: MarginSummary | None = None
    balances: tuple[Balance, ...] = ()
    clock: ClockReading | None = None
    reconciled: bool = False
    """Whether positions, orders and intents agree with the exchange since the last connect."""
    intents: Mapping[int, Intent] = field(default_factory=lambda: MappingProxyType({}))
    """By client id: those of this run and the unsettled ones of earlier runs."""
    returned: Mapping[int, IntentStatus] = field(default_factory=lambda: MappingProxyType({}))
    """By client id, oldest first: orders that were taken not to exist and showed up after all, and
    what they were taken to be. Kept for as long as the program runs."""
    fills: tuple[Fill, ...] = ()
    """Executions that were told or found, oldest first; bounded."""
    newest_fill_ms: int | None = None
    """The exchange's time of the newest of them; None while there is none."""
    commands: Mapping[int, Command] = field(default_factory=lambda: MappingProxyType({}))
    """By number, oldest first: those of this run and the unsettled ones of earlier runs."""
    halted: Halted | None = None
    """Set while the kill switch is on."""
    happenings: tuple[Happening, ...] = ()
    """Newest last; bounded."""

    def link(self, link: Link) -> LinkState:
        """The state of one connection; one that was never tried is down."""
        return self.links.get(link, LinkState())
