"""Public streams, letter by letter, as they were recorded and as they could be wrong."""

import json
from decimal import Decimal

import pytest

from tests.builders import price, quantity
from tests.wire_samples import BY_KIND, changed, read
from tui.domain.book import Book, Delta
from tui.domain.position import Side
from tui.domain.quotes import Candle, Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.wire.frames import Unreadable
from tui.wire.frames import read as read_with_care


def test_a_depth_change_is_read() -> None:
    frame = read(BY_KIND["depth"])
    assert isinstance(frame, Delta)
    assert (frame.symbol, frame.first, frame.last) == (
        "BTC_USDC_PERP",
        6_904_947_650,
        6_904_947_650,
    )
    assert frame.bids == [("86640.8", "1.32076")]
    assert frame.asks == []
    assert frame.exchange_us == 1_790_915_525_102_951


def test_size_zero_deletes_a_level_whatever_zeros_it_is_written_with() -> None:
    frame = read(BY_KIND["depth delete"])
    assert isinstance(frame, Delta)
    book = Book()
    book.load([], [(Decimal("99.140"), Decimal(1))], frame.first - 1)
    assert book.depth == (0, 1)
    book.change(frame)
    assert book.depth == (0, 0)


def test_an_aggregated_depth_stream_is_of_the_same_symbol() -> None:
    frame = read(BY_KIND["depth"] | {"stream": "depth.200ms.BTC_USDC_PERP"})
    assert isinstance(frame, Delta)
    assert frame.symbol == "BTC_USDC_PERP"


@pytest.mark.parametrize("symbol", ["AAPL.US_USDC_PERP", "20ms_USDC_PERP", "ms.X_USDC_PERP"])
def test_a_dot_in_a_symbol_is_not_taken_for_an_interval(symbol: str) -> None:
    data = BY_KIND["depth"]["data"] | {"s": symbol}
    for name in (f"depth.{symbol}", f"depth.1000ms.{symbol}"):
        frame = read({"stream": name, "data": data})
        assert isinstance(frame, Delta)
        assert frame.symbol == symbol


def test_a_quote_is_read_and_an_empty_side_is_none() -> None:
    quote = read(BY_KIND["bookTicker"])
    assert isinstance(quote, Quote)
    assert (quote.bid, quote.ask) == (Decimal("86645.2"), Decimal("86645.3"))
    empty = changed("bookTicker", b=None, B=None)
    assert isinstance(empty, Quote)
    assert (empty.bid, empty.ask) == (None, Decimal("86645.3"))


def test_a_mark_is_read_with_a_symbol_that_holds_a_dot() -> None:
    tick = read(BY_KIND["markPrice dotted symbol"])
    assert isinstance(tick, MarkTick)
    assert (tick.symbol, tick.mark) == ("AAPL.US_USDC_PERP", Decimal("340.43"))
    assert tick.funding_rate == Decimal("0.00000625")
    assert tick.next_funding_ms == 1_790_136_000_000
    assert tick.exchange_us == 1_790_134_357_846_930


def test_a_mark_without_funding_and_index_is_a_mark_all_the_same() -> None:
    tick = changed("markPrice dotted symbol", f=..., i=..., n=..., T=...)
    assert isinstance(tick, MarkTick)
    assert (tick.funding_rate, tick.index, tick.next_funding_ms) == (None, None, None)
    assert tick.exchange_us == 1_790_134_357_847_601


@pytest.mark.parametrize(("maker", "aggressor"), [(True, Side.ASK), (False, Side.BID)])
def test_who_rested_tells_who_took(maker: bool, aggressor: Side) -> None:
    trade = changed("trade", m=maker)
    assert isinstance(trade, Trade)
    assert trade.aggressor is aggressor


def test_a_ticker_is_read() -> None:
    ticker = read(BY_KIND["ticker"])
    assert isinstance(ticker, Ticker)
    assert (ticker.last, ticker.trades) == (Decimal(86625), 32259)
    assert ticker.low == Decimal("85075.4")


def test_a_candle_takes_its_interval_from_the_name_and_its_time_as_utc() -> None:
    candle = read(BY_KIND["kline"])
    assert isinstance(candle, Candle)
    assert (candle.symbol, candle.interval) == ("ETH_USDC", "2h")
    assert (candle.start_ms, candle.closed) == (1_754_517_600_000, False)
    quiet = changed("kline", o=None, h=None, l=None, c=None, X=True)
    assert isinstance(quiet, Candle)
    assert (quiet.open, quiet.close, quiet.closed) == (None, None, True)


def test_a_candle_time_in_seconds_is_read_as_older_servers_sent_it() -> None:
    candle = changed("kline", t=1_754_517_600)
    assert isinstance(candle, Candle)
    assert candle.start_ms == 1_754_517_600_000


def test_open_interest_is_read() -> None:
    data = {"e": "openInterest", "E": 1_790_915_525_000_000, "s": "A.B_USDC_PERP", "o": "206529.68"}
    assert read({"stream": "openInterest.A.B_USDC_PERP", "data": data}) == OpenInterest(
        "A.B_USDC_PERP", quantity("206529.68"), 1_790_915_525_000_000
    )
    assert isinstance(read({"stream": "openInterest.C", "data": data}), Unreadable)


@pytest.mark.parametrize("stream", ["liquidation", "liquidation.SOL_USDC_PERP"])
def test_a_liquidation_is_read_from_the_stream_of_all_markets_or_of_one(stream: str) -> None:
    data = {"s": "SOL_USDC_PERP", "S": "Ask", "p": "100.5", "q": "2", "T": 1_790_915_525_000_000}
    assert read({"stream": stream, "data": data}) == Liquidation(
        "SOL_USDC_PERP", price("100.5"), quantity("2"), Side.ASK, 1_790_915_525_000_000
    )
    assert isinstance(read({"stream": stream, "data": data | {"S": "Up"}}), Unreadable)


def test_data_of_another_symbol_than_its_stream_is_refused() -> None:
    frame = read(BY_KIND["trade"] | {"stream": "trade.SOL_USDC_PERP"})
    assert isinstance(frame, Unreadable)
    assert frame.stream == "trade.SOL_USDC_PERP"
    assert "another symbol" in frame.reason


@pytest.mark.parametrize("row", [["0", "1"], ["1", "-1"], ["1", "1e5"], ["x", "1"]])
def test_a_level_that_cannot_be_true_is_named_by_whoever_reads_with_care(row: list[str]) -> None:
    frame = BY_KIND["depth"]
    raw = json.dumps(frame | {"data": frame["data"] | {"b": [row]}}).encode()
    assert isinstance(read_with_care(raw), Unreadable)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("depth", {"U": 9_999_999_999}),
        ("depth", {"b": [["1"]]}),
        ("depth", {"u": -1}),
        ("depth", {"T": 10**19}),
        ("bookTicker", {"a": "NaN"}),
        ("markPrice", {"p": "0"}),
        ("markPrice", {"p": 100.5}),
        ("markPrice", {"p": "1e2"}),
        ("trade", {"p": "-1"}),
        ("trade", {"m": "yes"}),
        ("ticker", {"v": "-1"}),
        ("kline", {"t": "noon"}),
    ],
)
def test_a_field_that_cannot_be_true_refuses_the_message(
    kind: str, fields: dict[str, object]
) -> None:
    frame = changed(kind, **fields)
    assert isinstance(frame, Unreadable)
    assert frame.stream == BY_KIND[kind]["stream"]
