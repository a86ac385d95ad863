"""The beat before a confirm surface takes a key.

A key that was pressed for the screen below, or one that is held down, must not confirm anything. So
a confirm surface ignores keys at first, and every key it ignores makes it wait anew: only a quiet
keyboard arms it.
"""

BEAT = 0.6
"""Seconds without a key before the surface is armed."""


class Arming:
    """Whether keys count yet; `now` is monotonic seconds."""

    def __init__(self, now: float, beat: float = BEAT) -> None:
        self._quiet_since = now
        self._beat = beat
        self._armed = False

    def is_armed(self, now: float) -> bool:
        """Whether the keyboard was quiet for the beat; once armed it stays so."""
        self._armed = self._armed or now - self._quiet_since >= self._beat
        return self._armed

    def admits(self, now: float) -> bool:
        """Whether a key pressed now counts; one that does not starts the beat again."""
        if self.is_armed(now):
            return True
        self._quiet_since = now
        return False
