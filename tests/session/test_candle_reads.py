import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from tests.builders import SOL, price, quantity, sol_market
from tests.fakes.clock import FakeClock, settle
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.domain.quotes import Candle
from tui.session.candle_reads import FIRST_READ, MOST_STORES, RETRY_AFTER, CandleKeeper
from tui.session.candles import CandleStore
from tui.session.markets import MarketStore
from tui.session.pace import HISTORY_READS, HISTORY_SECONDS, Pace

MINUTE = 60_000


@dataclass
class Desk:
    keeper: CandleKeeper
    reads: FakeReads
    clock: FakeClock
    market: MarketStore
    now_ms: int
    told: list[int] = field(default_factory=list)

    @property
    def store(self) -> CandleStore:
        return self.market.candles["1m"]

    def candle(self, ago: int, *, volume: str = "1", closed: bool = True) -> Candle:
        """The candle that started `ago` whole minutes before the running one."""
        start = self.now_ms // MINUTE * MINUTE - ago * MINUTE
        p = price("100")
        return Candle(SOL, "1m", start, p, p, p, p, quantity(volume), closed)

    def has(self, *ago: int) -> None:
        """Let the exchange have these candles."""
        self.reads.candle_list = tuple(self.candle(each) for each in sorted(ago, reverse=True))


@asynccontextmanager
async def running() -> AsyncIterator[Desk]:
    clock, reads = FakeClock(), FakeReads()
    told: list[int] = []
    time = FakeExchangeTime(clock)
    market = MarketStore(sol_market())
    keeper = CandleKeeper(
        reads,
        clock,
        time,
        {SOL: market},
        pace=Pace(clock),
        changed=lambda: told.append(market.revision),
    )
    task = asyncio.create_task(keeper.run())
    try:
        yield Desk(keeper, reads, clock, market, time.now_us() // 1_000, told)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_chart_that_is_looked_at_gets_its_history_and_the_stream() -> None:
    async with running() as desk:
        desk.has(3, 2, 1)
        assert desk.keeper.watch(SOL, "1m")
        assert desk.keeper.streams == {f"kline.1m.{SOL}"}
        await settle()
        assert len(desk.store.series) == 3
        assert desk.store.is_whole
        assert desk.store.read_at == desk.clock.monotonic()
        assert desk.told
        assert desk.keeper.take(desk.candle(0, closed=False), 5.0)
        assert len(desk.store.series) == 4
        assert desk.store.heard_at == 5.0
        [(_, _, start, end)] = desk.reads.candle_questions
        assert (desk.now_ms // 1_000 - start) // 60 == FIRST_READ
        assert end is None


async def test_watching_twice_neither_reads_nor_subscribes_twice() -> None:
    async with running() as desk:
        desk.keeper.watch(SOL, "1m")
        await settle()
        assert not desk.keeper.watch(SOL, "1m")
        await settle()
        assert desk.reads.asked["klines"] == 1


async def test_candles_nobody_looks_at_are_not_kept() -> None:
    async with running() as desk:
        assert not desk.keeper.take(desk.candle(0), 1.0)
        desk.keeper.watch(SOL, "1m")
        await settle()
        assert desk.keeper.unwatch(SOL, "1m")
        assert not desk.keeper.unwatch(SOL, "1m")
        assert not desk.keeper.take(desk.candle(0), 1.0)
        assert desk.keeper.streams == frozenset()


async def test_a_chart_that_comes_back_reads_only_what_it_missed() -> None:
    async with running() as desk:
        desk.has(3, 2, 1)
        desk.keeper.watch(SOL, "1m")
        await settle()
        desk.keeper.unwatch(SOL, "1m")
        assert desk.keeper.watch(SOL, "1m")
        await settle()
        assert desk.reads.candle_questions[1][2] * 1_000 == desk.candle(1).start_ms


async def test_after_a_reconnect_what_was_missed_is_read() -> None:
    async with running() as desk:
        desk.has(3, 2)
        desk.keeper.watch(SOL, "1m")
        await settle()
        desk.has(3, 2, 1)
        desk.keeper.connected()
        await settle()
        assert len(desk.store.series) == 3
        assert desk.store.is_whole


async def test_a_link_lost_while_history_is_on_its_way_has_it_read_again() -> None:
    async with running() as desk:
        desk.reads.held["klines"] = asyncio.Event()
        desk.keeper.watch(SOL, "1m")
        await settle()
        desk.keeper.connected()
        desk.reads.held.pop("klines").set()
        await settle()
        assert desk.reads.asked["klines"] == 2
        assert desk.store.is_whole


async def test_an_interval_that_the_stream_left_out_is_read() -> None:
    async with running() as desk:
        desk.has(5, 4)
        desk.keeper.watch(SOL, "1m")
        await settle()
        desk.has(5, 4, 3, 2, 1)
        desk.keeper.take(desk.candle(0, closed=False), 1.0)
        await settle()
        assert len(desk.store.series) == 6


async def test_without_an_answer_the_reason_is_kept_and_it_is_tried_again() -> None:
    async with running() as desk:
        desk.has(1)
        desk.reads.fail("klines")
        desk.keeper.watch(SOL, "1m")
        await settle()
        problems = [desk.store.problem]
        desk.reads.recover()
        await desk.clock.advance(RETRY_AFTER)
        problems.append(desk.store.problem)
        assert problems == ["connection refused", None]
        assert len(desk.store.series) == 1


async def test_a_chart_that_is_moved_back_gets_older_candles_until_there_are_none() -> None:
    async with running() as desk:
        desk.has(700, 650, 300, 1)
        desk.keeper.watch(SOL, "1m")
        await settle()
        assert len(desk.store.series) == 2
        desk.keeper.watch(SOL, "1m", desk.candle(800).start_ms)
        await settle()
        assert len(desk.store.series) == 4
        assert desk.store.is_exhausted
        assert not desk.store.wants_older
        assert desk.reads.asked["klines"] == 3


async def test_reads_are_paced() -> None:
    async with running() as desk:
        desk.keeper.watch(SOL, "1m")
        for _ in range(60):
            await settle()
            desk.keeper.connected()
        assert desk.reads.asked["klines"] < 30


async def test_while_reads_have_to_wait_only_the_last_chart_is_kept_in_mind() -> None:
    async with running() as desk:
        desk.keeper.watch(SOL, "1m")
        while len(desk.reads.candle_questions) < HISTORY_READS:
            desk.keeper.connected()
            before = len(desk.reads.candle_questions)
            await settle()
            if len(desk.reads.candle_questions) == before:
                break
        desk.keeper.unwatch(SOL, "1m")
        desk.keeper.watch(SOL, "1h")
        await desk.clock.advance(HISTORY_SECONDS)
        assert [interval for _, interval, _, _ in desk.reads.candle_questions[before:]] == ["1h"]


async def test_only_so_many_series_are_kept() -> None:
    async with running() as desk:
        for interval in (
            "1m",
            "3m",
            "5m",
            "15m",
            "30m",
            "1h",
            "2h",
            "4h",
            "6h",
            "8h",
            "12h",
            "1d",
            "3d",
            "1w",
        ):
            desk.keeper.watch(SOL, interval)
            desk.keeper.unwatch(SOL, interval)
        assert len(desk.market.candles) <= MOST_STORES + 1
        assert "1w" in desk.market.candles
        assert "1m" not in desk.market.candles


async def test_an_interval_that_does_not_exist_is_refused() -> None:
    async with running() as desk:
        with pytest.raises(ValueError, match="7m"):
            desk.keeper.watch(SOL, "7m")
