"""When account and exchange are compared: at each connect of the private stream, and regularly."""

import asyncio
from collections.abc import Callable

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.session.account import AccountReader
from tui.session.waiting import wait_for

EVERY = 30.0
"""Seconds between comparisons while the stream is up: how long a lost message stays unnoticed.

Not more rarely on an account without orders: that nothing is held is a datum too, and an order that
opens a position may not be decided on an old one."""
FIRST_RETRY = 1.0
LONGEST_RETRY = 8.0
"""Most seconds between tries: nothing can be sent until one succeeds."""
SPACING = 1.0
"""Least seconds between two comparisons, however much news asks for one."""


class Comparison:
    """Compares while the private stream is connected; `done` is called after each success."""

    def __init__(self, reader: AccountReader, clock: Clock, done: Callable[[], None]) -> None:
        self._reader = reader
        self._clock = clock
        self._done = done
        self._connected = asyncio.Event()
        self._news = asyncio.Event()
        self._turn = 0

    def start(self) -> None:
        """The stream is connected, or something was missed: compare now."""
        self._turn += 1
        self._connected.set()
        self._news.set()

    def again(self) -> None:
        """Something was missed: compare now if the stream is connected."""
        if self._connected.is_set():
            self.start()

    def stop(self) -> None:
        """The stream is gone: a comparison under way proves nothing any more."""
        self._turn += 1
        self._connected.clear()
        self._news.set()

    async def run(self) -> None:
        """Compare until cancelled."""
        retry = FIRST_RETRY
        while True:
            await self._connected.wait()
            self._news.clear()
            turn, pause = self._turn, EVERY - SPACING
            try:
                await self._reader.compare()
            except ReadFailed:
                pause, retry = retry, min(retry * 2, LONGEST_RETRY)
            else:
                retry = FIRST_RETRY
                if turn == self._turn:
                    self._done()
            await self._clock.sleep(SPACING)
            await wait_for(self._news, self._clock, pause)
