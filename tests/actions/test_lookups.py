"""The looking up that goes on behind everything: when it asks, what it concludes, when it stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from tests.builders import sol_intent, sol_order
from tests.fakes.clock import FakeClock, settle
from tests.fakes.desk_session import SYMBOL, DeskSession
from tests.fakes.exchange_ledger import ExchangeLedger, Reply, Script
from tests.fakes.live_desk import running, world
from tests.fakes.off_loop import inline
from tui.actions.commands import STILL_LIVE, Commands
from tui.actions.intents import Intents
from tui.actions.journal import Journal, open_journal
from tui.actions.journal_file import Sent
from tui.actions.lookups import Lookups
from tui.actions.resolve import Bounds
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import IntentStatus
from tui.domain.order import Order, OrderStatus

BOUNDS = Bounds()
PAUSES = [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]
ALL_LOOKS = sum(PAUSES)
RESTS = replace(sol_order("77"), client_id=None)


@dataclass
class Search:
    clock: FakeClock
    session: DeskSession
    exchange: ExchangeLedger
    journal: Journal
    intents: Intents
    commands: Commands
    lookups: Lookups
    task: "asyncio.Task[None]"

    async def unknown(self, client_id: int = 7) -> None:
        """An order that was sent and not answered about."""
        intent = replace(sol_intent(client_id), recorded_ms=self.clock.wall_ms())
        await self.intents.record(intent)
        (sending,) = await self.intents.mark_sending(intent, sent=Sent(0, 5_000, "d"))
        self.lookups.note_sent(client_id)
        await self.intents.take(replace(sending, status=IntentStatus.UNKNOWN))
        await settle()

    async def cancel(self, status: CommandStatus, order: Order = RESTS) -> Command:
        """A cancel that was sent and did not say how it ended."""
        command = await self.commands.begin(
            CommandKind.CANCEL, symbol=order.symbol, order_id=order.order_id
        )
        moved = await self.commands.take(command, status)
        self.lookups.watch(order.symbol, order.order_id)
        return moved

    def stands(self, client_id: int = 7) -> IntentStatus:
        return self.intents.get(client_id).status


@asynccontextmanager
async def searching() -> AsyncIterator[Search]:
    clock = FakeClock()
    session, exchange = DeskSession(clock), ExchangeLedger(clock)
    session.connect()
    journal = await open_journal(None, clock.wall_ms(), inline)
    intents, commands = Intents(session, journal, clock), Commands(session, journal, clock)
    lookups = Lookups(exchange, intents, commands, clock, BOUNDS)
    task = asyncio.create_task(lookups.run())
    await settle()
    try:
        yield Search(clock, session, exchange, journal, intents, commands, lookups, task)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await journal.close()


async def test_with_nothing_unknown_nothing_is_asked() -> None:
    async with searching() as it:
        it.lookups.wake()
        await it.clock.advance(100)
        assert it.exchange.reads == 0


async def test_however_often_it_is_woken_an_order_is_looked_up_once_at_a_time() -> None:
    async with searching() as it:
        await it.unknown()
        asked = it.exchange.reads
        for _ in range(50):
            it.lookups.wake()
            await settle()
        assert it.exchange.reads == asked == 2  # live and history, at once


async def test_absence_is_concluded_after_fence_and_lag_and_the_countdown_says_when() -> None:
    async with searching() as it:
        sent_at = it.clock.monotonic()
        await it.unknown()
        proof_at = sent_at + BOUNDS.fence + BOUNDS.lag
        assert it.lookups.until == {7: proof_at}
        await it.clock.advance(BOUNDS.fence + BOUNDS.lag - 0.1)
        assert it.stands() is IntentStatus.UNKNOWN
        await it.clock.advance(1)
        assert it.stands() is IntentStatus.ABSENT
        assert it.lookups.until == {}


async def test_a_failed_look_up_is_no_answer_and_is_noted_as_such() -> None:
    async with searching() as it:
        it.exchange.reads_fail = lambda: True
        await it.unknown()
        await it.clock.advance(600)
        assert it.stands() is IntentStatus.UNKNOWN
        said = {(look.where, look.said) for look in it.lookups.evidence(7)}
        assert said == {("open orders", "no answer: the order: no answer")}


async def test_what_was_looked_at_is_kept_oldest_first_and_bounded() -> None:
    async with searching() as it:
        it.exchange.reads_fail = lambda: True
        await it.unknown()
        await it.clock.advance(3_000)
        looks = it.lookups.evidence(7)
        assert len(looks) == 100
        assert [look.at_ms for look in looks] == sorted(look.at_ms for look in looks)
        assert looks[-1].at_ms > it.clock.wall_ms() - 20_000
        assert it.lookups.evidence(8) == ()


async def test_the_evidence_names_every_place_that_was_looked_at() -> None:
    script = Script(accept_after=None, reply=Reply.SILENCE)
    async with running(await world(script, stream=False)) as w:
        assert w.desk.evidence(1) == ()
        await w.submit()
        await w.clock.advance(60)
        looks = w.desk.evidence(1)
        assert {look.where for look in looks} == {"open orders", "order history", "fills"}
        assert {look.said for look in looks} == {"not there"}


async def test_an_order_that_is_settled_by_the_stream_meanwhile_is_asked_about_no_more() -> None:
    async with searching() as it:
        await it.unknown()
        await it.intents.take(replace(it.intents.get(7), status=IntentStatus.FILLED))
        await it.clock.advance(10)
        asked = it.exchange.reads
        await it.clock.advance(100)
        assert it.exchange.reads == asked
        assert it.lookups.until == {}


async def test_a_rejected_order_is_asked_about_once_a_second_later() -> None:
    async with searching() as it:
        intent = sol_intent(7)
        await it.intents.record(intent)
        (sending,) = await it.intents.mark_sending(intent, sent=Sent(0, 5_000, "d"))
        await it.intents.take(replace(sending, status=IntentStatus.REJECTED))
        await it.clock.advance(0.9)
        assert it.exchange.reads == 0
        await it.clock.advance(0.2)
        assert it.exchange.reads == 1
        await it.clock.advance(100)
        assert it.exchange.reads == 1


async def test_a_cancel_is_followed_until_its_order_is_final() -> None:
    async with searching() as it:
        it.exchange.put(RESTS)
        await it.cancel(CommandStatus.PENDING)
        await it.clock.advance(2)
        it.exchange.end("77")
        await it.clock.advance(1.4)
        assert it.commands.get(1).status is CommandStatus.PENDING
        await it.clock.advance(0.2)
        assert it.commands.get(1).status is CommandStatus.DONE
        asked = it.exchange.reads
        await it.clock.advance(100)
        assert it.exchange.reads == asked


async def test_a_cancel_whose_order_filled_took_nothing() -> None:
    async with searching() as it:
        it.exchange.put(RESTS)
        await it.cancel(CommandStatus.UNKNOWN)
        it.exchange.end("77", OrderStatus.FILLED)
        await it.clock.advance(1)
        assert it.commands.get(1).status is CommandStatus.GONE


async def test_after_every_look_an_order_that_still_rests_was_not_cancelled() -> None:
    async with searching() as it:
        it.exchange.put(RESTS)
        await it.cancel(CommandStatus.UNKNOWN)
        await it.clock.advance(ALL_LOOKS - 0.1)
        assert it.commands.get(1).status is CommandStatus.UNKNOWN
        await it.clock.advance(0.2)
        command = it.commands.get(1)
        assert (command.status, command.reason) == (CommandStatus.REJECTED, STILL_LIVE)


async def test_while_the_exchange_does_not_answer_a_cancel_stays_open_for_an_hour() -> None:
    async with searching() as it:
        it.exchange.put(RESTS)
        it.exchange.reads_fail = lambda: True
        await it.cancel(CommandStatus.UNKNOWN)
        await it.clock.advance(3_000)
        assert it.commands.get(1).status is CommandStatus.UNKNOWN
        it.exchange.reads_fail = lambda: False
        await it.clock.advance(15)
        assert it.commands.get(1).status is CommandStatus.REJECTED


async def scope(it: Search, *counts: int | None) -> Command:
    """A scope of which each look finds so many orders left; None: it could not be asked."""
    command = await it.commands.begin(CommandKind.CANCEL_ALL, symbol=SYMBOL, scope="all orders")
    await it.commands.take(command, CommandStatus.UNKNOWN)
    found = iter(counts)

    async def left() -> tuple[Order, ...] | None:
        count = next(found)
        return None if count is None else (RESTS,) * count

    it.lookups.watch_scope(command, left)
    return command


async def test_a_scope_is_done_as_soon_as_nothing_of_it_is_left() -> None:
    async with searching() as it:
        command = await scope(it, 3, 1, 0)
        for after, status, left in [
            (0.6, CommandStatus.PENDING, 3),
            (1.0, CommandStatus.PENDING, 1),
            (2.0, CommandStatus.DONE, 0),
        ]:
            await it.clock.advance(after)
            now = it.commands.get(command.number)
            assert (now.status, now.left, now.reason) == (status, left, None)
        await it.clock.advance(100)


@pytest.mark.parametrize(("count", "words"), [(1, "1 order is"), (2, "2 orders are")])
async def test_a_scope_of_which_something_stays_is_rejected_with_the_number(
    count: int, words: str
) -> None:
    async with searching() as it:
        command = await scope(it, *[count] * len(PAUSES))
        await it.clock.advance(ALL_LOOKS)
        now = it.commands.get(command.number)
        assert (now.status, now.left) == (CommandStatus.REJECTED, count)
        assert now.reason == f"{words} still live, long after the request lapsed"


@pytest.mark.parametrize(
    ("count", "status"), [(0, CommandStatus.DONE), (1, CommandStatus.REJECTED)]
)
async def test_a_scope_that_cannot_be_counted_is_not_judged_until_it_can(
    count: int, status: CommandStatus
) -> None:
    async with searching() as it:
        command = await scope(it, *[None] * 20, count)
        await it.clock.advance(ALL_LOOKS + 12 * 15)
        assert it.commands.get(command.number).status is CommandStatus.UNKNOWN
        await it.clock.advance(15 + 15)
        assert it.commands.get(command.number).status is status


async def test_a_fault_that_happened_elsewhere_ends_it_with_that_fault() -> None:
    async with searching() as it:
        it.lookups.fail(ZeroDivisionError("elsewhere"))
        await settle()
        with pytest.raises(BaseExceptionGroup) as raised:
            await it.task
        assert raised.group_contains(ZeroDivisionError, match="elsewhere")
