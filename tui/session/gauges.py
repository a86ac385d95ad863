"""Measures how late the program itself is: a loop that is busy hears and answers late."""

from collections import deque

from tui.client.clock import Clock

MEASURE_EVERY = 0.25
KEPT = 240
"""Measures kept: those of the last minute."""


class LoopLag:
    """How much later than asked the loop wakes a sleeper."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._late: deque[float] = deque(maxlen=KEPT)

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            due = self._clock.monotonic() + MEASURE_EVERY
            await self._clock.sleep(MEASURE_EVERY)
            self._late.append(max(0.0, self._clock.monotonic() - due))

    @property
    def newest_ms(self) -> float | None:
        """The newest measure, milliseconds; None before the first."""
        return self._late[-1] * 1_000 if self._late else None

    @property
    def most_ms(self) -> float | None:
        """The longest of the last minute, milliseconds; None before the first measure."""
        return max(self._late) * 1_000 if self._late else None
