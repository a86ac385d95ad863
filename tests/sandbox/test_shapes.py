import json
from pathlib import Path

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import START_US
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine

RECORDED = json.loads((Path(__file__).parents[1] / "fixtures" / "exchange-shapes.json").read_text())
SOL = "SOL_USDC_PERP"


@pytest.fixture(scope="module")
def client() -> EngineClient:
    client = EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))
    client.wait(1)
    return client


@pytest.mark.parametrize(
    ("path", "recorded"),
    [
        ("/api/v1/market", "market"),
        ("/api/v1/ticker", "ticker"),
        ("/api/v1/status", "status"),
        ("/api/v1/capital/collateral", "collateral"),
    ],
)
def test_an_object_has_the_recorded_keys_in_order(
    client: EngineClient, path: str, recorded: str
) -> None:
    answer = client.get(path, symbol=SOL)
    assert list(answer) == RECORDED["rest"][recorded]


@pytest.mark.parametrize(
    ("path", "recorded"),
    [
        ("/api/v1/markets", "market"),
        ("/api/v1/tickers", "ticker"),
        ("/api/v1/markPrices", "markPrices row"),
        ("/api/v1/openInterest", "openInterest row"),
        ("/api/v1/position", "position long"),
        ("/wapi/v1/history/fills", "fill row perp"),
        ("/wapi/v1/history/funding", "funding payment row"),
    ],
)
def test_a_row_has_the_recorded_keys_in_order(
    client: EngineClient, path: str, recorded: str
) -> None:
    for row in client.get(path):
        assert list(row) == RECORDED["rest"][recorded]


def test_a_trade_has_the_recorded_keys(client: EngineClient) -> None:
    for row in client.get("/api/v1/trades", symbol=SOL):
        assert list(row) == RECORDED["rest"]["trades row"]


def test_a_price_filter_has_the_recorded_keys(client: EngineClient) -> None:
    answer = client.get("/api/v1/market", symbol=SOL)
    assert list(answer["filters"]["price"]) == RECORDED["rest"]["market price filter"]


def test_orders_have_the_recorded_keys(client: EngineClient) -> None:
    _, limit = client.order(side="Ask", orderType="Limit", price="120", quantity="1")
    assert list(limit) == RECORDED["rest"]["limit order object"]
    _, market = client.order(side="Ask", orderType="Market", quantity="1")
    assert list(market) == RECORDED["rest"]["market order object filled"]
    _, trigger = client.order(
        side="Ask", orderType="Market", triggerPrice="90", triggerQuantity="100%"
    )
    assert trigger["quantity"] is None
    assert list(trigger) == RECORDED["rest"]["market order object filled"]


def test_history_order_rows_have_at_least_the_recorded_keys(client: EngineClient) -> None:
    recorded = set(RECORDED["rest"]["history order row, cancelled trigger"])
    for row in client.get("/wapi/v1/history/orders"):
        assert recorded <= set(row)
        assert list(row) == sorted(row)


def test_a_refusal_has_the_recorded_keys(client: EngineClient) -> None:
    status, body = client.send("DELETE", "/api/v1/order", {"symbol": SOL, "orderId": "1"})
    assert (status, body) == (404, {"code": "RESOURCE_NOT_FOUND", "message": "Not Found"})
    assert list(body) == RECORDED["rest"]["error"]


@pytest.mark.parametrize(
    ("stream", "recorded"),
    [
        (f"depth.{SOL}", "depth"),
        (f"bookTicker.{SOL}", "bookTicker"),
        (f"trade.{SOL}", "trade"),
        (f"markPrice.{SOL}", "markPrice"),
        (f"ticker.{SOL}", "ticker"),
        (f"kline.2h.{SOL}", "kline"),
        ("account.balanceUpdate", "balanceUpdate lock"),
    ],
)
def test_stream_messages_have_the_recorded_keys(
    client: EngineClient, stream: str, recorded: str
) -> None:
    client.order(side="Ask", orderType="Market", quantity="0.5")
    client.wait(1.1)
    found = [push for push in client.received if push.stream == stream]
    assert found
    for push in found:
        assert list(push.data) == RECORDED["streams"][recorded]


def test_order_messages_have_the_recorded_keys() -> None:
    client = EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))
    _, order = client.order(side="Ask", orderType="Limit", price="120", quantity="1", postOnly=True)
    client.send("DELETE", "/api/v1/order", {"symbol": SOL, "orderId": order["id"]})
    client.order(side="Ask", orderType="Market", quantity="0.01")
    found = [list(p.data) for p in client.received if p.stream == "account.orderUpdate"]
    kinds = [
        "orderUpdate accepted",
        "orderUpdate cancelled",
        "orderUpdate market accepted",
        "orderUpdate fill",
    ]
    assert found == [RECORDED["streams"][kind] for kind in kinds]


def test_position_messages_have_the_recorded_keys(client: EngineClient) -> None:
    (snapshot,) = client.engine.snapshot_pushes(f"account.positionUpdate.{SOL}", KEY)
    assert list(snapshot.data) == RECORDED["streams"]["positionUpdate snapshot"]
    client.order(side="Ask", orderType="Market", quantity="0.01")
    change = [p for p in client.received if p.stream == "account.positionUpdate"][-1]
    assert list(change.data) == RECORDED["streams"]["positionUpdate opened"]
