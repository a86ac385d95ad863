"""The questions about markets: public, unsigned, and asked by whoever draws something.

They stand apart from the account's because anybody may ask them, as often as the limits allow.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from tui.domain.market import Market
from tui.domain.quotes import Candle, FundingRate, MarkTick, OpenInterest, Ticker, Trade
from tui.wire import figures_responses, market_responses
from tui.wire.market_responses import DepthSnapshot
from tui.wire.requests import Endpoint
from tui.wire.signing import Params

_T = TypeVar("_T")


class MarketQuestions(ABC):
    """Asks about markets; each question raises `tui.client.errors.ReadFailed` without an answer."""

    @abstractmethod
    async def _read(self, endpoint: Endpoint, params: Params, parse: Callable[[bytes], _T]) -> _T:
        """Ask, and read the answer."""

    @abstractmethod
    def _now_ms(self) -> int:
        """Exchange time, milliseconds since the epoch."""

    async def markets(self) -> tuple[Market, ...]:
        """All spot and perpetual markets."""
        return await self._read(Endpoint.MARKETS, {}, market_responses.markets)

    async def depth(self, symbol: str, limit: int = 1_000) -> DepthSnapshot:
        """The book; `limit` is one of 5, 10, 20, 50, 100, 500, 1000."""
        params: Params = {"symbol": symbol, "limit": limit}
        return await self._read(Endpoint.DEPTH, params, market_responses.depth)

    async def mark_prices(self, symbol: str | None = None) -> tuple[MarkTick, ...]:
        """Mark prices of one or all perpetuals; a cache may hold them back for 1 to 4 seconds."""
        return await self._read(
            Endpoint.MARK_PRICES, {"symbol": symbol}, market_responses.mark_prices
        )

    async def ticker(self, symbol: str) -> Ticker | None:
        """Figures of the last 24 hours, up to 30 seconds old; None when there are none (204)."""
        return await self._read(
            Endpoint.TICKER,
            {"symbol": symbol},
            lambda content: market_responses.ticker(content) if content else None,
        )

    async def trades(self, symbol: str, limit: int = 100) -> tuple[Trade, ...]:
        """Recent public trades, oldest first; `limit` is at most 1000."""
        return await self._read(
            Endpoint.TRADES,
            {"symbol": symbol, "limit": limit},
            lambda content: market_responses.trades(content, symbol),
        )

    async def klines(
        self,
        symbol: str,
        interval: str,
        start_s: int,
        end_s: int | None = None,
        price_type: str | None = None,
    ) -> tuple[Candle, ...]:
        """Candles from `start_s` to `end_s` (seconds), of `Last`, `Mark` or `Index` prices."""
        return await self._read(
            Endpoint.KLINES,
            {
                "symbol": symbol,
                "interval": interval,
                "startTime": start_s,
                "endTime": end_s,
                "priceType": price_type,
            },
            lambda content: market_responses.klines(content, symbol, interval, self._now_ms()),
        )

    async def tickers(self) -> tuple[Ticker, ...]:
        """Figures of the last 24 hours of every market that traded, up to 30 seconds old."""
        return await self._read(Endpoint.TICKERS, {}, market_responses.tickers)

    async def open_interest(self, symbol: str | None = None) -> tuple[OpenInterest, ...]:
        """Open interest of one market or all."""
        return await self._read(
            Endpoint.OPEN_INTEREST, {"symbol": symbol}, figures_responses.open_interest
        )

    async def funding_rates(self, symbol: str, limit: int = 24) -> tuple[FundingRate, ...]:
        """Funding of past intervals, newest first; the first may be of the one that runs."""
        return await self._read(
            Endpoint.FUNDING_RATES,
            {"symbol": symbol, "limit": limit},
            figures_responses.funding_rates,
        )
