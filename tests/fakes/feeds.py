"""A stream moved by hand: what is wanted of it is recorded, what it says is called."""

import asyncio
from collections.abc import Iterable

from tui.client.stream import Connected, Counts, Disconnected, Message, Publish
from tui.domain.events import Link


class HandFeed:
    """Says what the test says, at the moment the test says it."""

    def __init__(self, link: Link, publish: Publish) -> None:
        self.link = link
        self.wanted: set[str] = set()
        self.counts = Counts()
        self.renewed: list[str] = []
        self.round_trip: float | None = None
        self._publish = publish
        self._ends: asyncio.Future[None] | None = None

    def want(self, names: Iterable[str]) -> None:
        self.wanted |= set(names)

    def drop(self, names: Iterable[str]) -> None:
        self.wanted -= set(names)

    def renew(self, names: Iterable[str]) -> None:
        self.renewed += names

    async def run(self) -> None:
        self._ends = asyncio.get_running_loop().create_future()
        await self._ends

    def fall_over(self, error: Exception) -> None:
        """End `run` as a bug in the stream would."""
        assert self._ends is not None, "the stream is not running"
        self._ends.set_exception(error)

    def connect(self, at: float) -> None:
        self._publish(Connected(self.link), at)

    def disconnect(self, at: float, reason: str = "reset by peer", retry_in: float = 1.0) -> None:
        self._publish(Disconnected(self.link, reason, retry_in), at)

    def say(self, message: Message, at: float) -> None:
        self._publish(message, at)
