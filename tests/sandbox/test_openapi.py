"""Every answer of the sandbox against the exchange's published OpenAPI shapes."""

from typing import Any

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.openapi import Shapes
from tests.fakes.quiet_market import START_US
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine

SOL = "SOL_USDC_PERP"
SHAPES = Shapes()
LIMIT = {"symbol": SOL, "side": "Bid", "orderType": "Limit", "price": "95", "quantity": "1"}
MARKET = {"symbol": SOL, "side": "Ask", "orderType": "Market", "quantity": "0.5"}
TRIGGER = {
    "symbol": SOL,
    "side": "Ask",
    "orderType": "Market",
    "triggerPrice": "90",
    "triggerQuantity": "50%",
    "triggerBy": "MarkPrice",
    "reduceOnly": True,
    "clientId": 7,
}
ENTRY = LIMIT | {
    "price": "120",
    "takeProfitTriggerPrice": "130",
    "takeProfitTriggerBy": "LastPrice",
    "takeProfitLimitPrice": "129",
    "stopLossTriggerPrice": "90",
    "slippageTolerance": "1",
    "slippageToleranceType": "Percent",
}
STRATEGY = {
    "strategyType": "Scheduled",
    "symbol": SOL,
    "side": "Bid",
    "quantity": "4",
    "duration": 4000,
    "interval": 1000,
    "clientStrategyId": 3,
    "randomizedIntervalQuantity": True,
}


@pytest.fixture(scope="module")
def client() -> EngineClient:
    """An account with a past, live orders of each kind, and a strategy that runs."""
    client = EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))
    for body in (LIMIT, MARKET, TRIGGER, ENTRY, LIMIT | {"timeInForce": "IOC"}):
        assert client.send("POST", "/api/v1/order", body)[0] == 200, body
    short = STRATEGY | {"quantity": "0.4", "duration": 2000}
    assert client.send("POST", "/api/v1/strategy", short)[0] == 200
    client.wait(4)
    long = STRATEGY | {"duration": 3_600_000, "interval": 600_000, "clientStrategyId": 4}
    assert client.send("POST", "/api/v1/strategy", long)[0] == 200
    closing = {"symbol": "ETH_USDC_PERP", "side": "Bid", "orderType": "Market", "quantity": "0.8"}
    assert client.send("POST", "/api/v1/order", closing)[0] == 200
    client.wait(61)
    return client


GETS = sorted(
    answer.partition(" ")[2]
    for answer in SHAPES.answers
    if answer.startswith("GET") and answer not in {"GET /api/v1/order", "GET /api/v1/strategy"}
)
MAY_BE_EMPTY = {
    "/api/v1/borrowLend/markets",
    "/api/v1/borrowLend/markets/history",
    "/api/v1/borrowLend/positions",
}
PARAMS = {
    "/api/v1/klines": {"symbol": SOL, "interval": "1m", "startTime": str(START_US // 10**6 - 600)},
    "/api/v1/account/limits/borrow": {"symbol": "USDC"},
    "/api/v1/account/limits/withdrawal": {"symbol": "USDC", "autoBorrow": "false"},
    "/api/v1/account/limits/order": {"symbol": SOL, "side": "Bid", "price": "99", "autoLend": "1"},
    "/api/v1/borrowLend/markets/history": {"interval": "1d"},
}
KNOWN = (
    "/history/orders[].status: 'Triggered'",  # its successor has another id
    "/v1/orders[].quantity: required",  # null while a conditional order waits
)
WITHOUT_SYMBOL = {"/api/v1/orders", "/api/v1/position", "/api/v1/markPrices"}


@pytest.mark.parametrize("path", GETS)
def test_what_is_read_has_the_published_shape(client: EngineClient, path: str) -> None:
    needs_symbol = path.startswith("/api") and path not in WITHOUT_SYMBOL
    params = PARAMS.get(path, {"symbol": SOL} if needs_symbol else {})
    value = client.get(path, **params)
    assert value or path in MAY_BE_EMPTY
    assert _unknown_faults(f"GET {path}", value) == []


def _unknown_faults(answer: str, value: object) -> list[str]:
    faults = SHAPES.faults(answer, value)
    return [fault for fault in faults if not any(known in fault for known in KNOWN)]


def _send(client: EngineClient, method: str, path: str, body: object) -> Any:
    status, value = client.send(method, path, body)
    assert status == 200, value
    assert _unknown_faults(f"{method} {path}", value) == []
    return value


@pytest.mark.parametrize("body", [LIMIT, MARKET, TRIGGER, ENTRY])
def test_an_order_has_the_published_shape_from_placing_to_cancelling(
    client: EngineClient, body: dict[str, object]
) -> None:
    placed = _send(client, "POST", "/api/v1/order", body)
    if placed["status"] in {"New", "TriggerPending"}:
        read = client.get("/api/v1/order", symbol=SOL, orderId=placed["id"])
        assert SHAPES.faults("GET /api/v1/order", read) == []
        _send(client, "DELETE", "/api/v1/order", {"symbol": SOL, "orderId": placed["id"]})


def test_batches_and_cancels_of_all_have_the_published_shape(client: EngineClient) -> None:
    rows = _send(client, "POST", "/api/v1/orders", [LIMIT, LIMIT | {"price": "1"}, TRIGGER])
    assert [row["operation"] for row in rows] == ["Ok", "Err", "Ok"]
    cancelled = _send(client, "DELETE", "/api/v1/orders", {"symbol": SOL})
    assert len(cancelled) >= 2


def test_strategies_have_the_published_shape(client: EngineClient) -> None:
    made = _send(client, "POST", "/api/v1/strategy", STRATEGY | {"clientStrategyId": 9})
    read = client.get("/api/v1/strategy", symbol=SOL, strategyId=made["id"])
    assert SHAPES.faults("GET /api/v1/strategy", read) == []
    _send(client, "DELETE", "/api/v1/strategy", {"symbol": SOL, "clientStrategyId": 9})
    _send(client, "POST", "/api/v1/strategy", STRATEGY)
    assert _send(client, "DELETE", "/api/v1/strategies", {"symbol": SOL})


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/order", LIMIT | {"price": "1"}),
        ("POST", "/api/v1/order", LIMIT | {"quantity": "0.001"}),
        ("POST", "/api/v1/order", LIMIT | {"quantity": "100000"}),
        ("POST", "/api/v1/order", MARKET | {"side": "Bid", "reduceOnly": True}),
        ("DELETE", "/api/v1/order", {"symbol": SOL, "orderId": "1"}),
        ("DELETE", "/api/v1/order", {"symbol": SOL, "orderId": "1", "clientId": 1}),
        ("PATCH", "/api/v1/account", {"leverageLimit": "500"}),
        ("DELETE", "/api/v1/strategy", {"symbol": SOL, "strategyId": "1"}),
    ],
)
def test_refusals_have_the_published_shape_and_codes(
    client: EngineClient, method: str, path: str, body: object
) -> None:
    status, value = client.send(method, path, body)
    assert status in {400, 404}
    assert SHAPES.error_faults(value) == []
