"""Candles over real sockets: what the stream tells joins what is read, candle for candle."""

import asyncio
from collections.abc import Callable

from tests.end_to_end.conftest import Sandbox
from tui.cli.connect import connected
from tui.cli.identity import Identity
from tui.cli.trading import session_of
from tui.domain.quotes import Candle
from tui.session.session import Session
from tui.settings import Endpoint, Wish

SYMBOL = "SOL_USDC_PERP"
PATIENCE = 60


async def until(session: Session, holds: Callable[[], bool]) -> None:
    """Wait for news until it holds; news come each second at least."""
    news = asyncio.Event()
    session.add_listener(news.set)
    async with asyncio.timeout(PATIENCE):
        while not holds():
            news.clear()
            await news.wait()


async def test_streamed_candles_equal_those_that_are_read_and_reach_back(sandbox: Sandbox) -> None:
    endpoint = Endpoint(sandbox.rest, sandbox.ws)
    async with connected(Identity(Wish.READ_ONLY, None), endpoint) as connection:
        session = session_of(connection, SYMBOL)
        await session.open()
        running = asyncio.create_task(session.run())
        try:
            session.watch_candles(SYMBOL, "1s")
            store = session.markets[SYMBOL].candles["1s"]
            await until(session, lambda: store.is_whole and store.heard_at is not None)
            begun = store.series.newest
            assert begun is not None
            await until(session, lambda: len(_closed(session, begun.start_ms)) >= 4)
            heard = _closed(session, begun.start_ms)
            read = await connection.rest.klines(SYMBOL, "1s", heard[0].start_ms // 1_000)
            assert [each for each in read if each.start_ms <= heard[-1].start_ms] == heard
            oldest = store.series.oldest
            assert oldest is not None
            session.watch_candles(SYMBOL, "1s", oldest.start_ms - 1_000_000)
            await until(session, lambda: store.is_exhausted or not store.wants_older)
            assert store.is_exhausted or store.series.has_before(oldest.start_ms)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def _closed(session: Session, since_ms: int) -> list[Candle]:
    """The closed candles after a moment: those that the stream told."""
    slots = session.markets[SYMBOL].candles["1s"].series.window(30)
    candles = (slot.candle for slot in slots if slot.start_ms > since_ms)
    return [each for each in candles if each is not None and each.closed]
