"""Waiting for news, but not for ever."""

import asyncio

from tui.client.clock import Clock


async def wait_for(news: asyncio.Event, clock: Clock, seconds: float) -> None:
    """Return when `news` is set or `seconds` have passed, whichever is first."""
    waits = {asyncio.create_task(news.wait()), asyncio.create_task(clock.sleep(seconds))}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
