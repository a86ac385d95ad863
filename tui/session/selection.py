"""Reads what no stream tells of the market just selected, or tells too late to wait for.

That is what longs paid shorts in the intervals before this one; the open interest, which comes only
once a minute; and the mark, which comes within a second, but is what a trader looks for first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.freshness import MARK_AGES, OPEN_INTEREST_AGES, Freshness
from tui.session.markets import MarketStore
from tui.session.pace import Pace
from tui.session.ports import Reads
from tui.session.waiting import wait_for

READ_EVERY = 600.0
"""Seconds between readings of one market; intervals last an hour or longer."""


class SelectionReader:
    """Keeps the funding history of one market at a time, with mark and open interest to start on.

    `read_mark` asks for the mark of a market and writes it down, or raises `ReadFailed`; `pace` is
    shared by all reads of history; `changed` is called after an answer.
    """

    def __init__(
        self,
        rest: Reads,
        clock: Clock,
        stores: Mapping[str, MarketStore],
        *,
        read_mark: Callable[[str], Awaitable[None]],
        pace: Pace,
        changed: Callable[[], None],
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._stores = stores
        self._read_mark = read_mark
        self._pace = pace
        self._changed = changed
        self._symbol: str | None = None
        self._news = asyncio.Event()

    def follow(self, symbol: str) -> None:
        """Keep the figures of `symbol`, and of no other."""
        if symbol != self._symbol:
            self._symbol = symbol
            self._news.set()

    async def run(self) -> None:
        """Read what is followed until cancelled; a history that is young enough is not read."""
        while True:
            symbol = self._symbol
            self._news.clear()
            if symbol is not None:
                await self._fill_mark(symbol)
                await self._fill_open_interest(symbol)
            if symbol is not None and self._is_due(symbol):
                await self._pace.turn()
                if self._symbol == symbol:
                    await self._read(symbol)
            if self._symbol == symbol:
                await wait_for(self._news, self._clock, READ_EVERY)

    async def _fill_mark(self, symbol: str) -> None:
        if MARK_AGES.judge(self._age(self._stores[symbol].mark_at)) is Freshness.FRESH:
            return
        try:
            await self._read_mark(symbol)
        except ReadFailed:
            return
        self._changed()

    async def _fill_open_interest(self, symbol: str) -> None:
        age = self._age(self._stores[symbol].open_interest_at)
        if OPEN_INTEREST_AGES.judge(age) is Freshness.FRESH:
            return
        try:
            figures = await self._rest.open_interest(symbol)
        except ReadFailed:
            return
        for figure in figures:
            if figure.symbol == symbol:
                self._stores[symbol].take_open_interest(figure, self._clock.monotonic())
                self._changed()

    def _age(self, at: float | None) -> float | None:
        return None if at is None else self._clock.monotonic() - at

    def _is_due(self, symbol: str) -> bool:
        age = self._age(self._stores[symbol].funding_at)
        return age is None or age >= READ_EVERY

    async def _read(self, symbol: str) -> None:
        try:
            rates = await self._rest.funding_rates(symbol)
        except ReadFailed:
            return
        self._stores[symbol].take_funding(rates, self._clock.monotonic())
        self._changed()
