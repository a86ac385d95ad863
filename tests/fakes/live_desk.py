"""One running desk on an empty journal in memory, for tests that let it act once or twice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from tests.fakes.clock import FakeClock, settle
from tests.fakes.desk_session import SYMBOL, DeskSession
from tests.fakes.exchange_ledger import ExchangeLedger, Script
from tests.fakes.off_loop import inline
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.desk import Desk
from tui.actions.journal import Journal, open_journal
from tui.domain.exits.plan import Plan
from tui.domain.intent import Intent, IntentStatus
from tui.domain.limits import OrderLimits

T = TypeVar("T")

NO_LIMITS = OrderLimits(per_second=None, per_minute=None)


@dataclass
class World:
    """One desk with everything around it."""

    clock: FakeClock
    session: DeskSession
    exchange: ExchangeLedger
    journal: Journal
    desk: Desk

    async def submit(self, plan: Plan | None = None, within: float = 11.0) -> Denied | Intent:
        """Submit and let time pass until there is an outcome."""
        task = asyncio.create_task(self.desk.submit(plan or self.session.plan()))
        await self.clock.advance(within)
        assert task.done()
        return task.result()

    def codes(self) -> list[DenialCode]:
        return [denial.code for denial in self.desk.blockers(SYMBOL)]

    async def wait(self, work: Coroutine[Any, Any, T], within: float = 11.0) -> T:
        """Let time pass until `work` is done."""
        task = asyncio.create_task(work)
        await self.clock.advance(within)
        assert task.done()
        return task.result()

    def status(self, client_id: int = 1) -> IntentStatus:
        return self.session.state.intents[client_id].status


async def world(
    *scripts: Script,
    read_only: bool = False,
    other_writer: Denial | None = None,
    stream: bool = True,
    ids: Callable[[], int] | None = None,
    limits: OrderLimits = NO_LIMITS,
    path: Path | None = None,
) -> World:
    clock = FakeClock()
    session = DeskSession(clock)
    exchange = ExchangeLedger(clock, scripts=list(scripts))
    if stream:
        exchange.on_order = session.hear
    session.connect()
    journal = await open_journal(path, clock.wall_ms(), inline)
    numbers = count(1)
    desk = Desk(
        session,
        exchange,
        journal,
        clock,
        ids or (lambda: next(numbers)),
        read_only=read_only,
        other_writer=other_writer,
        limits=limits,
    )
    return World(clock, session, exchange, journal, desk)


@asynccontextmanager
async def running(made: World) -> AsyncIterator[World]:
    task = asyncio.create_task(made.desk.run())
    await settle()
    try:
        yield made
    finally:
        if not task.done():
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await made.journal.close()
