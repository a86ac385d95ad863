"""Waiting: for news but not for ever, and for several answers at once."""

import asyncio
from collections.abc import Awaitable

from tui.client.clock import Clock
from tui.client.errors import ReadFailed


async def wait_for(news: asyncio.Event, clock: Clock, seconds: float) -> None:
    """Return when `news` is set or `seconds` have passed, whichever is first."""
    waits = {asyncio.create_task(news.wait()), asyncio.create_task(clock.sleep(seconds))}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


async def together(*reads: Awaitable[None]) -> None:
    """Wait for all `reads`; raise what went wrong, a bug before a `ReadFailed`."""
    results = await asyncio.gather(*reads, return_exceptions=True)
    errors = [result for result in results if isinstance(result, BaseException)]
    for error in sorted(errors, key=lambda error: isinstance(error, ReadFailed)):
        raise error
