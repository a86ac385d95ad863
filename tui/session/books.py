"""Keeps the book and the tape of the selected market whole, by request where the stream cannot.

The book needs a snapshot after each connect and after each gap. The changes that arrive while it is
on its way are kept by the book itself. A snapshot older than the first of them cannot be joined to
them, so another is asked for, a little later.
"""

import asyncio
from collections.abc import Mapping

from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.book import BookStatus
from tui.domain.events import Noted
from tui.session.markets import MarketStore
from tui.session.ports import Reads, Tell
from tui.session.waiting import wait_for

MAX_TRIES = 8
FIRST_WAIT = 0.5
LONGEST_WAIT = 4.0
REST_AFTER_FAILURE = 30.0
"""Seconds without a book before the tries begin anew; a book whole this long has recovered."""
CHECK_EVERY = 10.0
CHECK_LOOKS, CHECK_PAUSE = 3, 1.0
"""Looks that have to differ, and seconds between them, before a book is called wrong."""


def contradicts(store: MarketStore, since: float) -> bool:
    """Whether a quote received after `since` names other best prices than the book."""
    top, quote, at = store.top(1), store.quote, store.quote_at
    if top is None or quote is None or at is None or at <= since:
        return False
    return (top.best_bid, top.best_ask) != (quote.bid, quote.ask)


class BookKeeper:
    """Fetches snapshots for one market at a time."""

    def __init__(
        self, rest: Reads, clock: Clock, markets: Mapping[str, MarketStore], tell: Tell
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._markets = markets
        self._tell = tell
        self._wanted: str | None = None
        self._wake = asyncio.Event()
        self._pause = 0.0
        self._mended_at = clock.monotonic()
        self.repairs = 0
        """Times a book was read anew because it had broken."""

    def restart(self, symbol: str) -> None:
        """Forget the book of `symbol` and fetch it at once; no other is fetched any more."""
        self._pause = 0.0
        self._ask_for(symbol)

    def mend(self, symbol: str) -> None:
        """The same after a gap; a book that breaks again and again is fetched ever more slowly."""
        now = self._clock.monotonic()
        recovered = now - self._mended_at > REST_AFTER_FAILURE
        self._pause = FIRST_WAIT if recovered else min(self._pause * 2 or FIRST_WAIT, LONGEST_WAIT)
        self._mended_at = now
        self.repairs += 1
        self._ask_for(symbol)

    def stop(self) -> None:
        """The stream is gone: without its changes a snapshot would stand still and look alive."""
        if self._wanted is not None:
            self._markets[self._wanted].reset_book()
        self._wanted = None

    def _ask_for(self, symbol: str) -> None:
        self._markets[symbol].reset_book()
        self._wanted = symbol
        self._wake.set()

    async def run(self) -> None:
        """Serve what is asked for until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            symbol, pause = self._wanted, self._pause
            if symbol is None:
                continue
            if pause:
                await self._clock.sleep(pause)
            if not await self._fetch(symbol):
                await wait_for(self._wake, self._clock, REST_AFTER_FAILURE)
                self._wake.set()
            elif not pause:
                await self._fill_tape(symbol)

    async def cross_check(self) -> None:
        """Compare the book with the best quotes now and then, until cancelled.

        Both streams may overtake each other and their ids say nothing of it, so only a difference
        that lasts tells that the book is wrong.
        """
        seen = self._clock.monotonic()
        while True:
            await self._clock.sleep(CHECK_EVERY)
            symbol = self._wanted
            if symbol is not None and self._markets[symbol].book.status is BookStatus.BROKEN:
                self.mend(symbol)  # found out by a look, and no change came since
            elif symbol is not None and await self._contradicted(symbol, seen):
                self._tell(Noted(f"The book of {symbol} contradicted its quotes; it is read again"))
                self.mend(symbol)
            seen = self._clock.monotonic()

    async def _contradicted(self, symbol: str, seen: float) -> bool:
        for look in range(CHECK_LOOKS):
            if look:
                await self._clock.sleep(CHECK_PAUSE)
            if symbol != self._wanted or not contradicts(self._markets[symbol], seen):
                return False
        return True

    async def _fetch(self, symbol: str) -> bool:
        """Whether the book is whole, or no longer asked for, after a few tries."""
        wait = FIRST_WAIT
        for _ in range(MAX_TRIES):
            if await self._fetched_once(symbol):
                return True
            await self._clock.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        self._tell(Noted(f"The book of {symbol} could not be read; it will be tried again"))
        return False

    async def _fetched_once(self, symbol: str) -> bool:
        try:
            snapshot = await self._rest.depth(symbol)
        except ReadFailed:
            return self._wanted != symbol
        if self._wanted != symbol:
            return True
        return self._markets[symbol].load_book(
            snapshot.bids, snapshot.asks, snapshot.last_id, self._clock.monotonic()
        )

    async def _fill_tape(self, symbol: str) -> None:
        """What happened before the stream; it tells of the rest by itself, so failing is fine."""
        try:
            trades = await self._rest.trades(symbol)
        except ReadFailed:
            return
        self._markets[symbol].take_trades(trades, self._clock.monotonic())
