"""A clock that moves only when told, so that nothing in a test waits for real time."""

import asyncio
import heapq
from itertools import count


class FakeClock:
    """Time starts at `wall_ms`; `advance` moves both clocks and wakes sleepers in order."""

    def __init__(self, wall_ms: int = 1_750_793_021_519, monotonic: float = 1_000.0) -> None:
        self._wall_ms = float(wall_ms)
        self._monotonic = monotonic
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def monotonic(self) -> float:
        return self._monotonic

    def wall_ms(self) -> int:
        return int(self._wall_ms)

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)  # noqa: TID251  # the fake has to give way to other tasks
            return
        waker: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), waker))
        await waker

    async def advance(self, seconds: float) -> None:
        """Move on by `seconds`, letting each sleeper run at its own moment."""
        until = self._monotonic + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            due, _, waker = heapq.heappop(self._sleepers)
            self._move_to(due)
            if not waker.done():
                waker.set_result(None)
            await settle()
        self._move_to(until)
        await settle()

    def jump_wall(self, seconds: float) -> None:
        """Set the wall clock forward or back alone, as a correction or a suspend does."""
        self._wall_ms += seconds * 1_000

    def _move_to(self, moment: float) -> None:
        self._wall_ms += (moment - self._monotonic) * 1_000
        self._monotonic = moment

    @property
    def sleeping(self) -> int:
        """How many wait."""
        return sum(not waker.done() for _, _, waker in self._sleepers)


async def settle(turns: int = 30) -> None:
    """Let every task that can run do so."""
    for _ in range(turns):
        await asyncio.sleep(0)  # noqa: TID251  # gives way, waits for nothing
