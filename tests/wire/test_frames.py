import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import price, quantity
from tui.domain.book import Book, Delta
from tui.domain.events import OrderChanged, PositionChanged, PositionClosed
from tui.domain.order import OrderStatus, OrderType
from tui.domain.position import Direction, Side
from tui.domain.quotes import Candle, Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.domain.text import clean
from tui.wire.frames import Frame, Ignored, StreamError, Unreadable, decode
from tui.wire.frames import read as read_with_care

SAMPLES = Path(__file__).parents[1] / "fixtures" / "wire-samples.json"
STREAM: list[dict[str, Any]] = json.loads(SAMPLES.read_text(encoding="utf-8"))["stream"]
BY_KIND: dict[str, dict[str, Any]] = {sample["kind"]: sample["frame"] for sample in STREAM}


def read(frame: object) -> Frame:
    return decode(json.dumps(frame).encode())


def changed(kind: str, /, **fields: object) -> Frame:
    """A recorded frame with some of its data replaced; `...` takes a field away."""
    frame = BY_KIND[kind]
    data = {k: v for k, v in (frame["data"] | fields).items() if v is not ...}
    return read(frame | {"data": data})


@pytest.mark.parametrize("sample", STREAM, ids=lambda sample: sample["kind"])
def test_every_recorded_frame_is_read(sample: dict[str, Any]) -> None:
    frame = read(sample["frame"])
    assert not isinstance(frame, Unreadable)
    if "stream" in sample["frame"] and not isinstance(frame, Ignored):
        assert not isinstance(frame, StreamError)


def test_text_and_bytes_are_read_alike() -> None:
    frame = BY_KIND["trade"]
    assert decode(json.dumps(frame)) == read(frame)


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


def test_a_new_order_is_read_from_its_upper_case_words() -> None:
    event = read(BY_KIND["orderUpdate accepted"])
    assert isinstance(event, OrderChanged)
    order = event.order
    assert (event.happened, event.fill) == ("orderAccepted", None)
    assert (order.order_id, order.client_id, order.side) == ("59887375336", None, Side.ASK)
    assert (order.order_type, order.status) == (OrderType.LIMIT, OrderStatus.NEW)
    assert (order.price, order.quantity, order.executed) == (
        Decimal("1.0076"),
        Decimal(20),
        Decimal(0),
    )
    assert (order.post_only, order.engine_us) == (True, 1_788_368_290_062_979)


def test_a_fill_keeps_the_cumulative_size_apart_from_its_own() -> None:
    event = changed("orderUpdate fill", z="0.0025", l="0.0010", c=77)
    assert isinstance(event, OrderChanged)
    assert event.order.executed == Decimal("0.0025")
    assert event.order.executed_quote == Decimal("4.299160")
    assert event.fill is not None
    assert (event.fill.quantity, event.fill.price) == (Decimal("0.0010"), Decimal("4299.16"))
    assert (event.fill.client_id, event.fill.trade_id) == (77, 2_888_471)
    assert (event.fill.fee, event.fill.fee_asset, event.fill.is_maker) == (
        Decimal("0.000001"),
        "ETH",
        False,
    )


def test_a_fill_has_its_engine_time_in_milliseconds_and_no_fee_where_none_is_told() -> None:
    event = changed("orderUpdate fill", n=..., N=...)
    assert isinstance(event, OrderChanged)
    assert event.fill is not None
    assert event.fill.time_ms == 1_754_939_110_174
    assert (event.fill.fee, event.fill.fee_asset) == (Decimal(0), "")


def test_a_fill_without_size_or_price_is_refused() -> None:
    assert isinstance(changed("orderUpdate fill", L=...), Unreadable)


def test_a_waiting_trigger_order_has_its_size_in_the_trigger_quantity() -> None:
    event = changed(
        "orderUpdate accepted",
        e="triggerPlaced",
        X="TriggerPending",
        q="0",
        Q="0",
        P="120",
        Y="80%",
        B="MarkPrice",
    )
    assert isinstance(event, OrderChanged)
    order = event.order
    assert (order.quantity, order.trigger_quantity, order.trigger_by) == (None, "80%", "MarkPrice")
    assert order.is_conditional


def test_an_order_without_size_is_read_because_reverse_market_orders_have_none() -> None:
    event = changed("orderUpdate market accepted", q=...)
    assert isinstance(event, OrderChanged)
    assert event.order.quantity is None


def test_fault_n21_words_of_an_order_that_nobody_knows_are_tolerated() -> None:
    event = changed("orderUpdate accepted", e="orderTeleported", X="Quantum", o="WISH", zz=[1])
    assert isinstance(event, OrderChanged)
    assert (event.happened, event.order.status, event.order.order_type) == (
        "orderTeleported",
        OrderStatus.OTHER,
        OrderType.OTHER,
    )


def test_times_and_ids_may_come_in_quotes() -> None:
    event = changed("orderUpdate accepted", T="1788368290062979", i=59887375336, c="7")
    assert isinstance(event, OrderChanged)
    assert (event.order.engine_us, event.order.order_id, event.order.client_id) == (
        1_788_368_290_062_979,
        "59887375336",
        7,
    )


def test_a_position_takes_entry_break_even_size_and_way_from_the_right_letters() -> None:
    event = read(BY_KIND["positionUpdate opened"])
    assert isinstance(event, PositionChanged)
    position = event.position
    assert (position.entry, position.break_even) == (Decimal("4236.36"), Decimal("4238.479"))
    assert (position.direction, position.quantity) == (Direction.LONG, Decimal("0.0010"))
    assert (position.position_id, position.liquidation) == ("5411399049", None)
    assert event.engine_us == 1_754_943_862_040_487


@pytest.mark.parametrize(
    ("text", "price"), [("88.5", Decimal("88.5")), ("0", None), ("0.00", None), (..., None)]
)
def test_a_liquidation_price_is_taken_only_where_there_is_one(
    text: object, price: Decimal | None
) -> None:
    event = changed("positionUpdate opened", l=text)
    assert isinstance(event, PositionChanged)
    assert event.position.liquidation == price


def test_the_snapshot_without_an_event_word_is_a_position_like_any_other() -> None:
    event = read(BY_KIND["positionUpdate snapshot (no e)"])
    assert isinstance(event, PositionChanged)
    assert event.position.signed_quantity == Decimal("-0.01")
    assert event.position.realized == Decimal("0.0592")


@pytest.mark.parametrize("fields", [{"e": "positionClosed"}, {"q": "0"}, {"q": "-0.00"}])
def test_a_closed_position_is_told_by_its_word_or_by_its_size(fields: dict[str, str]) -> None:
    assert changed("positionUpdate opened", **fields) == PositionClosed(
        "ETH_USDC_PERP", 1_754_943_862_040_487
    )


def test_a_stream_narrowed_to_a_symbol_is_the_same_stream() -> None:
    frame = BY_KIND["positionUpdate opened"] | {"stream": "account.positionUpdate.ETH_USDC_PERP"}
    assert isinstance(read(frame), PositionChanged)


def test_an_error_frame_carries_its_code_and_sanitised_words() -> None:
    assert read({"id": None, "error": {"code": 4003, "message": "Invalid\x1b signature"}}) == (
        StreamError(4003, "Invalid� signature")
    )


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


def test_streams_without_a_use_are_ignored_by_name() -> None:
    assert read({"stream": "stockPrice.A", "data": 7}) == Ignored("stockPrice.A")
    assert read({"stream": "account.rfqUpdate", "data": {}}) == Ignored("account.rfqUpdate")
    assert read({"stream": "\x1b", "data": {}}) == Ignored("�")


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
        ("orderUpdate accepted", {"S": "Up"}),
        ("orderUpdate accepted", {"z": ...}),
        ("orderUpdate accepted", {"i": ""}),
        ("positionUpdate opened", {"q": ...}),
        ("positionUpdate opened", {"q": "∞"}),
    ],
)
def test_a_field_that_cannot_be_true_refuses_the_message(
    kind: str, fields: dict[str, object]
) -> None:
    frame = changed(kind, **fields)
    assert isinstance(frame, Unreadable)
    assert frame.stream == BY_KIND[kind]["stream"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"null", b"[]", b"{}", b"\xff\xfe", b'{"stream":5}', b"[" * 100_000, "\ud800"],
)
def test_what_is_no_message_is_unreadable(raw: bytes | str) -> None:
    assert isinstance(decode(raw), Unreadable)


@given(st.binary(max_size=200))
def test_fault_n08_any_bytes_are_a_frame(raw: bytes) -> None:
    decode(raw)


@given(st.text(max_size=200))
def test_any_text_is_a_frame(raw: str) -> None:
    decode(raw)


@pytest.mark.parametrize("cut", range(0, 200, 3))
def test_fault_n04_a_frame_cut_short_anywhere_is_unreadable(cut: int) -> None:
    raw = json.dumps(BY_KIND["orderUpdate accepted"]).encode()
    assert isinstance(decode(raw[:cut]), Unreadable)


VALUE: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.just([["1"]])
)


@given(st.sampled_from(sorted(BY_KIND)), st.data())
def test_any_value_in_any_field_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    frame = BY_KIND[kind]
    if "data" in frame:
        field = data.draw(st.sampled_from(sorted(frame["data"])))
        changed(kind, **{field: data.draw(VALUE)})
    else:
        read({"error": data.draw(VALUE)})


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_of_the_exchange_reaches_a_reader_unsanitised(stream: str, message: str) -> None:
    for frame in (
        read({"stream": stream, "data": {}}),
        read({"error": {"code": 1, "message": message}}),
        read({"stream": "trade." + stream, "data": {"s": message}}),
        changed("orderUpdate accepted", e=message, R=stream),
    ):
        match frame:
            case Ignored(text) | StreamError(_, text) | Unreadable(text, ""):
                assert clean(text) == text
            case Unreadable(reason, name):
                assert clean(reason) == reason
                assert clean(name) == name
            case OrderChanged(order, happened, _):
                assert clean(happened) == happened
                assert order.expiry_reason == clean(stream)
            case _:
                pytest.fail(f"unexpected {frame}")
