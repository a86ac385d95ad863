"""The real clock, randomness and ids: handed out here and nowhere else."""

import asyncio
import random
import secrets
import time
from collections.abc import Callable

_BOOT = getattr(time, "CLOCK_BOOTTIME", None)


class SystemClock:
    """The machine's clocks. The monotonic one counts the time spent asleep where it can."""

    def monotonic(self) -> float:
        """Seconds since some moment in the past, suspended time included on Linux."""
        return time.monotonic() if _BOOT is None else time.clock_gettime(_BOOT)

    def wall_ms(self) -> int:
        """Milliseconds since the epoch."""
        return time.time_ns() // 1_000_000

    async def sleep(self, seconds: float) -> None:
        """Wait on the running loop."""
        await asyncio.sleep(seconds)


def random_source() -> random.Random:
    """Randomness for back-off jitter; not for ids or secrets."""
    return random.Random(secrets.randbits(64))  # noqa: S311  # spreads reconnects, guards nothing


def client_ids() -> Callable[[], int]:
    """A source of client ids: 1 to 4294967295, not guessable, not counted up across runs."""

    def new_id() -> int:
        return secrets.randbelow(2**32 - 1) + 1

    return new_id
