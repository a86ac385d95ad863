"""Keeps candles of the charts that are looked at: history by request, the newest by stream.

A chart says what it wants with `watch`. The history is read once and kept when the chart goes away;
only what happened meanwhile is read when it comes back, after a lost link, or after an interval
that the stream left out.
"""

import asyncio
from collections.abc import Callable, Mapping

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.candles import INTERVALS, CandleSeries
from tui.domain.quotes import Candle
from tui.session.candles import CandleStore
from tui.session.markets import MarketStore
from tui.session.pace import Pace
from tui.session.ports import ExchangeTime, Reads
from tui.session.waiting import wait_for

FIRST_READ = 600
"""Candles read when a chart is first looked at."""

LONGEST_READ = 1_500
"""Candles asked for in one question."""

RETRY_AFTER = 5.0
"""Seconds between tries while there is no answer."""

MOST_STORES = 12
"""Series kept, those that are looked at not counted."""

_Key = tuple[str, str]


class CandleKeeper:
    """Writes the candles into the market stores. `pace` is shared by all reads of history."""

    def __init__(
        self,
        rest: Reads,
        clock: Clock,
        time: ExchangeTime,
        markets: Mapping[str, MarketStore],
        *,
        pace: Pace,
        changed: Callable[[], None],
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._time = time
        self._markets = markets
        self._pace = pace
        self._changed = changed
        self._stores: dict[_Key, CandleStore] = {}
        self._wake = asyncio.Event()

    @property
    def streams(self) -> frozenset[str]:
        """Names of the streams of the charts that are looked at."""
        return frozenset(
            f"kline.{interval}.{symbol}"
            for (symbol, interval), store in self._stores.items()
            if store.watched
        )

    def watch(self, symbol: str, interval: str, since_ms: int | None = None) -> bool:
        """Keep candles from `since_ms` on; whether the stream of them is wanted anew.

        Raises:
            KeyError: no perpetual has the symbol.
            ValueError: the exchange has no such interval.
        """
        key = symbol, interval
        store = self._stores.pop(key, None)
        if store is None:
            store = CandleStore(CandleSeries(symbol, interval))
            self._markets[symbol].candles[interval] = store
        self._stores[key] = store
        if since_ms is not None:
            store.since_ms = min(since_ms, store.since_ms or since_ms)
        is_new, store.watched = not store.watched, True
        self._drop_unwatched()
        self._wake.set()
        return is_new

    def unwatch(self, symbol: str, interval: str) -> bool:
        """Follow no longer; whether it was followed. What is known is kept for a while."""
        store = self._stores.get((symbol, interval))
        if store is None or not store.watched:
            return False
        store.watched = False
        store.break_off()
        return True

    def connected(self) -> None:
        """The stream begins anew: what happened before it has to be read."""
        for store in self._stores.values():
            store.break_off()
        self._wake.set()

    def take(self, candle: Candle, at: float) -> bool:
        """Write a candle of the stream down; False when nobody looks at its chart."""
        store = self._stores.get((candle.symbol, candle.interval))
        if store is None or not store.watched:
            return False
        if not store.hear(candle, at):
            store.break_off()
            self._wake.set()
        self._markets[candle.symbol].revision += 1
        return True

    async def run(self) -> None:
        """Read what is missing until cancelled."""
        while True:
            self._wake.clear()
            key = self._missing()
            if key is None:
                await self._wake.wait()
                continue
            await self._pace.turn()
            key = self._missing()
            if key is not None and not await self._read(*key):
                await wait_for(self._wake, self._clock, RETRY_AFTER)

    def _missing(self) -> _Key | None:
        """The chart looked at last comes first."""
        for key in reversed(self._stores):
            store = self._stores[key]
            if store.watched and (not store.is_whole or store.wants_older):
                return key
        return None

    async def _read(self, symbol: str, interval: str) -> bool:
        store = self._stores.get((symbol, interval))
        if store is None:
            return True
        gaps, is_older = store.gaps, store.is_whole
        start, end = self._older(store) if is_older else (self._newer(store), None)
        try:
            found = await self._rest.klines(symbol, interval, start, end)
        except ReadFailed as failed:
            store.problem = failed.reason
            self._tell(symbol)
            return False
        changed = store.series.merge(found)
        if is_older:
            store.is_exhausted = not changed or store.series.is_full
        else:
            store.mended = gaps
        store.problem, store.read_at = None, self._clock.monotonic()
        self._tell(symbol)
        return True

    def _newer(self, store: CandleStore) -> int:
        """Second from which on candles may be missing."""
        length = INTERVALS[store.series.interval]
        now = self._time.now_us() // 1_000
        reach = now - FIRST_READ * length
        if store.since_ms is not None and store.read_at is None:
            reach = max(min(reach, store.since_ms), now - LONGEST_READ * length)
        known = store.series.last_closed
        if known is not None and store.read_at is not None:
            reach = max(known.start_ms, now - LONGEST_READ * length)
        return max(0, reach // 1_000)

    def _older(self, store: CandleStore) -> tuple[int, int]:
        """Seconds between which older candles are asked for: a good deal at once."""
        oldest = store.series.oldest
        end = self._time.now_us() // 1_000 if oldest is None else oldest.start_ms
        start = end - LONGEST_READ * INTERVALS[store.series.interval]
        return max(0, start // 1_000), end // 1_000

    def _tell(self, symbol: str) -> None:
        self._markets[symbol].revision += 1
        self._changed()

    def _drop_unwatched(self) -> None:
        idle = [key for key, store in self._stores.items() if not store.watched]
        for symbol, interval in idle[: max(0, len(idle) - MOST_STORES)]:
            del self._stores[symbol, interval]
            self._markets[symbol].candles.pop(interval, None)
