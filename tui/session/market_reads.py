"""Reads marks and market rules by request: before an order leaves, and rules now and then.

No stream tells that a market closes, comes or goes; only the list of markets does.
"""

from collections.abc import Callable, MutableMapping
from dataclasses import replace

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.market import BookState, Market, MarketKind
from tui.session.account import AccountReader
from tui.session.markets import MarketStore
from tui.session.ports import ExchangeTime, Reads

RULES_EVERY = 60.0
"""Seconds between readings of the list; the exchange caches it for five minutes."""

CACHED_US = 1_000_000
"""How old a mark read by request is taken to be: the exchange caches it for a second."""


class MarketReader:
    """Writes answers about markets into their stores. Everything raises `ReadFailed`."""

    def __init__(
        self,
        rest: Reads,
        clock: Clock,
        time: ExchangeTime,
        stores: MutableMapping[str, MarketStore],
        reader: AccountReader,
        *,
        changed: Callable[[str, str], None] = lambda _symbol, _news: None,
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._time = time
        self._stores = stores
        self._asked = reader.asked
        self._changed = changed

    async def run(self) -> None:
        """Renew the rules now and then until cancelled; `changed` is told of each new state."""
        while True:
            await self._clock.sleep(RULES_EVERY)
            try:
                await self.rules()
            except ReadFailed:
                continue

    async def markets(self) -> tuple[Market, ...]:
        """All markets, spot and perpetual."""
        return await self._asked(self._rest.markets())

    async def rules(self) -> None:
        """Renew the rules of every market; a new one is added, one that is gone takes no order."""
        found = {market.symbol: market for market in await self.markets()}
        if not found:
            return
        for symbol, store in self._stores.items():
            market = found.get(symbol)
            gone = replace(store.market, state=BookState.CLOSED)
            self._renew(store, market or gone, is_listed=market is not None)
        for symbol in found.keys() - self._stores.keys():
            if found[symbol].kind is MarketKind.PERP:
                self._stores[symbol] = MarketStore(found[symbol])
                self._changed(symbol, "is listed")

    def _renew(self, store: MarketStore, market: Market, *, is_listed: bool) -> None:
        before = store.market.state, store.is_listed
        if (store.market, store.is_listed) == (market, is_listed):
            return
        store.market, store.is_listed = market, is_listed
        store.revision += 1
        if (market.state, is_listed) != before:
            news = f"is now {market.state.value}" if is_listed else "is listed no more"
            self._changed(market.symbol, news)

    async def mark(self, symbol: str) -> None:
        """Renew the mark of one market, unless the stream told a younger one."""
        is_timed = self._time.uncertainty_ms is not None
        seen_us = self._time.now_us() - CACHED_US if is_timed else 0
        for tick in await self._asked(self._rest.mark_prices(symbol)):
            if tick.symbol in self._stores:
                stamped = replace(tick, exchange_us=seen_us)
                self._stores[tick.symbol].take_read_mark(stamped, self._clock.monotonic())
