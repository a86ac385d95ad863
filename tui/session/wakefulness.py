"""Notices that the machine slept or the program stood still, so that nobody trusts old numbers.

The monotonic clock does not run while a machine is suspended: every age would look young. The wall
clock does run, so the two drifting apart tells how long it was.
"""

from collections.abc import Callable

from tui.client.clock import Clock

LOOK_EVERY = 1.0
TOLERATED = 2.0
"""Seconds of drift or delay that are not worth an alarm."""


class Wakefulness:
    """Calls `woke` with the seconds the monotonic clock missed (0 after a mere delay)."""

    def __init__(self, clock: Clock, woke: Callable[[float], None]) -> None:
        self._clock = clock
        self._woke = woke

    async def run(self) -> None:
        """Look every second until cancelled."""
        while True:
            before, wall_before = self._clock.monotonic(), self._clock.wall_ms()
            await self._clock.sleep(LOOK_EVERY)
            passed = self._clock.monotonic() - before
            missed = (self._clock.wall_ms() - wall_before) / 1_000 - passed
            if abs(missed) > TOLERATED or passed > LOOK_EVERY + TOLERATED:
                self._woke(max(missed, 0.0) if abs(missed) > TOLERATED else 0.0)
