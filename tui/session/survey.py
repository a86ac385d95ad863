"""Watches every market at once, for as long as somebody looks at all of them.

Streams tell mark and daily figures each second. Requests fill the list at once, tell of markets
without trades, and bring the open interest.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.session.market_reads import CACHED_US
from tui.session.markets import MarketStore
from tui.session.ports import ExchangeTime, Reads
from tui.session.subscriptions import Interests, survey_streams
from tui.session.waiting import wait_for

READ_EVERY = 60.0
"""Seconds between readings of all markets; the exchange renews the open interest each minute."""

PAUSE = 0.25
"""Seconds between two questions."""

TICKER_CACHED_US = 30_000_000
"""How old daily figures read by request may be: the exchange caches them for 30 seconds."""

_OWNER = "survey"


class Survey:
    """Reads and subscribes while it is on; `changed` is called after each answer."""

    def __init__(
        self,
        rest: Reads,
        clock: Clock,
        time: ExchangeTime,
        stores: Mapping[str, MarketStore],
        interests: Interests,
        *,
        changed: Callable[[], None],
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._time = time
        self._stores = stores
        self._interests = interests
        self._changed = changed
        self._is_on = False
        self._news = asyncio.Event()

    def switch(self, *, on: bool) -> None:
        """Begin or end the watch; what was read stays, and ages."""
        if on is self._is_on:
            return
        self._is_on = on
        self._interests.watch(_OWNER, survey_streams(self._stores) if on else ())
        self._news.set()

    async def run(self) -> None:
        """Read while it is on, until cancelled."""
        while True:
            if not self._is_on:
                await self._news.wait()
            self._news.clear()
            if self._is_on:
                await self._read()
                await wait_for(self._news, self._clock, READ_EVERY)

    async def _read(self) -> None:
        for read in (self._marks, self._tickers, self._open_interest):
            if not self._is_on:
                return
            await self._tolerate(read())
            self._changed()
            await self._clock.sleep(PAUSE)

    async def _tolerate(self, read: Awaitable[None]) -> None:
        """A list that cannot be read now is read a minute later; its figures show their age."""
        try:
            await read
        except ReadFailed:
            return

    async def _marks(self) -> None:
        for mark in await self._rest.mark_prices():
            if (store := self._stores.get(mark.symbol)) is not None:
                stamped = replace(mark, exchange_us=self._stamp(CACHED_US))
                store.take_read_mark(stamped, self._clock.monotonic())

    async def _tickers(self) -> None:
        for ticker in await self._rest.tickers():
            if (store := self._stores.get(ticker.symbol)) is not None:
                stamped = replace(ticker, exchange_us=self._stamp(TICKER_CACHED_US))
                store.take_ticker(stamped, self._clock.monotonic())

    async def _open_interest(self) -> None:
        for figure in await self._rest.open_interest():
            if (store := self._stores.get(figure.symbol)) is not None:
                store.take_open_interest(figure, self._clock.monotonic())

    def _stamp(self, cached_us: int) -> int:
        """The time an answer without one is taken to be from, lest it replace a younger message."""
        return 0 if self._time.uncertainty_ms is None else self._time.now_us() - cached_us
