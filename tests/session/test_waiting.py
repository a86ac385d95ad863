import asyncio

from tests.fakes.clock import FakeClock, settle
from tui.session.waiting import wait_for


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
