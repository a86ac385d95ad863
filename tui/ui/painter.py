"""When to paint: at once when something moved, at most at the frame rate, and never for nothing.

A change only marks the screen dirty. The first change after a quiet moment is painted right away;
those that follow within a frame are painted together at its end. While the terminal is still taking
earlier frames the newest one waits, so that what is shown is new and keys stay quick. A slow beat
moves ages and countdowns on.
"""

from collections.abc import Callable
from typing import Protocol

FRAME_RATE = 30.0
"""Frames a second, at most."""

BEAT = 1.0
"""Seconds between repaints when nothing moves but time."""

_LOOK_AGAIN = 0.005
"""Seconds until a terminal that was still taking a frame is looked at again."""


class Timer(Protocol):
    """A call that is due later."""

    def cancel(self) -> object:
        """Have it not happen."""
        ...


Schedule = Callable[[float, Callable[[], None]], Timer]
"""Call something once, after seconds."""


class Painter:
    """Turns changes into frames.

    Args:
        paint: draws everything that differs from what is on the screen.
        schedule: calls something later.
        monotonic: seconds that never go back.
        queued: frames the terminal has not taken yet.
        rate: frames a second, at most.
    """

    def __init__(
        self,
        paint: Callable[[], None],
        *,
        schedule: Schedule,
        monotonic: Callable[[], float],
        queued: Callable[[], int] = lambda: 0,
        rate: float = FRAME_RATE,
    ) -> None:
        self._paint = paint
        self._schedule = schedule
        self._monotonic = monotonic
        self._queued = queued
        self._interval = 1.0 / rate
        self._painted = float("-inf")
        """When the newest frame was due: one that comes late does not put off the next."""
        self._due_at = float("-inf")
        self._due: Timer | None = None
        self._waits = False
        """Whether the frame that is due waits for the terminal."""
        self._beat: Timer | None = None
        self._stopped = False
        self.frames = 0
        """Frames painted so far."""
        self.skipped = 0
        """Frames that waited for the terminal."""

    @property
    def counts(self) -> tuple[int, int]:
        """Frames painted, and frames that waited for the terminal."""
        return self.frames, self.skipped

    def touch(self) -> None:
        """Something changed."""
        if self._due is not None or self._stopped:
            return
        now = self._monotonic()
        wait = self._painted + self._interval - now
        if wait <= 0:
            self._frame()
        else:
            self._due_at = now + wait
            self._due = self._schedule(wait, self._frame)

    def start(self) -> None:
        """Paint now, and from then on once a beat even when nothing changes."""
        if not self._stopped:
            self._frame()

    def stop(self) -> None:
        """Paint no more, whatever is asked."""
        self._stopped = True
        self._forget()

    def _forget(self) -> None:
        for timer in (self._due, self._beat):
            if timer is not None:
                timer.cancel()
        self._due = self._beat = None

    def _frame(self) -> None:
        self._forget()
        if self._queued():
            self.skipped += not self._waits
            self._waits = True
            self._due = self._schedule(_LOOK_AGAIN, self._frame)
            return
        self._waits = False
        now = self._monotonic()
        is_late = now - self._interval < self._due_at < now
        self._painted = self._due_at if is_late else now
        self.frames += 1
        self._paint()
        if not self._stopped:
            self._beat = self._schedule(BEAT, self._frame)
