"""What the screen needs of the rest of the program, and nothing more.

The session and the desk fit these protocols; so do the fakes that the pictures are made with.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol

from tui.actions.denials import Denial, Denied
from tui.actions.outcomes import CancelOutcome
from tui.domain.exits.plan import ExitPlan, ExitView
from tui.domain.intent import Intent
from tui.domain.order import Order
from tui.session.diagnostics import Diagnostics, Pulse
from tui.session.markets import MarketStore
from tui.session.state import State


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

    @property
    def pulse(self) -> Pulse:
        """How late the newest mark and the newest answer came."""
        ...

    def follow_depth(self, window: str) -> None:
        """Have the book's changes summed up over a while, or not."""
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

    async def submit(self, plan: ExitPlan) -> Denied | Intent:
        """Send the order of `plan` once, or say why not."""
        ...

    async def cancel(self, order: Order) -> CancelOutcome:
        """Cancel an open order."""
        ...

    def blockers(self, symbol: str) -> tuple[Denial, ...]:
        """Why an order on `symbol` would be denied now; cheap enough to ask per frame."""
        ...
