"""Work that runs to its end: a closed window or a cancelled caller leaves no order half done."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from tui.client.clock import Clock

T = TypeVar("T")


class Work:
    """Tasks of the desk's own. `failed` is told of a fault in one of them."""

    def __init__(self, clock: Clock, failed: Callable[[BaseException], None]) -> None:
        self._clock = clock
        self._failed = failed
        self._running: set[asyncio.Task[Any]] = set()
        self.leaving = False
        """Whether the program is ending: nothing new is sent."""

    async def shielded(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` to its end, even when the caller is cancelled."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed(error)

    async def finished(self, within: float) -> bool:
        """Start nothing new, and wait for what runs; whether all ended `within` seconds."""
        self.leaving = True
        if not self._running:
            return True
        everything = asyncio.ensure_future(asyncio.wait(set(self._running)))
        sleeper = asyncio.ensure_future(self._clock.sleep(within))
        try:
            await asyncio.wait({everything, sleeper}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeper.cancel()
            everything.cancel()
        return not self._running
