"""Reads a position again after each fill: what is held now is the exchange's word, not our sum."""

import asyncio

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.session.account import AccountReader

SPACING = 0.5
"""Least seconds between two readings, however many fills come."""


class AfterFills:
    """Reads the positions of markets in which something was filled."""

    def __init__(self, reader: AccountReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._symbols: dict[str, None] = {}
        self._news = asyncio.Event()

    def filled(self, symbol: str) -> None:
        """Something was filled there."""
        self._symbols[symbol] = None
        self._news.set()

    async def run(self) -> None:
        """Read until cancelled. A reading that fails is made up for by the next comparison."""
        while True:
            await self._news.wait()
            self._news.clear()
            wanted, self._symbols = self._symbols, {}
            for symbol in wanted:
                try:
                    await self._reader.positions(symbol)
                except ReadFailed:
                    break
            await self._clock.sleep(SPACING)
