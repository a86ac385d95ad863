import asyncio
from dataclasses import replace

import pytest

from tests.builders import SOL, price, sol_market
from tests.fakes.clock import FakeClock
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.client.errors import NotConnected
from tui.domain.market import BookState, MarketKind
from tui.domain.quotes import MarkTick
from tui.session.account import AccountReader
from tui.session.market_reads import CACHED_US, RULES_EVERY, MarketReader
from tui.session.markets import MarketStore
from tui.session.state import State


def reader_of(
    reads: FakeReads, store: MarketStore, uncertainty_ms: float | None = 20.0
) -> tuple[MarketReader, FakeExchangeTime]:
    clock = FakeClock()
    time = FakeExchangeTime(clock, uncertainty_ms)
    account = AccountReader(reads, time, State, lambda _event: None)
    return MarketReader(reads, clock, time, {SOL: store}, account), time


def telling_reader(
    reads: FakeReads, stores: dict[str, MarketStore]
) -> tuple[MarketReader, FakeClock, list[str]]:
    clock, told = FakeClock(), list[str]()
    time = FakeExchangeTime(clock)
    account = AccountReader(reads, time, State, lambda _event: None)

    def changed(symbol: str, news: str) -> None:
        told.append(f"{symbol} {news}")

    return MarketReader(reads, clock, time, stores, account, changed=changed), clock, told


async def test_a_mark_read_by_request_counts_as_a_second_old() -> None:
    store = MarketStore(sol_market())
    reader, time = reader_of(FakeReads(), store)
    await reader.mark(SOL)
    assert store.mark is not None
    assert store.mark.exchange_us == time.now_us() - CACHED_US


async def test_a_mark_the_stream_told_just_now_is_kept() -> None:
    store = MarketStore(sol_market())
    reader, time = reader_of(FakeReads(), store)
    streamed = MarkTick(SOL, price("99"), None, None, None, time.now_us())
    store.take_mark(streamed, 1.0)
    await reader.mark(SOL)
    assert store.mark is streamed


async def test_while_the_clock_is_unknown_a_read_mark_only_fills_a_gap() -> None:
    store = MarketStore(sol_market())
    reader, _ = reader_of(FakeReads(), store, uncertainty_ms=None)
    await reader.mark(SOL)
    assert store.mark is not None
    streamed = MarkTick(SOL, price("99"), None, None, None, 1)
    store.take_mark(streamed, 1.0)
    await reader.mark(SOL)
    assert store.mark is streamed


async def test_fault_x10_changed_rules_take_effect_and_unchanged_ones_repaint_nothing() -> None:
    reads, store = FakeReads(), MarketStore(sol_market())
    reader, _ = reader_of(reads, store)
    await reader.rules()
    assert store.revision == 0
    reads.market_list = (replace(sol_market(), state=BookState.POST_ONLY),)
    await reader.rules()
    assert (store.market.state, store.revision) == (BookState.POST_ONLY, 1)


async def test_a_market_that_is_gone_takes_no_order_and_one_that_is_new_is_added() -> None:
    reads = FakeReads()
    stores = {symbol: MarketStore(sol_market(symbol)) for symbol in (SOL, "ETH_USDC_PERP")}
    reader, _, told = telling_reader(reads, stores)
    reads.market_list = (
        sol_market(),
        sol_market("NEW_USDC_PERP"),
        sol_market("NEW_USDC", kind=MarketKind.SPOT),
    )
    await reader.rules()
    gone = stores["ETH_USDC_PERP"]
    assert (gone.is_listed, gone.market.state) == (False, BookState.CLOSED)
    assert set(stores) == {SOL, "ETH_USDC_PERP", "NEW_USDC_PERP"}
    assert told == ["ETH_USDC_PERP is listed no more", "NEW_USDC_PERP is listed"]
    await reader.rules()
    assert len(told) == 2
    reads.market_list = (*reads.market_list, sol_market("ETH_USDC_PERP"))
    await reader.rules()
    assert (gone.is_listed, gone.market.state) == (True, BookState.OPEN)
    assert told[2:] == ["ETH_USDC_PERP is now Open"]


async def test_an_empty_list_is_no_news_of_the_end_of_all_markets() -> None:
    reads = FakeReads()
    reads.market_list = ()
    stores = {SOL: MarketStore(sol_market())}
    reader, _, _ = telling_reader(reads, stores)
    await reader.rules()
    assert stores[SOL].is_listed


async def test_rules_are_read_each_minute_whatever_became_of_the_last_reading() -> None:
    reads = FakeReads()
    reads.fail("markets")
    stores = {SOL: MarketStore(sol_market())}
    reader, clock, told = telling_reader(reads, stores)
    task = asyncio.create_task(reader.run())
    await clock.advance(RULES_EVERY)
    reads.recover()
    reads.market_list = (replace(sol_market(), state=BookState.CANCEL_ONLY),)
    await clock.advance(RULES_EVERY)
    assert told == [f"{SOL} is now CancelOnly"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_failed_question_changes_nothing() -> None:
    reads, store = FakeReads(), MarketStore(sol_market())
    reads.fail("mark_prices")
    reader, _ = reader_of(reads, store)
    with pytest.raises(NotConnected):
        await reader.mark(SOL)
    assert store.revision == 0
