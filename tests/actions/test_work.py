"""What was begun is ended: whoever asked for it may leave, the program waits, a fault is heard."""

import asyncio

import pytest

from tests.fakes.clock import FakeClock, settle
from tui.actions.work import Work


class Bench:
    """A clock, work on it, and the faults that were told."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.faults: list[BaseException] = []
        self.done: list[float] = []
        self.work = Work(self.clock, self.faults.append)

    async def job(self, seconds: float) -> float:
        await self.clock.sleep(seconds)
        self.done.append(self.clock.monotonic())
        return seconds


async def test_whoever_waits_gets_the_result() -> None:
    bench = Bench()
    caller = asyncio.create_task(bench.work.shielded(bench.job(2.0)))
    await bench.clock.advance(2)
    assert caller.result() == 2.0
    assert bench.faults == []


async def test_a_cancelled_caller_does_not_end_the_work() -> None:
    bench = Bench()
    caller = asyncio.create_task(bench.work.shielded(bench.job(2.0)))
    await settle()
    caller.cancel()
    await bench.clock.advance(2)
    assert caller.cancelled()
    assert bench.done == [1_002.0]
    assert bench.faults == []


async def test_a_fault_reaches_whoever_waits_and_whoever_watches() -> None:
    bench = Bench()

    async def breaks() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await bench.work.shielded(breaks())
    assert [type(fault) for fault in bench.faults] == [ZeroDivisionError]


async def test_a_fault_that_nobody_waits_for_any_more_is_told_all_the_same() -> None:
    bench = Bench()

    async def breaks() -> None:
        await bench.clock.sleep(1)
        raise ZeroDivisionError

    caller = asyncio.create_task(bench.work.shielded(breaks()))
    await settle()
    caller.cancel()
    await bench.clock.advance(1)
    assert [type(fault) for fault in bench.faults] == [ZeroDivisionError]


async def test_with_nothing_on_its_way_all_has_ended_at_once() -> None:
    bench = Bench()
    before = bench.work.leaving
    assert await bench.work.finished(10.0)
    assert (before, bench.work.leaving) == (False, True)
    assert bench.clock.sleeping == 0


@pytest.mark.parametrize(("within", "ended"), [(1.9, False), (2.1, True), (60.0, True)])
async def test_it_waits_for_all_that_runs_and_no_longer_than_it_may(
    within: float, ended: bool
) -> None:
    bench = Bench()
    jobs = [asyncio.create_task(bench.work.shielded(bench.job(s))) for s in (1.0, 2.0)]
    await settle()
    waiting = asyncio.create_task(bench.work.finished(within))
    await settle()
    assert bench.work.leaving
    assert not waiting.done()
    await bench.clock.advance(min(within, 2.0))
    assert waiting.result() is ended
    await bench.clock.advance(2)
    assert [job.result() for job in jobs] == [1.0, 2.0]


async def test_waiting_that_is_cancelled_ends_nothing() -> None:
    bench = Bench()
    job = asyncio.create_task(bench.work.shielded(bench.job(2.0)))
    await settle()
    waiting = asyncio.create_task(bench.work.finished(10.0))
    await settle()
    waiting.cancel()
    await bench.clock.advance(2)
    assert waiting.cancelled()
    assert job.result() == 2.0
