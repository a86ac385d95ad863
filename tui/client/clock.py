"""The seam through which time enters: everything below the command line is handed a `Clock`."""

from typing import Protocol


class Clock(Protocol):
    """Two clocks and a way to wait."""

    def monotonic(self) -> float:
        """Seconds that never go back; ages and deadlines are measured with it."""
        ...

    def wall_ms(self) -> int:
        """Our own wall clock, milliseconds since the epoch; it may jump."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""
        ...
