"""Reads marks and market rules by request, for the moment before an order leaves."""

from collections.abc import Mapping
from dataclasses import replace

from tui.client.clock import Clock
from tui.domain.market import Market
from tui.session.account import AccountReader
from tui.session.markets import MarketStore
from tui.session.ports import ExchangeTime, Reads

CACHED_US = 1_000_000
"""How old a mark read by request is taken to be: the exchange caches it for a second."""


class MarketReader:
    """Writes answers about markets into their stores. Everything raises `ReadFailed`."""

    def __init__(
        self,
        rest: Reads,
        clock: Clock,
        time: ExchangeTime,
        stores: Mapping[str, MarketStore],
        reader: AccountReader,
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._time = time
        self._stores = stores
        self._asked = reader.asked

    async def markets(self) -> tuple[Market, ...]:
        """All markets, spot and perpetual."""
        return await self._asked(self._rest.markets())

    async def rules(self) -> None:
        """Renew the rules of every market."""
        found = {market.symbol: market for market in await self.markets()}
        for symbol, store in self._stores.items():
            if symbol in found and store.market != found[symbol]:
                store.market = found[symbol]
                store.revision += 1

    async def mark(self, symbol: str) -> None:
        """Renew the mark of one market, unless the stream told a younger one."""
        is_timed = self._time.uncertainty_ms is not None
        seen_us = self._time.now_us() - CACHED_US if is_timed else 0
        for tick in await self._asked(self._rest.mark_prices(symbol)):
            if tick.symbol in self._stores:
                stamped = replace(tick, exchange_us=seen_us)
                self._stores[tick.symbol].take_read_mark(stamped, self._clock.monotonic())
