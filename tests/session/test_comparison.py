import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.fakes.clock import FakeClock, settle
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.session.account import AccountReader
from tui.session.comparison import EVERY, Comparison
from tui.session.state import State


@dataclass
class Watched:
    clock: FakeClock
    reads: FakeReads
    comparison: Comparison
    done: list[float] = field(default_factory=list)


@asynccontextmanager
async def watched() -> AsyncIterator[Watched]:
    clock, reads, done = FakeClock(), FakeReads(), list[float]()
    reader = AccountReader(reads, FakeExchangeTime(clock), State, lambda _event: None)
    comparison = Comparison(reader, clock, lambda: done.append(clock.monotonic()))
    task = asyncio.create_task(comparison.run())
    await settle()
    yield Watched(clock, reads, comparison, done)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_nothing_is_compared_before_the_stream_is_connected() -> None:
    async with watched() as it:
        it.comparison.again()
        await it.clock.advance(100)
        assert it.reads.asked.total() == 0


async def test_it_compares_at_once_and_then_regularly() -> None:
    async with watched() as it:
        it.comparison.start()
        await it.clock.advance(2 * EVERY + 1)
        assert it.done == [1_000.0, 1_000.0 + EVERY, 1_000.0 + 2 * EVERY]


async def test_it_stops_when_the_stream_is_gone() -> None:
    async with watched() as it:
        it.comparison.start()
        await settle()
        it.comparison.stop()
        await it.clock.advance(10 * EVERY)
        assert len(it.done) == 1


async def test_failures_are_tried_again_ever_more_slowly() -> None:
    async with watched() as it:
        it.reads.fail("positions")
        it.comparison.start()
        await it.clock.advance(60)
        assert it.done == []
        assert 8 <= it.reads.asked["positions"] <= 10
        it.reads.recover()
        await it.clock.advance(EVERY + 1)
        assert len(it.done) == 1


async def test_a_comparison_of_a_lost_connection_does_not_count() -> None:
    async with watched() as it:
        it.reads.held["positions"] = asyncio.Event()
        it.comparison.start()
        await settle()
        it.comparison.stop()
        it.reads.held["positions"].set()
        await it.clock.advance(5)
        assert it.done == []
