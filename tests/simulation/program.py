"""The client as one program, without its screen: everything below `ui`, wired as `cli` wires it.

It ends as programs do: it leaves in order, or it is killed at any moment, in the middle of a write
or of a request, and nothing of it remains but the files of its journal.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.simulated_disk import SimulatedDisk, salvage
from tests.fakes.simulated_net import SimulatedHttp, simulated_dial
from tests.simulation.machine import KEY, Machine
from tui.actions.desk import Desk
from tui.actions.journal import Journal, JournalFailed, failed_journal, open_journal
from tui.client.errors import ReadFailed
from tui.client.exchange_clock import ExchangeClock
from tui.client.reconnect import delays
from tui.client.rest import Rest
from tui.client.stream import Publish, Stream
from tui.domain.events import Event, Link
from tui.session.session import Session
from tui.wire.signing import Signer

OPEN_AGAIN = 2.0
LEAVING_SECONDS = 10.0

MakeDesk = Callable[[Session, Rest, Journal, Machine], Desk]


def make_desk(session: Session, rest: Rest, journal: Journal, machine: Machine) -> Desk:
    """The desk as it is delivered."""
    ids = machine.ids
    return Desk(
        session,
        rest,
        journal,
        machine.clock,
        lambda: ids.randrange(1, 2**32),
        bounds=machine.bounds,
    )


@dataclass(frozen=True)
class Parts:
    """What a program is made of, so that a test can put a wrong part in."""

    desk: MakeDesk = make_desk
    session: type[Session] = Session


class Program:
    """One run of the client."""

    def __init__(self, machine: Machine, parts: Parts, symbol: str) -> None:
        self._machine = machine
        self._parts = parts
        self.is_alive = True
        self._died = asyncio.Event()
        self.is_wanted = True
        """False when the trader wants to leave it."""
        self.kill_at: int | None = None
        """The seam at which it is killed, counted from now."""
        self.disk = SimulatedDisk(self._lives, self._disk_seconds)
        self.slow_disk = 0.0
        """Seconds by which each write is slower."""
        self.journal: Journal | None = None
        self.desk: Desk | None = None
        """None until the markets are loaded and the journal is open."""
        self._http = SimulatedHttp(machine.net, self._lives).client()
        self._tasks: set[asyncio.Task[Any]] = set()
        clock = machine.clock
        exchange_clock = ExchangeClock(clock)
        signer = Signer(KEY)
        dial = simulated_dial(machine.net, clock, self._lives)
        self.rest = Rest(self._http, clock=clock, exchange_clock=exchange_clock, signer=signer)

        def make_feed(link: Link, publish: Publish) -> Stream:
            return Stream(
                link,
                dial,
                clock=clock,
                delays=lambda: delays(machine.chance),
                exchange_clock=exchange_clock,
                publish=publish,
                signer=signer if link is Link.PRIVATE else None,
            )

        self.session = parts.session(self.rest, clock, exchange_clock, make_feed, symbol)
        self._note_events()
        self.spawn(self._run())

    def _note_events(self) -> None:
        """Have everything that changes the account's truth in the trace."""
        take, note = self.session._take, self._machine.trace.note

        def taken(event: Event, at: float) -> None:
            note("event", repr(event).encode())
            take(event, at)

        self.session._take = taken  # type: ignore[method-assign]  # it listens, and passes all on

    async def _run(self) -> None:
        while not await self._opened():
            await self._machine.clock.sleep(OPEN_AGAIN)
        self.journal = await self._open_journal(self._machine.journal_path)
        self.desk = self._parts.desk(self.session, self.rest, self.journal, self._machine)
        self.spawn(self.session.run())
        self.spawn(self.desk.run())

    async def _opened(self) -> bool:
        try:
            await self.session.open()
        except ReadFailed:
            return False
        return True

    async def _open_journal(self, path: Path) -> Journal:
        try:
            return await open_journal(path, self._machine.clock.wall_ms(), self.disk)
        except JournalFailed as failed:
            journal = failed_journal(str(failed))
            journal._off_loop = self.disk
            return journal

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Run `work` as a task of this program."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if self.is_alive and not task.cancelled() and (bug := task.exception()) is not None:
            self._machine.bugs.append(bug)

    def _disk_seconds(self) -> float:
        return self.slow_disk + self._machine.chance.uniform(0.0005, 0.004)

    def _lives(self, where: str) -> bool:
        """A seam: somewhere here a death makes a difference."""
        if self.is_alive and self.kill_at is not None:
            self.kill_at -= 1
            if self.kill_at <= 0:
                self.die(where)
        return self.is_alive

    def die(self, where: str) -> None:
        """End as by SIGKILL, now; what is on the disk at this moment is what is left."""
        machine = self._machine
        machine.trace.note(f"killed {where}")
        self.is_alive = False
        self._died.set()
        before = machine.journal_path
        machine.journals += 1
        salvage(before, machine.journal_path)
        if self.journal is not None:
            with suppress(sqlite3.Error):
                self.journal._database.close()
        machine.net.cut()

    async def bury(self) -> None:
        """Let the tasks of a dead program end; they can do nothing any more."""
        mine = asyncio.all_tasks() - {asyncio.current_task()}
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)

    async def leave(self) -> None:
        """End in order, as `cli` does; or be killed at it."""
        self._machine.trace.note("leaves")
        leaving, killed = asyncio.create_task(self._leave()), asyncio.create_task(self._died.wait())
        await asyncio.wait({leaving, killed}, return_when=asyncio.FIRST_COMPLETED)
        if self.is_alive:
            await leaving
        self.is_alive = False
        await self.bury()
        self._machine.net.cut()

    async def _leave(self) -> None:
        if self.desk is not None and self.journal is not None:
            await self.desk.finished(LEAVING_SECONDS)
            self.disk.is_full = False
            await self.journal.close()
