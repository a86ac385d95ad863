"""How sandbox time follows real time.

The market is stepped, so something has to say how far. Real time may jump (a laptop sleeps, a
debugger stops the process) and a high speed may ask for more market than the processor can make.
Time therefore moves in slices: the sandbox catches up without ever blocking its sockets for long,
and forgives what is too much to catch up.
"""

from collections.abc import Callable
from decimal import Decimal

SLICE_US = 1_000_000
"""Longest stretch of market made in one go, in microseconds of sandbox time."""

MAX_DEBT_US = 600_000_000
"""Sandbox time that is caught up after a pause, in microseconds; more is skipped."""

MAX_SPEED = Decimal(1_000)


class Pace:
    """Maps real microseconds to sandbox microseconds.

    `wall_us` gives real time. `speed` is sandbox seconds per real second, above 0 and at most 1000.
    With `stepped_from_us` sandbox time starts there and moves only by `allow`.
    """

    def __init__(
        self,
        *,
        wall_us: Callable[[], int],
        speed: Decimal = Decimal(1),
        stepped_from_us: int | None = None,
    ) -> None:
        if speed.is_nan() or not 0 < speed <= MAX_SPEED:
            raise ValueError(f"speed must be above 0 and at most {MAX_SPEED}, such as 1: {speed}")
        self._wall_us = wall_us
        self._speed = speed
        self._anchor_wall = wall_us()
        self.is_stepped = stepped_from_us is not None
        self._anchor_us = self._anchor_wall if stepped_from_us is None else stepped_from_us
        self._now_us = self._anchor_us

    @property
    def now_us(self) -> int:
        """Sandbox time reached, microseconds since the epoch; never goes back."""
        return self._now_us

    @property
    def behind(self) -> bool:
        """Whether another slice is due at once."""
        return self._target() - self._now_us > (0 if self.is_stepped else SLICE_US)

    def now_ms(self) -> int:
        """Sandbox time reached, milliseconds since the epoch."""
        return self._now_us // 1_000

    def wall_ms(self) -> int:
        """Real time, milliseconds since the epoch."""
        return self._wall_us() // 1_000

    def step(self) -> int:
        """Move at most one slice towards real time and return the sandbox time reached."""
        target = self._target()
        excess = target - self._now_us - MAX_DEBT_US
        if excess > 0 and not self.is_stepped:
            self._anchor_us -= excess
            target -= excess
        self._now_us = max(self._now_us, min(target, self._now_us + SLICE_US))
        return self._now_us

    def allow(self, microseconds: int) -> None:
        """Let stepped time move on by so much; `step` then takes it there slice by slice."""
        self._anchor_us += microseconds

    def _target(self) -> int:
        if self.is_stepped:
            return self._anchor_us
        elapsed = self._wall_us() - self._anchor_wall
        return self._anchor_us + int(elapsed * self._speed)
