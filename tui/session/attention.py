"""Notices that a market is not heard though its link is: a subscription that never took effect.

The exchange acknowledges nothing, and while other markets talk nobody misses the one that is
silent. Marks come each second, so the lack of one tells; its streams are then asked for again.
"""

from collections.abc import Callable, Iterable, Mapping

from tui.client.clock import Clock
from tui.session.markets import MarketStore
from tui.session.ports import Feed

LOOK_EVERY = 2.5
DEAF_AFTER = 10.0
"""Seconds without a mark after which a market's streams are asked for again."""


class Attention:
    """Looks after the marks of the markets that `followed` names, until cancelled."""

    def __init__(
        self,
        feed: Feed,
        clock: Clock,
        stores: Mapping[str, MarketStore],
        followed: Callable[[], Iterable[str]],
    ) -> None:
        self._feed = feed
        self._clock = clock
        self._stores = stores
        self._followed = followed
        self._asked: dict[str, float] = {}
        """When the streams of a market were asked for last."""

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            now = self._clock.monotonic()
            self._asked = {symbol: self._asked.get(symbol, now) for symbol in self._followed()}
            for symbol in self._asked:
                if self._is_deaf(symbol, now):
                    self._asked[symbol] = now
                    self._feed.renew(
                        [name for name in self._feed.wanted if name.endswith(f".{symbol}")]
                    )
            await self._clock.sleep(LOOK_EVERY)

    def _is_deaf(self, symbol: str, now: float) -> bool:
        store = self._stores.get(symbol)
        if store is None or not store.is_listed:
            return False
        heard = self._asked[symbol] if store.mark_at is None else store.mark_at
        return now - max(heard, self._asked[symbol]) >= DEAF_AFTER
