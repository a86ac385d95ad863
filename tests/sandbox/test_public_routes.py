from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import START_US
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine

SOL = "SOL_USDC_PERP"
NOW_S = START_US // 1_000_000


@pytest.fixture(scope="module")
def client() -> EngineClient:
    client = EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}), None)
    client.wait(5)
    return client


def test_ping_and_time_are_plain_text(client: EngineClient) -> None:
    ping, time = client.ask("GET", "/api/v1/ping"), client.ask("GET", "/api/v1/time")
    assert ping.body == b"pong"
    assert time.body == str(client.engine.now_us // 1000).encode()
    assert ping.content_type == time.content_type == "text/plain; charset=utf-8"


def test_both_sides_of_the_book_ascend(client: EngineClient) -> None:
    book = client.get("/api/v1/depth", symbol=SOL, limit="20")
    for side in ("bids", "asks"):
        prices = [Decimal(price) for price, _ in book[side]]
        assert prices == sorted(prices)
        assert len(prices) == 20
    whole = client.get("/api/v1/depth", symbol=SOL)
    assert book["bids"] == whole["bids"][-20:]
    assert book["asks"] == whole["asks"][:20]
    assert isinstance(book["lastUpdateId"], str)
    assert isinstance(book["timestamp"], int)


@pytest.mark.parametrize("limit", ["0", "7", "-5", "x", "", "2000"])
def test_a_bad_depth_limit_is_answered_in_plain_text(client: EngineClient, limit: str) -> None:
    answer = client.ask("GET", "/api/v1/depth", ("symbol", SOL), ("limit", limit))
    assert answer.status == 400
    assert answer.body == (
        b'failed to parse parameter `limit`: failed to parse "DepthLimit": '
        b"Expect a valid enumeration value."
    )


@pytest.mark.parametrize("path", ["depth", "ticker", "market", "trades", "fundingRates"])
def test_an_unknown_symbol_is_refused(client: EngineClient, path: str) -> None:
    answer = client.ask("GET", f"/api/v1/{path}", ("symbol", "NO_SUCH_PERP"))
    assert answer.status == 400
    assert answer.body == (b'{"code":"INVALID_CLIENT_REQUEST","message":"Invalid market symbol"}')


def test_mark_prices_have_their_own_words_for_an_unknown_symbol(client: EngineClient) -> None:
    answer = client.ask("GET", "/api/v1/markPrices", ("symbol", "NO_SUCH_PERP"))
    assert b'"message":"Symbol not found"' in answer.body


def test_markets_are_listed_by_kind(client: EngineClient) -> None:
    assert len(client.get("/api/v1/markets")) == 19
    assert len(client.get("/api/v1/markets", marketType="PERP")) == 19
    assert client.get("/api/v1/markets", marketType="SPOT") == []
    assert client.ask("GET", "/api/v1/markets", ("marketType", "perp")).status == 400


@pytest.mark.parametrize(("interval", "length"), [("1m", 60), ("1h", 3600), ("1d", 86_400)])
def test_candles_reach_back_without_gaps(client: EngineClient, interval: str, length: int) -> None:
    start = NOW_S - 30 * length
    rows = client.get("/api/v1/klines", symbol=SOL, interval=interval, startTime=str(start))
    times = [_seconds(row["start"]) for row in rows]
    assert times == list(range(times[0], times[-1] + length, length))
    assert len(rows) in {30, 31}
    assert _seconds(rows[-1]["end"]) > client.engine.now_us // 1_000_000
    assert all(row["close"] is not None for row in rows)


def _seconds(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize("kind", ["Mark", "Index"])
def test_candles_of_mark_and_index_have_no_volume(client: EngineClient, kind: str) -> None:
    rows = client.get(
        "/api/v1/klines",
        symbol=SOL,
        interval="1m",
        startTime=str(NOW_S - 600),
        priceType=kind,
    )
    assert len(rows) >= 10
    assert {row["volume"] for row in rows} == {"0"}


@pytest.mark.parametrize(
    "params",
    [
        {"interval": "1m"},
        {"startTime": "1"},
        {"interval": "2m", "startTime": "1"},
        {"interval": "1m", "startTime": "soon"},
        {"interval": "1m", "startTime": "2000", "endTime": "1000"},
    ],
)
def test_a_bad_question_for_candles_is_refused(
    client: EngineClient, params: dict[str, str]
) -> None:
    answer = client.ask("GET", "/api/v1/klines", ("symbol", SOL), *params.items())
    assert answer.status == 400


def test_trades_come_newest_first_and_page_back(client: EngineClient) -> None:
    rows = client.get("/api/v1/trades", symbol=SOL, limit="50")
    ids = [row["id"] for row in rows]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 50
    later = client.get("/api/v1/trades/history", symbol=SOL, limit="10", offset="5")
    assert [row["id"] for row in later] == ids[5:15]
    answer = client.ask("GET", "/api/v1/trades", ("symbol", SOL), ("limit", "1001"))
    assert answer.status == 400


def test_the_first_funding_rate_is_of_the_interval_that_still_runs(client: EngineClient) -> None:
    rows = client.get("/api/v1/fundingRates", symbol=SOL, limit="24")
    ends = [datetime.fromisoformat(row["intervalEndTimestamp"]) for row in rows]
    assert len(rows) == 24
    assert ends[0].replace(tzinfo=UTC).timestamp() > client.engine.now_us / 1_000_000 > 0
    assert all((a - b).total_seconds() == 3600 for a, b in pairwise(ends))


def test_the_ticker_covers_a_day_or_a_week(client: EngineClient) -> None:
    day = client.get("/api/v1/ticker", symbol=SOL)
    week = client.get("/api/v1/ticker", symbol=SOL, interval="1w")
    assert Decimal(week["volume"]) > Decimal(day["volume"]) > 0
    assert Decimal(week["high"]) >= Decimal(day["high"])
    change = Decimal(day["lastPrice"]) - Decimal(day["firstPrice"])
    assert Decimal(day["priceChange"]) == change


def test_open_interest_counts_longs(client: EngineClient) -> None:
    (row,) = client.get("/api/v1/openInterest", symbol=SOL)
    assert Decimal(row["openInterest"]) > Decimal("206529.68")


def test_assets_and_collateral_name_the_dollar(client: EngineClient) -> None:
    assert client.get("/api/v1/collateral")[0]["symbol"] == "USDC"
    assert "USDC" in {row["symbol"] for row in client.get("/api/v1/assets")}
