import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tui.domain.market import BookState, MarketKind
from tui.domain.position import Side
from tui.wire import market_responses as responses
from tui.wire.document import DocumentError

FIXTURES = Path(__file__).parents[1] / "fixtures"
REST: dict[str, Any] = json.loads((FIXTURES / "wire-samples.json").read_text(encoding="utf-8"))[
    "rest"
]
MARKETS: list[dict[str, Any]] = json.loads((FIXTURES / "markets.json").read_text(encoding="utf-8"))


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def test_recorded_markets_are_read_with_their_filters() -> None:
    markets = {market.symbol: market for market in responses.markets(encoded(MARKETS))}
    assert set(markets) == {row["symbol"] for row in MARKETS}
    sol = markets["SOL_USDC_PERP"]
    assert (sol.kind, sol.state, sol.base, sol.quote) == (
        MarketKind.PERP,
        BookState.OPEN,
        "SOL",
        "USDC",
    )
    assert (sol.price.tick, sol.quantity.step, sol.quantity.maximum) == (
        Decimal("0.01"),
        Decimal("0.01"),
        None,
    )
    assert (sol.price.min_multiplier, sol.price.max_multiplier) == (Decimal("0.25"), Decimal(2))
    assert sol.initial_margin is not None
    assert sol.initial_margin.factor == Decimal("0.000075")
    assert sol.funding_interval_ms == 3_600_000
    assert markets["kPEPE_USDC_PERP"].price.tick == Decimal("0.0000001")


def test_a_largest_quantity_is_kept_where_there_is_one() -> None:
    row = json.loads(json.dumps(MARKETS[0]))
    row["filters"]["quantity"]["maxQuantity"] = "5000"
    (market,) = responses.markets(encoded([row]))
    assert market.quantity.maximum == Decimal(5000)


def test_a_spot_market_has_no_margin_and_no_funding() -> None:
    (spot,) = [m for m in responses.markets(encoded(MARKETS)) if m.symbol == "SOL_USDC"]
    assert spot.kind is MarketKind.SPOT
    assert (spot.initial_margin, spot.funding_interval_ms) == (None, None)


def test_words_of_a_market_that_nobody_knows_are_tolerated() -> None:
    (market,) = responses.markets(
        encoded([MARKETS[0] | {"marketType": "MOON", "orderBookState": "Halted"}])
    )
    assert (market.kind, market.state) == (MarketKind.OTHER, BookState.UNKNOWN)


def test_a_market_that_cannot_be_read_does_not_hide_the_others() -> None:
    broken = {"symbol": "NEW_THING"}
    assert len(responses.markets(encoded([broken, *MARKETS]))) == len(MARKETS)


@pytest.mark.parametrize("tick", ["0", "-0.01", "NaN", None, 0.01])
def test_a_tick_that_cannot_be_one_makes_the_market_unreadable(tick: object) -> None:
    row = json.loads(json.dumps(MARKETS[0]))
    row["filters"]["price"]["tickSize"] = tick
    with pytest.raises(DocumentError, match=r"filters\.price\.tickSize"):
        responses.markets(encoded([row]))


def test_depth_keeps_prices_as_decimals_and_its_id_as_a_number() -> None:
    snapshot = responses.depth(
        encoded(
            {
                "asks": [["86700", "1"]],
                "bids": [["86600.0", "2"], ["86650.5", "0.5"]],
                "lastUpdateId": "6904947650",
                "timestamp": 1_790_915_525_102_951,
            }
        )
    )
    assert snapshot.last_id == 6_904_947_650
    assert snapshot.asks == ((Decimal(86700), Decimal(1)),)
    assert snapshot.bids[-1] == (Decimal("86650.5"), Decimal("0.5"))
    assert snapshot.exchange_us == 1_790_915_525_102_951


def test_a_recorded_mark_price_is_read() -> None:
    (tick,) = responses.mark_prices(encoded([REST["markPrices row"]]))
    assert tick.symbol == "AVAX_USDC_PERP"
    assert (tick.mark, tick.index) == (Decimal("7.249"), Decimal("7.25278079"))
    assert tick.funding_rate == Decimal("0.0000093695347311482301432578")
    assert tick.next_funding_ms == 1_788_285_600_000


def test_a_recorded_ticker_is_read_and_its_change_is_a_fraction() -> None:
    ticker = responses.ticker(encoded(REST["ticker"]))
    assert (ticker.first, ticker.last, ticker.trades) == (Decimal("103.64"), Decimal("100.6"), 8827)
    assert ticker.change is not None
    assert round(ticker.change, 6) == Decimal(REST["ticker"]["priceChangePercent"])


def test_a_ticker_without_trades_has_no_prices() -> None:
    ticker = responses.ticker(
        encoded(
            REST["ticker"] | {"firstPrice": "0", "lastPrice": None, "priceChangePercent": "N/A"}
        )
    )
    assert (ticker.first, ticker.last, ticker.change) == (None, None, None)


def test_trades_come_oldest_first_whatever_order_they_had() -> None:
    row = REST["trades row"]
    trades = responses.trades(
        encoded([row, row | {"id": 1, "isBuyerMaker": True}]), "BTC_USDC_PERP"
    )
    assert [trade.trade_id for trade in trades] == [1, 8_721_563]
    assert [trade.aggressor for trade in trades] == [Side.ASK, Side.BID]
    assert trades[1].exchange_us == 1_753_123_916_819_000


def test_a_candle_that_ends_in_the_future_still_runs_and_one_without_trades_has_no_prices() -> None:
    rows = [
        {
            "start": "2025-07-19 13:09:00",
            "end": "2025-07-19 13:10:00",
            "open": "1",
            "high": "3",
            "low": "1",
            "close": "2",
            "volume": "9",
            "quoteVolume": "18",
            "trades": "4",
        },
        {
            "start": "2025-07-19 13:10:00",
            "end": "2025-07-19 13:11:00",
            "open": None,
            "high": None,
            "low": None,
            "close": None,
            "volume": "0",
        },
    ]
    now_ms = 1_752_930_600_000
    first, second = responses.klines(encoded(rows), "A", "1m", now_ms)
    assert (first.start_ms, first.closed, first.close) == (now_ms - 60_000, True, Decimal(2))
    assert (second.start_ms, second.closed, second.close) == (now_ms, False, None)
    assert (second.symbol, second.interval) == ("A", "1m")


def test_the_status_says_whether_the_exchange_works() -> None:
    assert responses.status(encoded(REST["status"])).ok
    paused = responses.status(encoded({"status": "Maintenance", "message": "back\x07 soon"}))
    assert (paused.ok, paused.word, paused.message) == (False, "Maintenance", "back� soon")


def test_the_time_is_a_bare_number() -> None:
    assert responses.server_time(b"1788285151083") == 1_788_285_151_083
    for content in (b"pong", b"-1", b"1e400", b"null", b'{"a":1}'):
        with pytest.raises(DocumentError):
            responses.server_time(content)


def test_tickers_are_read_one_by_one_and_a_bad_one_is_left_out() -> None:
    row = {"symbol": "A", "volume": "5", "quoteVolume": "7", "trades": "3", "lastPrice": "2"}
    found = responses.tickers(encoded([row, row | {"volume": "x"}, row | {"symbol": "B"}]))
    assert [(each.symbol, each.last, each.trades) for each in found] == [
        ("A", Decimal(2), 3),
        ("B", Decimal(2), 3),
    ]
