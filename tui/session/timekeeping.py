"""Measures the exchange's clock, regularly and whenever ours has jumped."""

import asyncio

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.events import Noted
from tui.session.account import AccountReader
from tui.session.ports import Tell
from tui.session.waiting import wait_for

MEASURE_EVERY = 60.0
"""Seconds between measures."""


class TimeKeeper:
    """Measures until cancelled."""

    def __init__(self, reader: AccountReader, clock: Clock, tell: Tell) -> None:
        self._reader = reader
        self._clock = clock
        self._tell = tell
        self._jumped = asyncio.Event()

    def jumped(self) -> None:
        """Our clock is not what it was: measure at once."""
        self._jumped.set()

    async def run(self) -> None:
        """Measure; a failure is told, and tried again with the next measure."""
        while True:
            try:
                await self._reader.measure_clock()
            except ReadFailed as failed:
                self._tell(Noted(f"The exchange's clock could not be read: {failed.reason}"))
            self._jumped.clear()
            await wait_for(self._jumped, self._clock, MEASURE_EVERY)
