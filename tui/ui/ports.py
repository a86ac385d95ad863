"""What the screen needs of the rest of the program, and nothing more.

The session and the desk fit these protocols; so do the fakes that the pictures are made with.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from tui.actions.denials import Denial, Denied
from tui.actions.gates import GateState
from tui.actions.outcomes import (
    CancelOutcome,
    CommandOutcome,
    Evidence,
    KillOutcome,
    ReplaceOutcome,
    ScopeOutcome,
)
from tui.domain.command import CancelScope, Halted
from tui.domain.exits.plan import ExitView, Plan
from tui.domain.intent import Intent
from tui.domain.limits import Budget
from tui.domain.order import Order
from tui.session.diagnostics import Diagnostics
from tui.session.markets import MarketStore
from tui.session.state import State

Background = Callable[[], Coroutine[Any, Any, None]]
"""Something that runs for as long as the application does; its failure ends the application."""


class Mode(StrEnum):
    """Whose money it is; said on every screen."""

    LIVE = "LIVE"
    SANDBOX = "SANDBOX"
    READ_ONLY = "READ-ONLY"


class Clock(Protocol):
    """The two clocks the screen reads; ages are monotonic, times of day are not."""

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...

    def wall_ms(self) -> int:
        """Milliseconds since the epoch."""
        ...


class Feed(Protocol):
    """What is true now."""

    @property
    def state(self) -> State:
        """The account's truth; another object whenever it changed."""
        ...

    @property
    def markets(self) -> Mapping[str, MarketStore]:
        """Every perpetual market by symbol."""
        ...

    @property
    def symbol(self) -> str:
        """The market whose book, trades and figures are followed."""
        ...

    def select(self, symbol: str) -> None:
        """Follow another market."""
        ...

    def view(self, symbol: str, now: float) -> ExitView | None:
        """What an exit on `symbol` is checked against; None for a market that is not known."""
        ...

    def add_listener(self, callback: Callable[[], None]) -> None:
        """Have `callback` called whenever anything changed."""
        ...

    def survey(self, *, on: bool) -> None:
        """Follow every market while it is on."""
        ...

    def diagnostics(self) -> Diagnostics:
        """How well the exchange is heard."""
        ...

    def watch_candles(self, symbol: str, interval: str, since_ms: int | None = None) -> None:
        """Keep candles of a market up, from a moment on where one is given."""
        ...

    def unwatch_candles(self, symbol: str, interval: str) -> None:
        """Keep them up no longer."""
        ...

    async def refresh(self, symbol: str) -> None:
        """Read position, orders, mark and rules again.

        Raises:
            ReadFailed: there was no answer; see `tui.client.errors`.
        """
        ...


class Desk(Protocol):
    """What changes the world on the trader's behalf."""

    async def submit(self, plan: Plan) -> Denied | Intent:
        """Send the order of `plan` once, or say why not."""
        ...

    async def submit_batch(self, plans: Sequence[Plan]) -> Denied | tuple[Intent, ...]:
        """Send the orders of `plans`, all of one market, in one request, once; or say why not.

        The intents come in the order of the plans, each with a fate of its own.
        """
        ...

    async def cancel(self, order: Order) -> CancelOutcome:
        """Cancel an open order."""
        ...

    async def cancel_scope(self, scope: CancelScope) -> ScopeOutcome:
        """Cancel every open order of a scope."""
        ...

    async def replace(self, order: Order, plan: Plan) -> Denied | ReplaceOutcome:
        """Put the order of `plan` in the place of `order`, the way `replace_policy` says.

        `plan` is checked on a picture without `order` (`ExitView.without`).
        """
        ...

    async def change_leverage(self, limit: Decimal) -> CommandOutcome:
        """Set the account's leverage limit, a multiple such as 10."""
        ...

    async def halt(self) -> KillOutcome:
        """Put the kill switch on: send nothing more, and cancel our resting orders.

        Conditional orders stay. It holds across restarts until `unlock`.
        """
        ...

    async def unlock(self) -> str | None:
        """Put the kill switch off; why not, in plain words, when it could not be written down."""
        ...

    @property
    def halted(self) -> Halted | None:
        """Set while the kill switch is on, with the number of orders left."""
        ...

    def blockers(self, symbol: str) -> tuple[Denial, ...]:
        """Why an order on `symbol` would be denied now; cheap enough to ask per frame."""
        ...

    def overview(self, symbol: str) -> tuple[GateState, ...]:
        """Every gate on the way of an order on `symbol`, as it stands now."""
        ...

    def budget(self) -> Budget:
        """What of the limits is used now."""
        ...

    def proof_by(self, client_id: int) -> float | None:
        """The earliest monotonic second by which an unknown order could be proved absent."""
        ...

    def evidence(self, client_id: int) -> tuple[Evidence, ...]:
        """What was looked at for an order whose fate was not known, oldest first."""
        ...
