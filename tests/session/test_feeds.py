from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import SOL, price, quantity, sol_long, sol_market, sol_order, usd
from tests.fakes.clock import FakeClock
from tests.fakes.exchange_time import FakeExchangeTime
from tui.client.stream import Connected, Message
from tui.domain.book import Delta
from tui.domain.events import Link, OrderChanged, PositionChanged, PositionClosed
from tui.domain.position import Side
from tui.domain.quotes import Candle, Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.session.feeds import MAX_AHEAD_US, MarketFeed, engine_us, is_possible
from tui.session.markets import MarketStore
from tui.wire.frames import Ignored, StreamError, Unreadable

TIME = FakeExchangeTime(FakeClock())
MARK = MarkTick(SOL, price("100"), None, None, None, TIME.now_us())


def feed_and_store(broken: list[str] | None = None) -> tuple[MarketFeed, MarketStore]:
    store = MarketStore(sol_market())
    on_broken = (broken if broken is not None else []).append
    return MarketFeed({SOL: store}, TIME, on_broken), store


def test_each_kind_of_message_reaches_its_place() -> None:
    feed, store = feed_and_store()
    quote = Quote(SOL, price("1"), None)
    trade = Trade(SOL, 1, price("1"), quantity("1"), Side.BID)
    ticker = Ticker(SOL, None, None, None, None, quantity("0"), usd("0"), 0)
    interest = OpenInterest(SOL, quantity("7"))
    forced = Liquidation(SOL, price("1"), quantity("2"), Side.ASK)
    for message in (MARK, quote, trade, ticker, interest, forced):
        assert feed.take(message, 5.0)
    assert (store.mark, store.quote, store.tape[0], store.ticker) == (MARK, quote, trade, ticker)
    assert (store.open_interest, store.liquidations[0]) == (interest, forced)
    assert store.mark_at == store.open_interest_at == 5.0


@pytest.mark.parametrize(
    "message",
    [
        Connected(Link.PUBLIC),
        StreamError(4006, "x"),
        Unreadable("x"),
        Ignored("x"),
        Candle(SOL, "1m", 0, None, None, None, None, quantity("0"), closed=False),
        OrderChanged(sol_order(), "orderFill"),
        replace(MARK, symbol="NOPE_USDC_PERP"),
    ],
)
def test_what_belongs_to_no_store_is_left_alone(message: Message) -> None:
    feed, store = feed_and_store()
    assert not feed.take(message, 5.0)
    assert store.revision == 0


def test_a_broken_book_is_reported_with_its_symbol() -> None:
    broken: list[str] = []
    feed, store = feed_and_store(broken)
    store.load_book([], [(Decimal(1), Decimal(1))], 10, 0.0)
    feed.take(Delta(SOL, 11, 11, (), (), 0), 1.0)
    assert broken == []
    feed.take(Delta(SOL, 13, 13, (), (), 0), 1.0)
    assert broken == [SOL]


def test_fault_n20_an_impossible_time_is_refused_and_counted() -> None:
    feed, store = feed_and_store()
    assert feed.take(replace(MARK, exchange_us=TIME.now_us() + MAX_AHEAD_US), 5.0)
    assert not feed.take(replace(MARK, exchange_us=TIME.now_us() + MAX_AHEAD_US + 1), 5.0)
    assert (feed.suspect, store.revision) == (1, 1)


def test_while_the_exchanges_clock_is_unknown_every_time_is_possible() -> None:
    assert is_possible(2**62, FakeExchangeTime(FakeClock(), uncertainty_ms=None))


def test_an_account_message_tells_its_engine_time() -> None:
    assert engine_us(OrderChanged(sol_order(engine_us=7), "orderFill")) == 7
    assert engine_us(PositionChanged(sol_long(), 8)) == 8
    assert engine_us(PositionClosed(SOL, 9)) == 9
