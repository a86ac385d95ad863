"""What the actions need from the layers below, and no more.

Written as protocols so that the desk can be driven against a scripted exchange, and so that the
list of what an action may do to the world stands in one place.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from tui.client.answers import CancelAnswer, OrderAnswer, SignedRequest
from tui.domain.events import Event
from tui.domain.exits.plan import ExitView
from tui.domain.intent import Ticket
from tui.domain.order import Fill, Order
from tui.session.state import State

T = TypeVar("T")


class Exchange(Protocol):
    """The requests that actions make. Reads raise `tui.client.errors.ReadFailed`."""

    def prepare_order(self, ticket: Ticket, client_id: int) -> SignedRequest:
        """Build and sign the request; nothing is sent."""
        ...

    async def send_order(self, signed: SignedRequest) -> OrderAnswer:
        """Send it once, within a total deadline."""
        ...

    async def cancel_order(self, symbol: str, order_id: str) -> CancelAnswer:
        """Ask for one order to be cancelled."""
        ...

    async def order(
        self, symbol: str, *, order_id: str | None = None, client_id: int | None = None
    ) -> Order | None:
        """One live order; None only where the exchange says plainly that it is not live."""
        ...

    async def order_history(self, symbol: str, limit: int, offset: int) -> tuple[Order, ...]:
        """Orders of the account on `symbol`, newest first."""
        ...

    async def fills(
        self,
        symbol: str,
        from_ms: int | None = None,
        limit: int = 100,
        offset: int = 0,
        order_id: str | None = None,
    ) -> tuple[Fill, ...]:
        """Executions on `symbol`, newest first."""
        ...


class Account(Protocol):
    """The session, as far as the desk needs it."""

    @property
    def state(self) -> State:
        """The account's truth now."""
        ...

    def view(self, symbol: str, now: float) -> ExitView | None:
        """What an exit on `symbol` is checked against; None for an unknown market."""
        ...

    async def refresh(self, symbol: str) -> None:
        """Read position, mark and market anew; raises `ReadFailed`."""
        ...

    def publish(self, event: Event) -> None:
        """Tell the account's truth that something happened."""
        ...

    def add_listener(self, callback: Callable[[], None]) -> None:
        """Call `callback` whenever anything changed."""
        ...


class OffLoop(Protocol):
    """Runs blocking work away from the event loop, one piece after the other."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """Do `work` and give back what it returns or raises."""
        ...
