"""What goes on around our machine, and goes on while our machine is asleep or stands still.

The exchange and the network live in the world's time; the program under test lives in that of the
loop. They pass alike until the machine is suspended.
"""

import asyncio
import heapq
from collections.abc import Callable
from itertools import count

from tests.fakes.virtual_loop import VirtualLoop

EPOCH_US = 1_767_571_200_000_000
"""2026-01-05 00:00 UTC at loop time 0."""

Deed = Callable[[], None]


class OutsideWorld:
    """Deeds of others, each at its moment; they run as plain calls, never as tasks."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._due: list[tuple[float, int, Deed]] = []
        self._order = count()
        self._moment: float | None = None
        self._armed: float | None = None
        self.asleep = 0.0
        """Seconds our machine was suspended so far."""

    @property
    def now(self) -> float:
        """Seconds; while a deed runs, the moment it was due."""
        return self._loop.time() + self.asleep if self._moment is None else self._moment

    def now_us(self) -> int:
        """Microseconds since the epoch."""
        return EPOCH_US + round(self.now * 1_000_000)

    def after(self, seconds: float, deed: Deed) -> None:
        """Have `deed` done `seconds` from now."""
        heapq.heappush(self._due, (self.now + seconds, next(self._order), deed))
        self._arm()

    def suspend(self, seconds: float) -> None:
        """Let the machine sleep: its timers stand still, the world does not."""
        self._go_on(self.now + seconds)
        self.asleep += seconds
        self._arm()

    def freeze(self, seconds: float) -> None:
        """Let only our program stand still, as SIGSTOP does: its timers are late afterwards."""
        self._go_on(self.now + seconds)
        self._loop.skip(seconds)
        self._arm()

    def _go_on(self, until: float) -> None:
        while self._due and self._due[0][0] <= until:
            moment, _, deed = heapq.heappop(self._due)
            self._moment = moment
            try:
                deed()
            finally:
                self._moment = None

    def _arm(self) -> None:
        """Be called when the next deed is due; a timer that is too early does no harm."""
        if self._moment is not None or not self._due:
            return
        moment = self._due[0][0]
        due = moment - self.asleep
        if self._armed is None or due < self._armed:
            self._armed = due
            self._loop.call_at(due, self._fire, due, moment)

    def _fire(self, due: float, moment: float) -> None:
        if self._armed == due:
            self._armed = None
        # Subtracting and adding the sleep may round to just before the moment.
        self._go_on(max(self.now, moment))
        self._arm()


class MachineClock:
    """The clocks of our machine: `tui.client.clock.Clock`.

    `counts_sleep`: whether the monotonic clock goes on while the machine sleeps (Linux) or stops
    (macOS). Timers stop on either.
    """

    def __init__(self, world: OutsideWorld, loop: VirtualLoop, *, counts_sleep: bool) -> None:
        self._world = world
        self._loop = loop
        self._counts_sleep = counts_sleep
        self.wrong_by = 0.0
        """Seconds by which the wall clock is ahead of the truth."""

    def monotonic(self) -> float:
        return self._loop.time() + (self._world.asleep if self._counts_sleep else 0.0)

    def wall_ms(self) -> int:
        now = self._loop.time() + self._world.asleep
        return EPOCH_US // 1_000 + int((now + self.wrong_by) * 1_000)

    async def sleep(self, seconds: float) -> None:
        """Wait as the standard loop would: a wait for nothing only gives way."""
        waker = self._loop.create_future()
        timer: asyncio.Handle
        if seconds > 0:
            timer = self._loop.call_later(seconds, _wake, waker)
        else:
            timer = self._loop.call_soon(_wake, waker)
        try:
            await waker
        finally:
            timer.cancel()


def _wake(waker: "asyncio.Future[None]") -> None:
    if not waker.done():
        waker.set_result(None)
