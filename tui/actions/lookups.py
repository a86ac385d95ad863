"""The background work of the desk: follow the session, look up what is not known.

It asks and never sends an order. It stops when it is cancelled; a fault of ours ends it loudly.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from itertools import chain, repeat

from tui.actions.commands import Commands
from tui.actions.intents import Intents
from tui.actions.lifecycle import follow
from tui.actions.outcomes import Evidence
from tui.actions.ports import Exchange
from tui.actions.resolve import (
    Bounds,
    Filled,
    Listed,
    Look,
    Resolver,
    filled_by,
    last_version,
    look,
)
from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.command import Command, CommandStatus
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import Order

_CANCEL_LOOKS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0)
"""Seconds between looks at what a cancel left; after them all, what is still live was not taken."""

_LAST_LOOK = len(_CANCEL_LOOKS) - 1
_MORE_LOOKS = 240
"""Looks, as far apart as the last two, while the exchange does not answer at all."""

Left = Callable[[], Awaitable[tuple[Order, ...] | None]]
"""Asks what the exchange still has of a scope; None when it does not say."""

_PLACES = {Look.LIVE: "open orders", Look.HISTORY: "order history", Look.FILLS: "fills"}
_EVIDENCE_KEPT = 100

_CONFIRM_AFTER = 1.0
"""Seconds after a rejection at which the exchange is asked once whether it has the order."""


class Lookups:
    """Runs one look-up per intent that needs one."""

    def __init__(
        self,
        exchange: Exchange,
        intents: Intents,
        commands: Commands,
        clock: Clock,
        bounds: Bounds,
    ) -> None:
        self._exchange = exchange
        self._intents = intents
        self._commands = commands
        self._clock = clock
        self._bounds = bounds
        self._sent_at: dict[int, float] = {}
        self._looking: set[int] = set()
        self._confirmed: set[int] = {i.client_id for i in intents}
        self._cancels: deque[tuple[str, str]] = deque(commands.unsettled_cancels())
        self._scopes: deque[tuple[Command, Left]] = deque()
        self._evidence: dict[int, deque[Evidence]] = {}
        self._wake = asyncio.Event()
        self._failure: BaseException | None = None
        self.until: dict[int, float | None] = {}
        """By client id: the monotonic second by which absence could be proved, for a countdown."""

    def wake(self) -> None:
        """Look again at what is to be done; cheap, may be called on every change."""
        self._wake.set()

    def note_sent(self, client_id: int) -> None:
        """Remember when an order was sent: the fence is measured from here."""
        self._sent_at[client_id] = self._clock.monotonic()

    def watch(self, symbol: str, order_id: str) -> None:
        """Find out what becomes of an order whose cancel nobody confirmed."""
        self._cancels.append((symbol, order_id))
        self._wake.set()

    def watch_scope(self, command: Command, left: "Left") -> None:
        """Ask `left` until nothing of what `command` was to cancel is left."""
        self._scopes.append((command, left))
        self._wake.set()

    def evidence(self, client_id: int) -> tuple[Evidence, ...]:
        """What was looked at for an intent, oldest first; bounded."""
        return tuple(self._evidence.get(client_id, ()))

    def fail(self, error: BaseException) -> None:
        """End `run` with a fault of ours that happened elsewhere."""
        self._failure = error
        self._wake.set()

    async def run(self) -> None:
        """Follow and look up, until cancelled."""
        self._intents.on_move(self.wake)
        async with asyncio.TaskGroup() as group:
            while True:
                if self._failure is not None:
                    raise self._failure
                await self._intents.follow_session()
                await self._commands.follow_session()
                self._start(group)
                await self._wake.wait()
                self._wake.clear()

    def _start(self, group: asyncio.TaskGroup) -> None:
        while self._cancels:
            group.create_task(self._follow_cancel(*self._cancels.popleft()))
        while self._scopes:
            group.create_task(self._follow_scope(*self._scopes.popleft()))
        for intent in self._intents:
            if intent.status is IntentStatus.REJECTED and intent.client_id not in self._confirmed:
                self._confirmed.add(intent.client_id)
                group.create_task(self._confirm_rejected(intent))
        for intent in self._questions():
            if intent.client_id not in self._looking:
                self._looking.add(intent.client_id)
                group.create_task(self._look_up(intent))

    def _questions(self) -> tuple[Intent, ...]:
        unknown = (i for i in self._intents if i.status is IntentStatus.UNKNOWN)
        return (*unknown, *self._intents.missing())

    def _is_open_question(self, client_id: int) -> bool:
        return any(client_id == intent.client_id for intent in self._questions())

    async def _look_up(self, intent: Intent) -> None:
        client_id, now = intent.client_id, self._clock.monotonic()
        # After a restart the send lies in the past, so counting from now only waits longer.
        sent_at = self._sent_at.get(client_id, now)
        existed = intent.status is not IntentStatus.UNKNOWN
        resolver = Resolver(sent_at, now, self._bounds, existed=existed)
        try:
            while self._is_open_question(client_id):
                self.until[client_id] = resolver.latest
                await self._ask_once(resolver, client_id)
                if resolver.absent:
                    await self._conclude_absent(client_id)
                    return
        finally:
            self._looking.discard(client_id)
            self.until.pop(client_id, None)
            self._wake.set()

    async def _ask_once(self, resolver: Resolver, client_id: int) -> None:
        ask = resolver.ask()
        await self._clock.sleep(ask.at - self._clock.monotonic())
        if not self._is_open_question(client_id):
            return
        intent, asked_at = self._intents.get(client_id), self._clock.monotonic()
        try:
            found = await look(self._exchange, intent, ask.looks, partial(self._note, client_id))
        except ReadFailed:
            resolver.heard_no_answer(self._clock.monotonic())
            return
        if found is None:
            resolver.heard_nothing(ask, asked_at, self._clock.monotonic())
            return
        await self._take(client_id, found)
        resolver.heard_something(self._clock.monotonic())

    def _note(self, client_id: int, where: Look, said: str) -> None:
        kept = self._evidence.setdefault(client_id, deque(maxlen=_EVIDENCE_KEPT))
        kept.append(Evidence(self._clock.wall_ms(), _PLACES[where], said))

    async def _take(self, client_id: int, found: Order | Listed | Filled) -> None:
        held = self._intents.get(client_id)
        match found:
            case Order():
                await self._intents.see(found)
            case Listed(order):
                await self._intents.take(follow(held, order))
            case Filled():
                await self._intents.take(filled_by(held, found))

    async def _conclude_absent(self, client_id: int) -> None:
        intent = self._intents.get(client_id)
        if intent.status is IntentStatus.UNKNOWN:
            await self._intents.mark_absent(client_id)

    async def _confirm_rejected(self, intent: Intent) -> None:
        """A refusal is believed; one look makes sure that it deserved it (fault R07)."""
        await self._clock.sleep(_CONFIRM_AFTER)
        try:
            found = await look(self._exchange, intent, (Look.LIVE,))
        except ReadFailed:
            return
        if isinstance(found, Order):
            await self._intents.see(found)

    async def _follow_cancel(self, symbol: str, order_id: str) -> None:
        """Look until the order is final; one that still rests was not cancelled."""
        for number, pause in enumerate(_pauses()):
            await self._clock.sleep(pause)
            try:
                newest = await last_version(self._exchange, symbol, order_id)
            except ReadFailed:
                continue
            if newest is None:
                continue
            await self._intents.see(newest)
            if newest.status.is_final:
                await self._commands.saw_end(newest)
                return
            if number >= _LAST_LOOK:
                await self._commands.saw_live(order_id)
                return

    async def _follow_scope(self, command: Command, left: Left) -> None:
        """Count until the exchange has nothing left of it, or its time is over."""
        for number, pause in enumerate(_pauses()):
            await self._clock.sleep(pause)
            found = await left()
            if found is None:
                continue
            count = len(found)
            if count and number < _LAST_LOOK:
                await self._commands.take(command, CommandStatus.PENDING, left=count)
                continue
            orders = "1 order is" if count == 1 else f"{count} orders are"
            reason = f"{orders} still live, long after the request lapsed"
            status = CommandStatus.REJECTED if count else CommandStatus.DONE
            await self._commands.take(command, status, reason if count else None, count)
            return


def _pauses() -> Iterator[float]:
    return chain(_CANCEL_LOOKS, repeat(_CANCEL_LOOKS[-1], _MORE_LOOKS))
