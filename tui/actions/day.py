"""Keeps the result of the UTC day counted, while a limit on it is set.

Only an honest figure opens the gate: while something was traded that is not counted yet, or a
reading failed, the result is not known.
"""

import asyncio
from decimal import Decimal

from tui.actions.ports import Account, Exchange
from tui.client.clock import Clock
from tui.client.errors import ReadFailed, Unreadable
from tui.domain.account import FundingPayment
from tui.domain.day import DayCount, count_day, held_at_midnight, midnight
from tui.domain.money import Usd
from tui.domain.order import Fill

EVERY = 60.0
"""Seconds between counts while nothing is traded: funding comes by itself."""
AGAIN = 2.0
"""Seconds until the next try, and at least between two counts."""

_PAGE = 100
_MAX_PAGES = 50
_PERPETUAL = "_PERP"


class Day:
    """The day's result as far as it is known."""

    def __init__(self, session: Account, exchange: Exchange, clock: Clock) -> None:
        self._session = session
        self._exchange = exchange
        self._clock = clock
        self._count: DayCount | None = None
        self._wake = asyncio.Event()
        self.unknown = "it has not been counted yet"
        """Why the result is not known; in plain words."""

    def result(self) -> Usd | None:
        """The result since midnight UTC, USDC; None while it is not known."""
        count = self._count
        if count is None:
            return None
        if count.since_ms != midnight(self._now_ms()):
            self.unknown = "a new day began"
            return None
        found = count.result(self._held(), self._marks())
        if found is None:
            self.unknown = "something was traded that is not counted yet"
        return found

    async def run(self) -> None:
        """Count until cancelled: at once when something was traded, and every minute."""
        while True:
            try:
                await self._count_now()
            except ReadFailed as failed:
                self._count, self.unknown = None, failed.reason
            until = self._clock.monotonic() + (EVERY if self._count else AGAIN)
            await self._clock.sleep(AGAIN)
            while self.result() is not None and self._clock.monotonic() < until:
                await self._clock.sleep(AGAIN)

    async def _count_now(self) -> None:
        since = midnight(self._now_ms())
        before = self._held()
        fills = await self._fills(since)
        funding = await self._funding(since)
        marks = {
            symbol: await self._mark_at(symbol, since) for symbol in held_at_midnight(fills, before)
        }
        if self._held() != before:
            self.unknown = "something was traded while it was counted"
            return
        self._count = count_day(since, fills, funding, before, marks)
        if self._count is None:
            self.unknown = "a fee was paid in another asset than USDC"

    async def _fills(self, since: int) -> tuple[Fill, ...]:
        found: list[Fill] = []
        for page in range(_MAX_PAGES):
            fills = await self._exchange.fills(None, since, _PAGE, page * _PAGE)
            found += (fill for fill in fills if fill.symbol.endswith(_PERPETUAL))
            if len(fills) < _PAGE:
                return tuple(found)
        raise Unreadable("the fills of the day are more than can be counted")

    async def _funding(self, since: int) -> tuple[FundingPayment, ...]:
        found: list[FundingPayment] = []
        for page in range(_MAX_PAGES):
            paid = await self._exchange.funding_paid(_PAGE, page * _PAGE)
            found += (one for one in paid if one.time_ms > since)
            if len(paid) < _PAGE or paid[-1].time_ms <= since:
                return tuple(found)
        raise Unreadable("the funding of the day is more than can be counted")

    async def _mark_at(self, symbol: str, at_ms: int) -> Decimal:
        start = at_ms // 1_000
        candles = await self._exchange.klines(symbol, "1m", start, start + 60, "Mark")
        opening = [candle.open for candle in candles if candle.open is not None]
        if not opening:
            raise Unreadable(f"the mark of {symbol} at midnight is not told")
        return opening[0]

    def _held(self) -> dict[str, Decimal]:
        positions = self._session.state.positions
        return {symbol: held.position.signed_quantity for symbol, held in positions.items()}

    def _marks(self) -> dict[str, Decimal]:
        positions = self._session.state.positions
        return {symbol: Decimal(held.position.mark) for symbol, held in positions.items()}

    def _now_ms(self) -> int:
        reading = self._session.state.clock
        return self._clock.wall_ms() + (0 if reading is None else round(reading.offset_ms))
