import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.builders import SOL, price, sol_market
from tests.fakes.clock import FakeClock, settle
from tests.fakes.feeds import HandFeed
from tui.domain.events import Link
from tui.domain.quotes import MarkTick
from tui.session.attention import DEAF_AFTER, LOOK_EVERY, Attention
from tui.session.markets import MarketStore

ETH = "ETH_USDC_PERP"


@asynccontextmanager
async def attended(*symbols: str) -> AsyncIterator[tuple[FakeClock, HandFeed, MarketStore]]:
    clock, feed = FakeClock(), HandFeed(Link.PUBLIC, lambda _message, _at: None)
    stores = {symbol: MarketStore(sol_market(symbol)) for symbol in (SOL, ETH)}
    feed.want([f"markPrice.{SOL}", f"depth.{SOL}", f"markPrice.{ETH}"])
    task = asyncio.create_task(Attention(feed, clock, stores, lambda: symbols).run())
    await settle()
    yield clock, feed, stores[SOL]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_streams_of_a_market_that_is_not_heard_are_asked_for_again_and_again() -> None:
    async with attended(SOL) as (clock, feed, _):
        await clock.advance(DEAF_AFTER - LOOK_EVERY)
        assert feed.renewed == []
        await clock.advance(LOOK_EVERY)
        assert sorted(feed.renewed) == [f"depth.{SOL}", f"markPrice.{SOL}"]
        await clock.advance(DEAF_AFTER - LOOK_EVERY)
        assert len(feed.renewed) == 2
        await clock.advance(LOOK_EVERY)
        assert len(feed.renewed) == 4


async def test_a_market_whose_mark_comes_is_left_alone() -> None:
    async with attended(SOL) as (clock, feed, store):
        for _ in range(30):
            store.take_mark(MarkTick(SOL, price("1"), None, None, None), clock.monotonic())
            await clock.advance(1)
        assert feed.renewed == []
        await clock.advance(DEAF_AFTER + LOOK_EVERY)
        assert len(feed.renewed) == 2


async def test_a_market_that_is_listed_no_more_is_not_missed() -> None:
    async with attended(SOL, "GONE_USDC_PERP") as (clock, feed, store):
        store.is_listed = False
        await clock.advance(60)
        assert feed.renewed == []
