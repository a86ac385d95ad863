import asyncio

from tests.builders import SOL
from tests.fakes.clock import FakeClock, settle
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.session.account import AccountReader
from tui.session.after_fills import AfterFills
from tui.session.state import State


async def test_positions_are_read_after_a_fill_and_not_for_each_of_a_burst() -> None:
    clock, reads = FakeClock(), FakeReads()
    reader = AccountReader(reads, FakeExchangeTime(clock), State, lambda _event: None)
    after = AfterFills(reader, clock)
    task = asyncio.create_task(after.run())
    await settle()
    assert reads.asked["positions"] == 0
    for _ in range(50):
        after.filled(SOL)
    await clock.advance(0.1)
    assert reads.asked["positions"] == 1
    reads.fail("positions")
    after.filled(SOL)
    await clock.advance(2)
    assert reads.asked["positions"] == 2
    reads.recover()
    after.filled(SOL)
    await clock.advance(2)
    assert reads.asked["positions"] == 3
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
