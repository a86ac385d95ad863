"""The intents of this program and where each stands: in memory, in the journal, in the session.

One place moves them, so the three never tell different stories for longer than a write takes.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from tui.actions.journal import Journal, JournalFailed
from tui.actions.journal_file import Sent
from tui.actions.lifecycle import OPEN, PROVEN_AWAY, advance, follow
from tui.actions.ports import Account
from tui.client.clock import Clock
from tui.domain.events import IntentChanged, Noted, OrderChanged
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import Order
from tui.session.state import State


class Intents:
    """Every intent of this run, and those of earlier runs that still matter."""

    def __init__(self, session: Account, journal: Journal, clock: Clock) -> None:
        self._session = session
        self._journal = journal
        self._clock = clock
        self._known: dict[int, Intent] = {i.client_id: i for i in journal.recovered}
        self._seen: State | None = None
        self._waiting: dict[int, list[asyncio.Future[None]]] = {}
        self._on_move: Callable[[], None] | None = None
        self._doubles: set[str] = set()

    def on_move(self, callback: Callable[[], None]) -> None:
        """Call `callback` whenever an intent moved."""
        self._on_move = callback

    def announce_recovered(self) -> None:
        """Tell the session what earlier runs left."""
        for intent in self._known.values():
            self._session.publish(IntentChanged(intent))

    def __iter__(self) -> Iterator[Intent]:
        return iter(tuple(self._known.values()))

    def __contains__(self, client_id: int) -> bool:
        return client_id in self._known

    def get(self, client_id: int) -> Intent:
        """Where the intent stands by all we know; the session may have heard more than we did."""
        own = self._known[client_id]
        told = self._session.state.intents.get(client_id)
        return own if told is None else advance(own, told)

    def first(self, symbol: str, statuses: frozenset[IntentStatus]) -> int | None:
        """Client id of the first intent on `symbol` that has one of `statuses`."""
        for client_id, intent in self._known.items():
            if intent.ticket.symbol == symbol and self.get(client_id).status in statuses:
                return client_id
        return None

    async def record(self, intent: Intent) -> None:
        """Write a new intent down; nobody else hears of it yet. Raises `JournalFailed`."""
        await self._journal.record(intent)

    async def mark_sending(self, intent: Intent, sent: Sent) -> Intent:
        """Write down that the very next thing is the send. Raises `JournalFailed`."""
        sending = replace(intent, status=IntentStatus.SENDING)
        await self._journal.move(sending, self._clock.wall_ms(), sent)
        self._known[intent.client_id] = sending
        self._session.publish(IntentChanged(sending))
        return sending

    async def drop(self, intent: Intent, reason: str) -> None:
        """Write down that a recorded intent was not sent."""
        dropped = replace(intent, status=IntentStatus.NOT_SENT, reason=reason)
        with suppress(JournalFailed):  # it stays RECORDED there, which means the same
            await self._journal.move(dropped, self._clock.wall_ms())

    async def take(self, news: Intent) -> Intent:
        """Move an intent on by `news`, if it is news; returns where it stands then."""
        client_id = news.client_id
        moved = advance(self.get(client_id), news)
        if self._session.state.intents.get(client_id) != moved:
            self._session.publish(IntentChanged(moved))
        await self._keep(moved)
        return moved

    async def mark_absent(self, client_id: int) -> None:
        """Conclude that the order is not on the exchange and cannot come to be."""
        reason = "not on the exchange: not live, not in history, not among the fills"
        await self.take(replace(self.get(client_id), status=IntentStatus.ABSENT, reason=reason))

    async def see(self, order: Order) -> None:
        """Take an order that an answer or a look-up showed."""
        self._session.publish(OrderChanged(order, "answer"))
        if order.client_id is not None and order.client_id in self._known:
            await self.take(follow(self.get(order.client_id), order))

    async def follow_session(self) -> None:
        """Take over what the stream told the session since the last call."""
        state = self._session.state
        if state is self._seen:
            return
        self._seen = state
        for client_id in tuple(self._known):
            if client_id in state.intents:
                await self._keep(self.get(client_id))
        for order in state.orders.values():
            if order.client_id is not None and order.client_id in self._known:
                await self._follow_order(order.client_id, order)

    async def _follow_order(self, client_id: int, order: Order) -> None:
        held = self.get(client_id)
        if held.order_id is not None and held.order_id != order.order_id:
            await self._alarm_double(held, order)
        elif follow(held, order) != held:
            await self.take(follow(held, order))

    async def _alarm_double(self, held: Intent, order: Order) -> None:
        """Two orders carry one client id: somebody sent our bytes twice (fault R21)."""
        if held.status is IntentStatus.MISMATCH or order.order_id in self._doubles:
            return
        # Once for each, since an intent whose first order has ended stays where it is.
        self._doubles.add(order.order_id)
        reason = f"a second order {order.order_id} carries the same client id"
        await self.take(replace(held, status=IntentStatus.MISMATCH, reason=reason))
        self._session.publish(Noted(f"Order {held.order_id}: {reason}. Cancel one of them."))

    async def _keep(self, moved: Intent) -> None:
        held = self._known[moved.client_id]
        if moved == held:
            return
        self._known[moved.client_id] = moved
        if held.status in PROVEN_AWAY and moved.status not in PROVEN_AWAY:
            self._session.publish(Noted(_came_back(held, moved)))
        self._tell(moved)
        with suppress(JournalFailed):  # the fault is latched; a restart looks the order up again
            await self._journal.move(moved, self._clock.wall_ms())

    def _tell(self, moved: Intent) -> None:
        if self._on_move is not None:
            self._on_move()
        if moved.status.is_settled:
            for waiter in self._waiting.pop(moved.client_id, []):
                if not waiter.done():
                    waiter.set_result(None)

    def when_settled(self, client_id: int) -> asyncio.Future[None]:
        """Done as soon as the fate of the intent is known."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.get(client_id).status.is_settled:
            waiter.set_result(None)
        else:
            self._waiting.setdefault(client_id, []).append(waiter)
        return waiter

    def missing(self) -> tuple[Intent, ...]:
        """Intents that were live, with no such order among those the exchange says are open."""
        state = self._session.state
        if not state.reconciled:
            return ()
        live = {order.client_id for order in state.orders.values()}
        return tuple(
            intent
            for intent in map(self.get, tuple(self._known))
            if intent.status in OPEN and intent.client_id not in live
        )


def _came_back(held: Intent, moved: Intent) -> str:
    return (
        f"Order {moved.order_id} on {moved.ticket.symbol} was taken to be {held.status.value}"
        f" and is {moved.status.value}. Check it, and cancel it if it is not wanted."
    )
