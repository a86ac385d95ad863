"""What the actions need from the layers below, and no more.

Written as protocols so that the desk can be driven against a scripted exchange, and so that the
list of what an action may do to the world stands in one place.
"""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Protocol, TypeVar

from tui.client.answers import (
    BatchAnswer,
    CancelAllAnswer,
    CancelAnswer,
    OrderAnswer,
    SettingAnswer,
    SignedRequest,
)
from tui.domain.account import AccountSummary, FundingPayment
from tui.domain.events import Event
from tui.domain.exits.plan import ExitView
from tui.domain.intent import Ticket
from tui.domain.order import Fill, Order
from tui.domain.quotes import Candle
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

    def prepare_batch(self, batch: Sequence[tuple[Ticket, int]]) -> SignedRequest:
        """Build and sign orders with their client ids as one request; nothing is sent."""
        ...

    async def send_batch(self, signed: SignedRequest) -> BatchAnswer:
        """Send a batch once, within a total deadline."""
        ...

    async def cancel_order(self, symbol: str, order_id: str) -> CancelAnswer:
        """Ask for one order to be cancelled."""
        ...

    async def cancel_all(self, symbol: str, *, include_conditional: bool) -> CancelAllAnswer:
        """Ask for the resting orders of one market to be cancelled, or for all of them."""
        ...

    async def change_leverage(self, limit: Decimal) -> SettingAnswer:
        """Ask for another leverage limit of the account."""
        ...

    async def account(self) -> AccountSummary:
        """The account's settings."""
        ...

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        """Every open order, resting and conditional."""
        ...

    async def funding_paid(self, limit: int = 100, offset: int = 0) -> tuple[FundingPayment, ...]:
        """Funding of the account's positions, newest first."""
        ...

    async def klines(
        self,
        symbol: str,
        interval: str,
        start_s: int,
        end_s: int | None = None,
        price_type: str | None = None,
    ) -> tuple[Candle, ...]:
        """Candles between two moments (seconds), oldest first."""
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
        symbol: str | None = None,
        from_ms: int | None = None,
        limit: int = 100,
        offset: int = 0,
        order_id: str | None = None,
    ) -> tuple[Fill, ...]:
        """Executions, on one market or on all, newest first."""
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

    def know_fills_until(self, time_ms: int) -> None:
        """Ask for executions since `time_ms` too: an earlier run knew those before."""
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
