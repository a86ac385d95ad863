"""Reads the account by request and compares it with what the stream told.

The private stream has no sequence numbers: a message that got lost leaves no trace. So the account
is read whenever that stream connects, and again every half minute. A reading that fails changes
nothing: what is known grows old, it never becomes "nothing held".
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tui.client.errors import NoAnswer, NotConnected, ReadFailed, Refused
from tui.domain.events import (
    AccountRead,
    FillsRead,
    Link,
    LinkDown,
    LinkUp,
    Noted,
    OrderChanged,
    OrdersRead,
    PositionsRead,
)
from tui.domain.order import Fill, Order
from tui.session.ports import ExchangeTime, Reads, Tell
from tui.session.state import State

_T = TypeVar("_T")

MARGIN_US = 500_000
"""A reading counts as asked this much earlier, so that an error of our clock never hides newer
news from the stream."""

PAGE = 100
MAX_PAGES = 10
"""How far back the end of a vanished order is looked for."""

_SERVER_ERROR = 500


class AccountReader:
    """Turns answers about the account into events."""

    def __init__(
        self, rest: Reads, time: ExchangeTime, state: Callable[[], State], tell: Tell
    ) -> None:
        self._rest = rest
        self._time = time
        self._state = state
        self._tell = tell
        self.fills_since_ms: int | None = None
        """From when on executions are asked for; None until the first comparison, whose moment it
        becomes unless an earlier one is known."""

    async def compare(self) -> None:
        """Read everything that decides about an exit; raises `ReadFailed` with nothing lost."""
        if self._time.uncertainty_ms is None:
            await self.measure_clock()
        await self.positions()
        await self.orders()
        await self.fills()
        await self._summaries()
        await self._liquidations()

    async def measure_clock(self) -> None:
        """Measure the exchange's clock; contradicting answers leave the last measure in force."""
        measured = await self.asked(self._rest.measure_clock())
        if measured is not None:
            self._tell(measured)

    async def positions(self, symbol: str | None = None) -> None:
        """Read the positions, or that of one symbol."""
        asked_us = self._time.now_us() - MARGIN_US
        positions = await self.asked(self._rest.positions(symbol))
        self._tell(PositionsRead(positions, asked_us, symbol))

    async def orders(self, symbol: str | None = None) -> None:
        """Read the open orders, and what became of those that are open no more."""
        asked_us = self._time.now_us() - MARGIN_US
        before = self._state().orders
        orders = await self.asked(self._rest.open_orders(symbol))
        self._tell(OrdersRead(orders, asked_us, symbol))
        after = self._state()
        for order in before.values():
            if order.order_id not in after.orders and order.order_id not in after.finished:
                await self._find_end_of(order)

    async def fills(self) -> None:
        """Read the executions since the newest that is known."""
        if self.fills_since_ms is None:
            self.fills_since_ms = self._time.now_us() // 1_000
        since = max(self.fills_since_ms, self._state().newest_fill_ms or 0)
        found: list[Fill] = []
        for page in range(MAX_PAGES):
            fills = await self.asked(self._rest.fills(None, since, PAGE, page * PAGE))
            found += fills
            if len(fills) < PAGE:
                break
        self._tell(FillsRead(tuple(found)))

    async def _find_end_of(self, order: Order) -> None:
        try:
            past = await self._past(order)
        except ReadFailed as failed:
            self._tell(Noted(f"What became of order {order.order_id}: {failed.reason}"))
            return
        if past is not None and past.status.is_final:
            self._tell(OrderChanged(past, "read"))

    async def _past(self, order: Order) -> Order | None:
        """`order` as the history has it, newest first, back to the moment it was made."""
        for page in range(MAX_PAGES):
            history = await self.asked(self._rest.order_history(order.symbol, PAGE, page * PAGE))
            for past in history:
                if past.order_id == order.order_id:
                    return past
            if len(history) < PAGE or _is_before(history[-1], order):
                break
        return None

    async def _summaries(self) -> None:
        """Fees and margin: their absence is told, but it does not close the exits."""
        try:
            account = await self.asked(self._rest.account())
            margin = await self.asked(self._rest.margin())
            balances = await self.asked(self._rest.balances())
        except ReadFailed as failed:
            self._tell(Noted(f"Fees and margin could not be read: {failed.reason}"))
        else:
            self._tell(AccountRead(account, margin, balances))

    async def _liquidations(self) -> None:
        """The exchange tells a liquidation price only when it is asked about one symbol."""
        try:
            for symbol in self._state().positions:
                await self.positions(symbol)
        except ReadFailed as failed:
            self._tell(Noted(f"Liquidation prices could not be read: {failed.reason}"))

    async def asked(self, answer: Awaitable[_T]) -> _T:
        """Pass an answer on, and tell by it whether requests get through."""
        try:
            value = await answer
        except ReadFailed as failed:
            if _is_outage(failed):
                self._tell(LinkDown(Link.REST, failed.reason, None))
            raise
        self._tell(LinkUp(Link.REST))
        return value


def _is_before(past: Order, order: Order) -> bool:
    if past.created_ms is None or order.created_ms is None:
        return False
    return past.created_ms < order.created_ms


def _is_outage(failed: ReadFailed) -> bool:
    if isinstance(failed, Refused):
        return failed.status >= _SERVER_ERROR
    return isinstance(failed, NotConnected | NoAnswer)
