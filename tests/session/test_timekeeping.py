import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.fakes.clock import FakeClock, settle
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.domain.events import Event, Noted
from tui.session.account import AccountReader
from tui.session.state import State
from tui.session.timekeeping import MEASURE_EVERY, TimeKeeper


@asynccontextmanager
async def kept(reads: FakeReads) -> AsyncIterator[tuple[FakeClock, TimeKeeper, list[Event]]]:
    clock, told = FakeClock(), list[Event]()
    reader = AccountReader(reads, FakeExchangeTime(clock), State, told.append)
    keeper = TimeKeeper(reader, clock, told.append)
    task = asyncio.create_task(keeper.run())
    await settle()
    yield clock, keeper, told
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_it_measures_at_once_then_each_minute_and_after_a_jump() -> None:
    reads = FakeReads()
    async with kept(reads) as (clock, keeper, _):
        assert reads.asked["measure_clock"] == 1
        await clock.advance(MEASURE_EVERY - 1)
        assert reads.asked["measure_clock"] == 1
        await clock.advance(1)
        assert reads.asked["measure_clock"] == 2
        keeper.jumped()
        await settle()
        assert reads.asked["measure_clock"] == 3


async def test_a_failure_is_told_and_tried_again() -> None:
    reads = FakeReads()
    reads.fail("measure_clock")
    async with kept(reads) as (clock, _, told):
        notes = [event.text for event in told if isinstance(event, Noted)]
        assert notes == ["The exchange's clock could not be read: connection refused"]
        reads.recover()
        await clock.advance(MEASURE_EVERY)
        assert reads.asked["measure_clock"] == 2
