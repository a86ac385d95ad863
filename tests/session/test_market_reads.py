from dataclasses import replace

import pytest

from tests.builders import SOL, price, sol_market
from tests.fakes.clock import FakeClock
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.client.errors import NotConnected
from tui.domain.market import BookState
from tui.domain.quotes import MarkTick
from tui.session.account import AccountReader
from tui.session.market_reads import CACHED_US, MarketReader
from tui.session.markets import MarketStore
from tui.session.state import State


def reader_of(
    reads: FakeReads, store: MarketStore, uncertainty_ms: float | None = 20.0
) -> tuple[MarketReader, FakeExchangeTime]:
    clock = FakeClock()
    time = FakeExchangeTime(clock, uncertainty_ms)
    account = AccountReader(reads, time, State, lambda _event: None)
    return MarketReader(reads, clock, time, {SOL: store}, account), time


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


async def test_a_failed_question_changes_nothing() -> None:
    reads, store = FakeReads(), MarketStore(sol_market())
    reads.fail("mark_prices")
    reader, _ = reader_of(reads, store)
    with pytest.raises(NotConnected):
        await reader.mark(SOL)
    assert store.revision == 0
