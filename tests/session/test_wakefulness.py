import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.fakes.clock import FakeClock, settle
from tui.session.wakefulness import Wakefulness


@asynccontextmanager
async def watched() -> AsyncIterator[tuple[FakeClock, list[float]]]:
    clock, missed = FakeClock(), list[float]()
    task = asyncio.create_task(Wakefulness(clock, missed.append).run())
    await settle()
    yield clock, missed
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_steady_clock_raises_no_alarm() -> None:
    async with watched() as (clock, missed):
        await clock.advance(60)
        assert missed == []


async def test_fault_l12_a_suspend_is_told_with_the_seconds_that_were_missed() -> None:
    async with watched() as (clock, missed):
        await clock.advance(5.5)
        clock.jump_wall(3_600)
        await clock.advance(10)
        assert missed == [pytest.approx(3_600, abs=0.01)]


async def test_small_corrections_of_the_wall_clock_are_no_alarm() -> None:
    async with watched() as (clock, missed):
        clock.jump_wall(1.9)
        await clock.advance(1)
        clock.jump_wall(-1.9)
        await clock.advance(1)
        assert missed == []


async def test_fault_l14_a_wall_clock_set_back_is_an_alarm_that_makes_nothing_older() -> None:
    async with watched() as (clock, missed):
        clock.jump_wall(-600)
        await clock.advance(1)
        assert missed == [0.0]


async def test_fault_l13_a_program_that_stood_still_is_told_though_no_clock_missed_it() -> None:
    """As after SIGSTOP or in a debugger: all clocks ran on, the loop did not."""
    clock, missed = FakeClock(), list[float]()

    async def stood_still(_seconds: float) -> None:
        await FakeClock.advance(clock, 5.0)
        if missed:
            await asyncio.get_running_loop().create_future()

    clock.sleep = stood_still  # type: ignore[method-assign,assignment]  # because each sleep lasts too long
    task = asyncio.create_task(Wakefulness(clock, missed.append).run())
    await settle(200)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert missed == [0.0]
