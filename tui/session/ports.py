"""What the session needs from the client: questions to ask and streams to follow.

The client's own types are named here and not loaded: the screen shows figures of the session before
sockets and documents are there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from tui.domain.account import AccountSummary, Balance, MarginSummary
from tui.domain.events import ClockMeasured, Event, Link
from tui.domain.market import Market
from tui.domain.order import Fill, Order
from tui.domain.position import Position
from tui.domain.quotes import Candle, FundingRate, MarkTick, OpenInterest, Ticker, Trade

if TYPE_CHECKING:
    from tui.client.stream import Counts, Publish
    from tui.wire.market_responses import DepthSnapshot


class Reads(Protocol):
    """The questions. Each raises `tui.client.errors.ReadFailed` when it gets no answer."""

    @property
    def can_sign(self) -> bool:
        """Whether the account can be asked about."""
        ...

    @property
    def round_trip(self) -> float | None:
        """Seconds the last answered question took."""
        ...

    async def markets(self) -> tuple[Market, ...]:
        """All markets."""
        ...

    async def depth(self, symbol: str, limit: int = 1_000) -> DepthSnapshot:
        """The book."""
        ...

    async def mark_prices(self, symbol: str | None = None) -> tuple[MarkTick, ...]:
        """Mark prices, without a time of their own."""
        ...

    async def ticker(self, symbol: str) -> Ticker | None:
        """Figures of 24 hours."""
        ...

    async def tickers(self) -> tuple[Ticker, ...]:
        """Figures of 24 hours of every market that traded."""
        ...

    async def open_interest(self, symbol: str | None = None) -> tuple[OpenInterest, ...]:
        """Open interest of one market or all."""
        ...

    async def funding_rates(self, symbol: str, limit: int = 24) -> tuple[FundingRate, ...]:
        """Funding of past intervals, newest first."""
        ...

    async def trades(self, symbol: str, limit: int = 100) -> tuple[Trade, ...]:
        """Recent public trades, oldest first."""
        ...

    async def klines(
        self,
        symbol: str,
        interval: str,
        start_s: int,
        end_s: int | None = None,
        price_type: str | None = None,
    ) -> tuple[Candle, ...]:
        """Candles between two moments (seconds), oldest first."""
        ...

    async def measure_clock(self) -> ClockMeasured | None:
        """Measure the exchange's clock; None when its answers contradict one another."""
        ...

    async def account(self) -> AccountSummary:
        """Fees and limits."""
        ...

    async def margin(self) -> MarginSummary:
        """Equity and margin."""
        ...

    async def balances(self) -> tuple[Balance, ...]:
        """What is held of each asset."""
        ...

    async def positions(self, symbol: str | None = None) -> tuple[Position, ...]:
        """Open positions."""
        ...

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        """Open orders, resting and conditional."""
        ...

    async def fills(
        self,
        symbol: str | None = None,
        from_ms: int | None = None,
        limit: int = 100,
        offset: int = 0,
        order_id: str | None = None,
    ) -> tuple[Fill, ...]:
        """Executions, newest first, from a moment on."""
        ...

    async def order_history(
        self, symbol: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[Order, ...]:
        """Past and present orders, newest first."""
        ...


class ExchangeTime(Protocol):
    """The exchange's clock as far as it can be told from here."""

    uncertainty_ms: float | None

    def now_us(self) -> int:
        """Microseconds since the epoch."""
        ...


class Feed(Protocol):
    """One kept-alive stream."""

    @property
    def counts(self) -> Counts:
        """What came over it since the start."""
        ...

    @property
    def wanted(self) -> Collection[str]:
        """The names wanted now."""
        ...

    @property
    def round_trip(self) -> float | None:
        """Seconds the last ping took; None while not connected or before the first."""
        ...

    def want(self, names: Iterable[str]) -> None:
        """Subscribe now and after each reconnect."""
        ...

    def drop(self, names: Iterable[str]) -> None:
        """Subscribe no more."""
        ...

    async def run(self) -> None:
        """Stay connected until cancelled."""
        ...


MakeFeed: TypeAlias = "Callable[[Link, Publish], Feed]"
"""Makes the stream of a link; it hands its messages to the callback."""

Tell = Callable[[Event], None]
"""Publishes an event to the account's truth."""
