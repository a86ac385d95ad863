"""The engine's clock of stamps and everything it has to say, in order."""

from collections.abc import Mapping

from tui.sandbox.api import Push

_SENT_AFTER_US = 113
"""Between the engine's time `T` and the sending time `E` of one message."""


class Stamps:
    """Engine times that never repeat, and ids that only rise."""

    def __init__(self, now_us: int, first_id: int) -> None:
        self.now_us = now_us
        self._last_us = now_us
        self._last_id = first_id

    def stamp(self) -> int:
        """The time of one happening, microseconds, later than all before it."""
        self._last_us = max(self._last_us + 1, self.now_us)
        return self._last_us

    def new_id(self) -> int:
        """An order or position id."""
        self._last_id += 1
        return self._last_id


class Outbox:
    """What waits to be sent."""

    def __init__(self, stamps: Stamps) -> None:
        self.stamps = stamps
        self._waiting: list[Push] = []

    def times(self) -> tuple[int, int]:
        """`E` and `T` of a new message."""
        at = self.stamps.stamp()
        return at + _SENT_AFTER_US, at

    def send(self, stream: str, data: Mapping[str, object], account: str | None = None) -> None:
        """Queue one message."""
        self._waiting.append(Push(stream, data, account))

    def take(self) -> list[Push]:
        """Empty the queue."""
        taken, self._waiting = self._waiting, []
        return taken
