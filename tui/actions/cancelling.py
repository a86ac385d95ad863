"""Cancelling one order or many, and finding out what became of those that were gone already.

"Not live" is not "cancelled": the order may have filled, so its history is read.
"""

import asyncio
from collections.abc import Iterable
from functools import partial

from tui.actions.commands import Commands
from tui.actions.intents import Intents
from tui.actions.lookups import Lookups
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
    ScopeOutcome,
)
from tui.actions.ports import Account, Exchange
from tui.actions.resolve import final_version
from tui.client.answers import (
    CancelAccepted,
    CancelAllAnswer,
    Cancelled,
    CancelledAll,
    Declined,
    NotLive,
    NotSent,
    Unanswered,
)
from tui.client.errors import ReadFailed
from tui.domain.command import CancelScope, Command, CommandKind, CommandStatus
from tui.domain.order import Order

Results = tuple[tuple[Order, CancelOutcome], ...]

_AT_ONCE = 5
"""Cancels on their way at the same time: quick, and no burst that the exchange would refuse."""


async def cancel_once(exchange: Exchange, order: Order) -> CancelOutcome:
    """Ask once for `order` to be cancelled and say what came of it."""
    match await exchange.cancel_order(order.symbol, order.order_id):
        case Cancelled(answered) if answered.order_id != order.order_id:
            return CancelUnknown("the exchange answered about another order")
        case Cancelled(answered):
            return CancelDone(answered)
        case CancelAccepted():
            return CancelPending()
        case NotLive():
            return AlreadyGone(await _gone(exchange, order))
        case NotSent() | Declined() | Unanswered() as answer:
            return _not_done(answer)


def _not_done(answer: NotSent | Declined | Unanswered) -> CancelFailed | CancelUnknown:
    match answer:
        case NotSent(reason):
            return CancelFailed(reason, was_sent=False)
        case Declined(definitive=definitive):
            return (CancelFailed if definitive else CancelUnknown)(answer.message)
        case Unanswered(reason):
            return CancelUnknown(reason)


async def _gone(exchange: Exchange, order: Order) -> Order | None:
    try:
        return await final_version(exchange, order.symbol, order.order_id)
    except ReadFailed:
        return None


class Canceller:
    """Sends cancels, each written down, and hands what is not proved to the look-ups."""

    def __init__(
        self,
        session: Account,
        exchange: Exchange,
        intents: Intents,
        commands: Commands,
        lookups: Lookups,
    ) -> None:
        self._session = session
        self._exchange = exchange
        self._intents = intents
        self._commands = commands
        self._lookups = lookups

    async def cancel(self, order: Order) -> CancelOutcome:
        """Cancel one order."""
        command = await self._commands.begin(
            CommandKind.CANCEL, symbol=order.symbol, order_id=order.order_id
        )
        outcome = await cancel_once(self._exchange, order)
        status, reason = _stands(outcome)
        await self._commands.take(command, status, reason)
        match outcome:
            case CancelDone(final) | AlreadyGone(Order() as final):
                await self._intents.see(final)
            case CancelPending() | CancelUnknown() | AlreadyGone(None):
                self._lookups.watch(order.symbol, order.order_id)
        return outcome

    async def cancel_each(self, orders: Iterable[Order]) -> Results:
        """Cancel several orders, a few at a time; the results come in their order."""
        turn = asyncio.Semaphore(_AT_ONCE)

        async def one(order: Order) -> CancelOutcome:
            async with turn:
                return await self.cancel(order)

        wanted = tuple(orders)
        return tuple(zip(wanted, await asyncio.gather(*map(one, wanted)), strict=True))

    def resume(self) -> None:
        """Find out what became of cancel-alls that an earlier run left in the air."""
        for command in self._commands:
            if command.kind is CommandKind.CANCEL_ALL and not command.status.is_settled:
                scope = CancelScope.read(command.scope)
                if scope is not None:
                    self._lookups.watch_scope(command, partial(self.left, scope))

    async def cancel_scope(self, scope: CancelScope) -> ScopeOutcome:
        """Cancel every open order of `scope`, those that are known and those found afterwards."""
        command = await self._commands.begin(
            CommandKind.CANCEL_ALL, symbol=scope.symbol, scope=scope.words
        )
        if scope.is_whole_symbol:
            return await self._cancel_symbol(command, scope)
        known = self.within(scope, self._session.state.orders.values())
        results = await self.cancel_each(known)
        tried = {order.order_id for order in known}
        left = await self.left(scope)
        more = [order for order in left or () if order.order_id not in tried]
        if more:
            results += await self.cancel_each(more)
            left = await self.left(scope)
        return await self._concluded(command, scope, results, left)

    async def _cancel_symbol(self, command: Command, scope: CancelScope) -> ScopeOutcome:
        symbol = str(scope.symbol)
        answer = await self._exchange.cancel_all(
            symbol, include_conditional=scope.include_conditional
        )
        results: Results = ()
        if isinstance(answer, CancelledAll):
            for order in answer.orders:
                await self._intents.see(order)
            results = tuple((order, CancelDone(order)) for order in answer.orders)
        status, reason = _stands_all(answer)
        if status in {CommandStatus.NOT_SENT, CommandStatus.REJECTED}:
            return ScopeOutcome(await self._commands.take(command, status, reason))
        return await self._concluded(command, scope, results, await self.left(scope), reason)

    async def _concluded(
        self,
        command: Command,
        scope: CancelScope,
        results: Results,
        left: tuple[Order, ...] | None,
        reason: str | None = None,
    ) -> ScopeOutcome:
        """Where the command stands by what the exchange still has; followed until it has none."""
        if left is not None and not left:
            done = CommandStatus.DONE if results or reason else CommandStatus.GONE
            moved = await self._commands.take(command, done, left=0)
            return ScopeOutcome(moved, results)
        status = CommandStatus.UNKNOWN if left is None else CommandStatus.PENDING
        count = None if left is None else len(left)
        moved = await self._commands.take(command, status, reason, count)
        self._lookups.watch_scope(moved, partial(self.left, scope))
        return ScopeOutcome(moved, results)

    def within(self, scope: CancelScope, orders: Iterable[Order]) -> tuple[Order, ...]:
        """The orders of `scope`."""
        return tuple(o for o in orders if scope.takes(o, is_ours=self.is_ours(o)))

    def is_ours(self, order: Order) -> bool:
        """Whether this program sent it, now or in an earlier run."""
        return order.client_id is not None and self._intents.is_used(order.client_id)

    async def left(self, scope: CancelScope) -> tuple[Order, ...] | None:
        """What of `scope` the exchange still has; None when it does not say."""
        try:
            return self.within(scope, await self._exchange.open_orders(scope.symbol))
        except ReadFailed:
            return None


def _stands(outcome: CancelOutcome) -> tuple[CommandStatus, str | None]:
    match outcome:
        case CancelDone():
            return CommandStatus.DONE, None
        case CancelPending():
            return CommandStatus.PENDING, None
        case AlreadyGone():
            return CommandStatus.GONE, None
        case CancelFailed(reason, was_sent):
            return CommandStatus.REJECTED if was_sent else CommandStatus.NOT_SENT, reason
        case CancelUnknown(reason):
            return CommandStatus.UNKNOWN, reason


def _stands_all(answer: CancelAllAnswer) -> tuple[CommandStatus, str | None]:
    match answer:
        case CancelledAll():
            return CommandStatus.DONE, None
        case CancelAccepted():
            return CommandStatus.PENDING, "the exchange has not carried it out yet"
        case NotSent(reason):
            return CommandStatus.NOT_SENT, reason
        case Declined(definitive=True):
            return CommandStatus.REJECTED, answer.message
        case Declined():
            return CommandStatus.UNKNOWN, answer.message
        case Unanswered(reason):
            return CommandStatus.UNKNOWN, reason
