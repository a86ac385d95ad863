"""An event loop whose time is a number: waiting costs nothing, and the real world cannot get in.

What is ready at one moment runs in an order drawn from a seed, so that one program meets many of
the interleavings a busy machine could give it, and meets the same ones again with the same seed.
There are no sockets and no threads; whoever asks for one is told so.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from itertools import count
from random import Random
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")


SPINS = 20_000
"""Rounds without the passing of time after which something turns in circles."""


class StandstillError(RuntimeError):
    """Time stands still: everybody waits and nothing is due, or somebody turns in circles."""


class NumberedTask(asyncio.Task[Any]):
    """A task that sets order by its number: by its address, no run would repeat another."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._number: int = options["loop"].next_number()
        super().__init__(*args, **options)

    def __hash__(self) -> int:
        return self._number

    @classmethod
    def of(cls, loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> "NumberedTask":
        """Make one; the loop's task factory."""
        return cls(work, loop=loop, **options)


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs what is ready, then jumps to the next moment at which something is due.

    Without `order` what is ready runs first come first served, as the standard loop does.
    """

    _ready: deque[asyncio.Handle]
    _scheduled: list[asyncio.TimerHandle]

    def __init__(self, order: Random | None = None, start: float = 1_000.0) -> None:
        super().__init__()
        self._order = order
        self._time = start
        self._numbers = count()
        self._rounds = 0
        self.set_task_factory(NumberedTask.of)

    def next_number(self) -> int:
        """A number for the next task."""
        return next(self._numbers)

    def time(self) -> float:
        """Seconds; they pass only while everybody waits, or by `skip`."""
        return self._time

    def skip(self, seconds: float) -> None:
        """Let time pass without running anything, as a stopped process sees it."""
        self._time += seconds

    def _run_once(self) -> None:
        timers, ready = self._scheduled, self._ready
        self._rounds += 1
        if self._rounds > SPINS:
            self._rounds = 0
            raise StandstillError(f"somebody turns in circles: {list(ready)[:3]}")
        while timers and timers[0].cancelled():
            heapq.heappop(timers)._scheduled = False  # type: ignore[attr-defined]  # the base keeps it so
        if not ready:
            if not timers:
                raise StandstillError("everybody waits for ever")
            if timers[0].when() > self._time:
                self._rounds, self._time = 0, timers[0].when()
        while timers and timers[0].when() <= self._time:
            timer = heapq.heappop(timers)
            timer._scheduled = False  # type: ignore[attr-defined]  # the base keeps it so
            ready.append(timer)
        batch = list(ready)
        ready.clear()
        if self._order is not None and len(batch) > 1:
            self._order.shuffle(batch)
        for handle in batch:
            if not handle.cancelled():
                handle._run()

    def _write_to_self(self) -> None:
        """Nobody sleeps who would have to be woken."""

    def _process_events(self, _events: object) -> NoReturn:
        raise AssertionError("there are no sockets here")

    def call_soon_threadsafe(self, *_args: Any, **_options: Any) -> NoReturn:  # type: ignore[override]  # it takes all and does nothing
        """Refuse: another thread would bring real time in."""
        raise AssertionError("there are no threads here")

    def run_in_executor(self, *_args: Any) -> NoReturn:  # type: ignore[override]  # as above
        """Refuse: another thread would bring real time in."""
        raise AssertionError("there are no threads here")


def run(main: Callable[[VirtualLoop], Coroutine[Any, Any, T]], order: Random | None = None) -> T:
    """Run `main` on a loop of its own to its end; what it leaves running is cancelled."""
    loop = VirtualLoop(order)
    try:
        return loop.run_until_complete(main(loop))
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
