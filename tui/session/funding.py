"""Reads what longs paid shorts on the selected market in the intervals before this one."""

import asyncio
from collections.abc import Callable, Mapping

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.session.markets import MarketStore
from tui.session.pace import Pace
from tui.session.ports import Reads
from tui.session.waiting import wait_for

READ_EVERY = 600.0
"""Seconds between readings of one market; intervals last an hour or longer."""


class FundingReader:
    """Keeps the funding history of one market at a time; `changed` is called after an answer.

    `pace` is shared by all reads of history.
    """

    def __init__(
        self,
        rest: Reads,
        clock: Clock,
        stores: Mapping[str, MarketStore],
        pace: Pace,
        changed: Callable[[], None],
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._stores = stores
        self._pace = pace
        self._changed = changed
        self._symbol: str | None = None
        self._news = asyncio.Event()

    def follow(self, symbol: str) -> None:
        """Keep the history of `symbol`, and no other."""
        if symbol != self._symbol:
            self._symbol = symbol
            self._news.set()

    async def run(self) -> None:
        """Read what is followed until cancelled; a history that is young enough is not read."""
        while True:
            symbol = self._symbol
            self._news.clear()
            if symbol is not None and self._is_due(symbol):
                await self._pace.turn()
                if self._symbol == symbol:
                    await self._read(symbol)
            if self._symbol == symbol:
                await wait_for(self._news, self._clock, READ_EVERY)

    def _is_due(self, symbol: str) -> bool:
        read_at = self._stores[symbol].funding_at
        return read_at is None or self._clock.monotonic() - read_at >= READ_EVERY

    async def _read(self, symbol: str) -> None:
        try:
            rates = await self._rest.funding_rates(symbol)
        except ReadFailed:
            return
        self._stores[symbol].take_funding(rates, self._clock.monotonic())
        self._changed()
