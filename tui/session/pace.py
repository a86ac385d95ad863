"""Spaces out questions that the exchange answers only so often.

Historical market data (candles, funding rates, past trades) may be asked for 30 times a minute;
more is refused with TOO_MANY_REQUESTS (support pages, rate limits, 2026). Whoever asks such
questions shares one `Pace`.
"""

from collections import deque

from tui.client.clock import Clock

HISTORY_READS, HISTORY_SECONDS = 30, 60.0
"""What the exchange allows for historical market data."""

_KEPT_BACK = 4
"""Reads left for other programs that use the same address."""


class Pace:
    """Grants at most `most` turns in any `seconds`."""

    def __init__(
        self,
        clock: Clock,
        most: int = HISTORY_READS - _KEPT_BACK,
        seconds: float = HISTORY_SECONDS,
    ) -> None:
        self._clock = clock
        self._most = most
        self._seconds = seconds
        self._granted: deque[float] = deque()

    async def turn(self) -> None:
        """Return when one more question may be asked."""
        while (wait := self._wait()) > 0:
            await self._clock.sleep(wait)
        self._granted.append(self._clock.monotonic())

    def _wait(self) -> float:
        now = self._clock.monotonic()
        while self._granted and self._granted[0] + self._seconds <= now:
            self._granted.popleft()
        return 0.0 if len(self._granted) < self._most else self._granted[0] + self._seconds - now
