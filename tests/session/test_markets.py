from decimal import Decimal

from tests.builders import SOL, price, quantity, sol_market, usd
from tui.domain.book import BookStatus, Delta
from tui.domain.position import Side
from tui.domain.quotes import MarkTick, Quote, Ticker, Trade
from tui.session.markets import TAPE_LENGTH, MarketStore


def mark(text: str, us: int) -> MarkTick:
    return MarkTick(SOL, price(text), None, None, None, us)


def trade(trade_id: int) -> Trade:
    return Trade(SOL, trade_id, price(str(trade_id)), quantity("1"), Side.BID)


def ids(store: MarketStore) -> list[int]:
    return [trade.trade_id for trade in store.tape]


def loaded() -> MarketStore:
    store = MarketStore(sol_market())
    bids, asks = [(Decimal(99), Decimal(1))], [(Decimal(101), Decimal(1))]
    assert store.load_book(bids, asks, 10, 1.0)
    return store


def test_an_older_datum_never_replaces_a_younger_one() -> None:
    store = MarketStore(sol_market())
    store.take_mark(mark("101", 200), 1.0)
    store.take_mark(mark("99", 100), 2.0)
    assert (store.mark, store.mark_at) == (mark("101", 200), 1.0)
    young = Quote(SOL, price("1"), None, 200)
    store.take_quote(young, 1.0)
    store.take_quote(Quote(SOL, price("2"), None, 100), 2.0)
    assert (store.quote, store.quote_at) == (young, 1.0)
    ticker = Ticker(SOL, None, price("7"), None, None, quantity("0"), usd("0"), 0, 200)
    store.take_ticker(ticker, 1.0)
    assert (store.ticker, store.ticker_at) == (ticker, 1.0)


def test_every_change_counts_as_a_revision() -> None:
    store = MarketStore(sol_market())
    store.take_mark(mark("101", 200), 1.0)
    store.take_trade(trade(5), 1.0)
    store.take_trade(trade(5), 1.0)
    assert store.revision == 2


def test_trades_read_by_request_join_those_the_stream_told() -> None:
    store = MarketStore(sol_market())
    store.take_trade(trade(5), 1.0)
    store.take_trades([trade(3), trade(4), trade(5)], 2.0)
    store.take_trade(trade(6), 3.0)
    assert ids(store) == [6, 5, 4, 3]
    store.take_trades([trade(n) for n in range(10, 10 + TAPE_LENGTH)], 4.0)
    assert (len(ids(store)), ids(store)[0]) == (TAPE_LENGTH, 9 + TAPE_LENGTH)


def test_the_last_price_comes_from_the_tape_before_the_daily_figures() -> None:
    store = MarketStore(sol_market())
    store.take_ticker(Ticker(SOL, None, price("7"), None, None, quantity("0"), usd("0"), 0), 1.0)
    assert store.last == 7
    store.take_trade(trade(5), 1.0)
    assert store.last == 5


def test_a_book_that_breaks_shows_nothing() -> None:
    store = loaded()
    assert store.top(1) is not None
    assert store.take_delta(Delta(SOL, 15, 15, (), ()), 2.0) is BookStatus.BROKEN
    assert store.top(1) is None
    assert store.active_price is None


def test_a_crossed_snapshot_is_not_taken_and_the_book_waits_on() -> None:
    store = MarketStore(sol_market())
    crossed = [(Decimal(102), Decimal(1))], [(Decimal(101), Decimal(1))]
    assert not store.load_book(*crossed, 10, 1.0)
    assert (store.book.status, store.book_at) == (BookStatus.WAITING, None)


def test_the_active_price_needs_book_and_last() -> None:
    assert loaded().active_price is None
    store = loaded()
    store.take_trade(trade(100), 1.0)
    assert store.active_price == 100


def test_what_the_clock_missed_makes_everything_older() -> None:
    store = loaded()
    store.take_mark(mark("101", 200), 5.0)
    store.age_by(60)
    assert (store.mark_at, store.book_at, store.quote_at) == (-55.0, -59.0, None)
