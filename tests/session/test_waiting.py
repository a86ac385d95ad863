import asyncio

import pytest

from tests.fakes.clock import FakeClock, settle
from tui.client.errors import NoAnswer
from tui.session.waiting import together, wait_for


async def test_it_returns_when_the_news_comes() -> None:
    clock, news = FakeClock(), asyncio.Event()
    waiting = asyncio.create_task(wait_for(news, clock, 30))
    await settle()
    assert not waiting.done()
    news.set()
    await settle()
    assert waiting.done()
    assert clock.sleeping == 0


async def test_it_returns_when_the_time_is_up() -> None:
    clock = FakeClock()
    waiting = asyncio.create_task(wait_for(asyncio.Event(), clock, 30))
    await clock.advance(29)
    assert not waiting.done()
    await clock.advance(1)
    assert waiting.done()


async def test_several_reads_all_end_before_a_failure_is_raised() -> None:
    clock, ended = FakeClock(), list[float]()

    async def read(seconds: float, error: Exception | None = None) -> None:
        await clock.sleep(seconds)
        ended.append(seconds)
        if error is not None:
            raise error

    reads = together(read(1, NoAnswer("late")), read(3), read(2, ZeroDivisionError()))
    task = asyncio.create_task(reads)
    await clock.advance(5)
    with pytest.raises(ZeroDivisionError):
        await task
    assert ended == [1, 2, 3]
