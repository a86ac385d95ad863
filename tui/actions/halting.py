"""The kill switch: sending stops at once and stays stopped, and our resting orders are cancelled.

It is on from the first moment in memory, then on the disk, and only then are cancels sent. The
trader's word stands until it is unlocked: an order of ours that shows up later is cancelled too.
Orders that wait for a trigger stay, since they may be stop-losses. Nothing is ever closed by it.
"""

import asyncio
from collections.abc import Iterable

from tui.actions.cancelling import Canceller, Results
from tui.actions.commands import Commands
from tui.actions.journal import Journal, JournalFailed
from tui.actions.outcomes import KillOutcome
from tui.actions.ports import Account
from tui.client.clock import Clock
from tui.domain.command import OURS, Command, CommandKind, CommandStatus, Halted
from tui.domain.events import HaltChanged
from tui.domain.order import Order

_SWEEP_EVERY = 2.0
"""Seconds between counts while something of ours is left."""
_WATCH_EVERY = 15.0
"""Seconds between counts once nothing is: an order on its way may still arrive."""
_TRY_AGAIN = 6.0
"""Seconds after which an order that is still there is cancelled again: longer than a request
stays valid."""


class KillSwitch:
    """Whether sending is stopped, kept across restarts."""

    def __init__(
        self,
        session: Account,
        journal: Journal,
        clock: Clock,
        canceller: Canceller,
        commands: Commands,
    ) -> None:
        self._session = session
        self._journal = journal
        self._clock = clock
        self._canceller = canceller
        self._commands = commands
        since = journal.halted_since
        self.halted = None if since is None else Halted(since, None)
        """Set while it is on, with the number of orders left."""
        self._tried: dict[str, float] = {}
        self._command: Command | None = None
        self._thrown = asyncio.Event()
        if since is not None:
            self._thrown.set()

    @property
    def is_on(self) -> bool:
        """Whether nothing but cancels may be sent."""
        return self.halted is not None

    def announce(self) -> None:
        """Tell the session what an earlier run left."""
        if self.halted is not None:
            self._session.publish(HaltChanged(self.halted))
        for command in self._commands:
            if command.kind is CommandKind.KILL and not command.status.is_settled:
                self._command = command

    async def halt(self) -> KillOutcome:
        """Put it on and cancel our resting orders."""
        trouble = None
        if self.halted is None:
            self._say(Halted(self._clock.wall_ms(), None))
            try:
                await self._journal.halt(self._clock.wall_ms(), is_on=True)
            except JournalFailed as failed:
                trouble = f"it holds until this program ends only: {failed}"
        self._command = await self._commands.begin(CommandKind.KILL, scope=OURS.words)
        results = await self._cancel(self._session.state.orders.values())
        results += await self._sweep()
        self._thrown.set()
        return KillOutcome(self._now(), results, trouble)

    async def unlock(self) -> str | None:
        """Put it off; why not, in plain words, when that could not be written down."""
        if self.halted is None:
            return None
        try:
            await self._journal.halt(self._clock.wall_ms(), is_on=False)
        except JournalFailed as failed:
            return str(failed)
        self._thrown.clear()
        self._say(None)
        await self._give_up()
        self._tried.clear()
        return None

    async def run(self) -> None:
        """While it is on, count what is left and cancel what shows up, until cancelled."""
        while True:
            await self._thrown.wait()
            await self._sweep()
            nothing = self.halted is not None and self.halted.left == 0
            await self._clock.sleep(_WATCH_EVERY if nothing else _SWEEP_EVERY)

    async def _sweep(self) -> Results:
        """Ask the exchange what of ours it has, cancel what is due, and say how many are left."""
        found = await self._canceller.left(OURS)
        if found is None or not self.is_on:
            return ()
        results = await self._cancel(found)
        if results:
            found = await self._canceller.left(OURS)
        if found is not None and self.halted is not None:
            self._say(Halted(self.halted.since_ms, len(found)))
            await self._settle(len(found))
        return results

    async def _settle(self, left: int) -> None:
        if self._command is not None:
            status = CommandStatus.PENDING if left else CommandStatus.DONE
            self._command = await self._commands.take(self._command, status, left=left)

    async def _give_up(self) -> None:
        """A count that nobody waits for any more is not left in the air."""
        if self._command is not None and not self._command.status.is_settled:
            reason = "unlocked before the exchange agreed"
            await self._commands.take(
                self._command, CommandStatus.REJECTED, reason, self._command.left
            )
        self._command = None

    async def _cancel(self, orders: Iterable[Order]) -> Results:
        now = self._clock.monotonic()
        due = [
            order
            for order in self._canceller.within(OURS, orders)
            if now - self._tried.get(order.order_id, float("-inf")) >= _TRY_AGAIN
        ]
        self._tried.update((order.order_id, now) for order in due)
        return await self._canceller.cancel_each(due)

    def _now(self) -> Halted:
        return self.halted or Halted(self._clock.wall_ms(), None)

    def _say(self, halted: Halted | None) -> None:
        self.halted = halted
        self._session.publish(HaltChanged(halted))
