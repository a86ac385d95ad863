"""Commands and where each stands: in memory, in the journal, in the session.

Unlike an order, a cancel goes out even when it cannot be written down: it can only make less.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from tui.actions.journal import Journal, JournalFailed
from tui.actions.ports import Account
from tui.client.clock import Clock
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.events import CommandChanged
from tui.domain.moves import advance_command
from tui.domain.order import Order, OrderStatus

STILL_LIVE = "the order is still live, long after the request lapsed"


class Commands:
    """Every command of this run, and those of earlier runs whose outcome is not known."""

    def __init__(self, session: Account, journal: Journal, clock: Clock) -> None:
        self._session = session
        self._journal = journal
        self._clock = clock
        self._known: dict[int, Command] = {c.number: c for c in journal.commands}

    def announce_recovered(self) -> None:
        """Tell the session what earlier runs left."""
        for command in self._known.values():
            self._session.publish(CommandChanged(command))

    def __iter__(self) -> Iterator[Command]:
        return iter(tuple(self._known.values()))

    def get(self, number: int) -> Command:
        """Where a command stands."""
        return self._known[number]

    async def begin(
        self,
        kind: CommandKind,
        *,
        symbol: str | None = None,
        order_id: str | None = None,
        scope: str = "",
        must_be_written: bool = False,
    ) -> Command:
        """Write down that a command is being sent; raises `JournalFailed` where it must be."""
        command = Command(
            number=self._journal.next_command(),
            kind=kind,
            status=CommandStatus.SENDING,
            recorded_ms=self._exchange_ms(),
            symbol=symbol,
            order_id=order_id,
            scope=scope,
        )
        try:
            await self._journal.record_command(command)
        except JournalFailed:
            if must_be_written:
                raise
        self._known[command.number] = command
        self._session.publish(CommandChanged(command))
        return command

    def _exchange_ms(self) -> int:
        reading = self._session.state.clock
        return self._clock.wall_ms() + (0 if reading is None else round(reading.offset_ms))

    async def take(
        self,
        command: Command,
        status: CommandStatus,
        reason: str | None = None,
        left: int | None = None,
    ) -> Command:
        """Move a command on, if that is news; returns where it stands then."""
        held = self._known[command.number]
        moved = advance_command(held, replace(held, status=status, reason=reason, left=left))
        if moved == held:
            return held
        self._known[command.number] = moved
        self._session.publish(CommandChanged(moved))
        with suppress(JournalFailed):  # the fault is latched; a restart asks the exchange anew
            await self._journal.move_command(moved, self._clock.wall_ms())
        return moved

    async def follow_session(self) -> None:
        """Settle cancels whose order is known to be final."""
        finished = self._session.state.finished
        for command in self:
            order = finished.get(command.order_id or "")
            if order is not None and not command.status.is_settled:
                await self.saw_end(order)

    async def saw_end(self, order: Order) -> None:
        """Settle every cancel of an order that is final."""
        for command in self.of(order.order_id):
            if command.status is not CommandStatus.SENDING:
                await self.take(command, ended(order))

    async def saw_live(self, order_id: str) -> None:
        """Conclude that cancels of an order did nothing: their time is over and it still rests."""
        for command in self.of(order_id):
            if command.status is not CommandStatus.SENDING:
                await self.take(command, CommandStatus.REJECTED, STILL_LIVE)

    def of(self, order_id: str) -> tuple[Command, ...]:
        """Cancels of one order whose outcome is not known."""
        return tuple(
            command
            for command in self
            if command.kind is CommandKind.CANCEL
            and command.order_id == order_id
            and not command.status.is_settled
        )

    def unsettled_cancels(self) -> tuple[tuple[str, str], ...]:
        """Symbol and order id of each cancel whose outcome is not known."""
        return tuple(
            (command.symbol, command.order_id)
            for command in self
            if command.symbol is not None
            and command.order_id is not None
            and not command.status.is_settled
        )


def ended(order: Order) -> CommandStatus:
    """What became of a cancel whose order ended like this."""
    done = order.status is OrderStatus.CANCELLED
    return CommandStatus.DONE if done else CommandStatus.GONE
