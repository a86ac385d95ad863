"""An exchange that answers questions from plain attributes, and fails or waits when told to."""

import asyncio
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from tests.builders import SOL, price, sol_long, sol_market, usd
from tui.client.errors import NotConnected, ReadFailed
from tui.domain.account import AccountSummary, Balance, Fees, MarginSummary
from tui.domain.events import ClockMeasured
from tui.domain.market import Market, MarketKind
from tui.domain.money import Price, Rate
from tui.domain.order import Fill, Order
from tui.domain.position import Position
from tui.domain.quotes import Candle, FundingRate, MarkTick, OpenInterest, Ticker, Trade
from tui.wire.market_responses import DepthSnapshot


class FakeReads:
    """Answers what its attributes say; `failing` names the questions that get no answer."""

    def __init__(self, *, can_sign: bool = True) -> None:
        self.can_sign = can_sign
        self.asked: Counter[str] = Counter()
        self.failing: dict[str, ReadFailed] = {}
        self.held: dict[str, asyncio.Event] = {}
        """Questions that wait for their event before they are answered."""
        self.market_list: tuple[Market, ...] = (
            sol_market(),
            sol_market("ETH_USDC_PERP"),
            sol_market("SOL_USDC", kind=MarketKind.SPOT),
        )
        self.book = depth_at(100)
        self.marks: tuple[MarkTick, ...] = (MarkTick(SOL, price("100.60"), None, None, None),)
        self.trade_list: tuple[Trade, ...] = ()
        self.ticker_list: tuple[Ticker, ...] = ()
        self.interest_list: tuple[OpenInterest, ...] = ()
        self.rates: tuple[FundingRate, ...] = ()
        self.round_trip: float | None = None
        self.fill_list: tuple[Fill, ...] = ()
        self.fill_questions: list[int | None] = []
        """From when on each question for fills asked."""
        self.candle_list: tuple[Candle, ...] = ()
        self.candle_questions: list[tuple[str, str, int, int | None]] = []
        """Symbol, interval, first and last second of each question for candles."""
        self.position_list: tuple[Position, ...] = (sol_long(),)
        self.liquidations: dict[str, Price] = {}
        """Told only when one symbol is asked for, as the exchange does."""
        self.order_list: tuple[Order, ...] = ()
        self.history: tuple[Order, ...] = ()
        self.measure: ClockMeasured | None = ClockMeasured(3.0, 20.0)

    def fail(self, *questions: str, error: ReadFailed | None = None) -> None:
        for question in questions:
            self.failing[question] = error or NotConnected("connection refused")

    def recover(self) -> None:
        self.failing.clear()

    async def _answer(self, question: str) -> None:
        self.asked[question] += 1
        if question in self.held:
            await self.held[question].wait()
        if question in self.failing:
            raise self.failing[question]

    async def markets(self) -> tuple[Market, ...]:
        await self._answer("markets")
        return self.market_list

    async def depth(self, symbol: str, limit: int = 1_000) -> DepthSnapshot:
        del symbol, limit
        await self._answer("depth")
        return self.book

    async def mark_prices(self, symbol: str | None = None) -> tuple[MarkTick, ...]:
        await self._answer("mark_prices")
        return tuple(tick for tick in self.marks if symbol in {None, tick.symbol})

    async def ticker(self, symbol: str) -> Ticker | None:
        del symbol
        await self._answer("ticker")
        return None

    async def trades(self, symbol: str, limit: int = 100) -> tuple[Trade, ...]:
        await self._answer("trades")
        return tuple(trade for trade in self.trade_list if trade.symbol == symbol)[:limit]

    async def klines(
        self,
        symbol: str,
        interval: str,
        start_s: int,
        end_s: int | None = None,
        price_type: str | None = None,
    ) -> tuple[Candle, ...]:
        del price_type
        self.candle_questions.append((symbol, interval, start_s, end_s))
        await self._answer("klines")
        return tuple(
            candle
            for candle in self.candle_list
            if (candle.symbol, candle.interval) == (symbol, interval)
            and start_s * 1_000 <= candle.start_ms
            and (end_s is None or candle.start_ms <= end_s * 1_000)
        )

    async def tickers(self) -> tuple[Ticker, ...]:
        await self._answer("tickers")
        return self.ticker_list

    async def open_interest(self, symbol: str | None = None) -> tuple[OpenInterest, ...]:
        await self._answer("open_interest")
        return tuple(each for each in self.interest_list if symbol in {None, each.symbol})

    async def funding_rates(self, symbol: str, limit: int = 24) -> tuple[FundingRate, ...]:
        await self._answer("funding_rates")
        return tuple(each for each in self.rates if each.symbol == symbol)[:limit]

    async def fills(
        self,
        symbol: str | None = None,
        from_ms: int | None = None,
        limit: int = 100,
        offset: int = 0,
        order_id: str | None = None,
    ) -> tuple[Fill, ...]:
        del symbol, order_id
        self.fill_questions.append(from_ms)
        await self._answer("fills")
        found = tuple(fill for fill in self.fill_list if fill.time_ms >= (from_ms or 0))
        return found[offset : offset + limit]

    async def measure_clock(self) -> ClockMeasured | None:
        await self._answer("measure_clock")
        return self.measure

    async def account(self) -> AccountSummary:
        await self._answer("account")
        return AccountSummary(Fees(Decimal(2), Decimal(5)), Decimal(10), liquidating=False)

    async def margin(self) -> MarginSummary:
        await self._answer("margin")
        zero = Rate(Decimal(0))
        money = usd("10000")
        return MarginSummary(money, money, usd("0"), usd("0"), usd("0"), None, zero, zero)

    async def balances(self) -> tuple[Balance, ...]:
        await self._answer("balances")
        return ()

    async def positions(self, symbol: str | None = None) -> tuple[Position, ...]:
        await self._answer("positions")
        if symbol is None:
            return self.position_list
        return tuple(
            replace(position, liquidation=self.liquidations.get(symbol))
            for position in self.position_list
            if position.symbol == symbol
        )

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        await self._answer("open_orders")
        return tuple(o for o in self.order_list if symbol in {None, o.symbol})

    async def order_history(
        self, symbol: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[Order, ...]:
        await self._answer("order_history")
        found = tuple(o for o in self.history if symbol in {None, o.symbol})
        return found[offset : offset + limit]


def depth_at(last_id: int) -> DepthSnapshot:
    """A book of one level a side, 100.59 to 100.61, as of `last_id`."""
    return DepthSnapshot(
        bids=((Decimal("100.59"), Decimal(12)),),
        asks=((Decimal("100.61"), Decimal(10)),),
        last_id=last_id,
        exchange_us=0,
    )
