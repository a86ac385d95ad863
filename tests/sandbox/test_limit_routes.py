from decimal import Decimal

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import SOL, START_US
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine

D = Decimal
ORDER = "/api/v1/account/limits/order"


@pytest.fixture
def client() -> EngineClient:
    return EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))


@pytest.mark.parametrize("side", ["Bid", "Ask"])
@pytest.mark.parametrize("symbol", [SOL, "BTC_USDC_PERP", "ETH_USDC_PERP"])
def test_the_largest_order_is_exact_to_one_step(
    client: EngineClient, symbol: str, side: str
) -> None:
    step = D(client.get("/api/v1/market", symbol=symbol)["filters"]["quantity"]["stepSize"])
    bid, ask = client.best(symbol)
    price = (ask if side == "Ask" else bid).to_integral_value()
    price += 1 if side == "Ask" else -1
    most = D(client.get(ORDER, symbol=symbol, side=side)["maxOrderQuantity"])
    body = {"symbol": symbol, "side": side, "orderType": "Limit", "price": str(price)}
    over = client.send("POST", "/api/v1/order", body | {"quantity": str(most + step)})
    assert (over[0], over[1]["code"]) == (400, "INSUFFICIENT_MARGIN")
    assert client.send("POST", "/api/v1/order", body | {"quantity": str(most)})[0] == 200


def test_a_reduce_only_limit_is_what_may_still_be_reduced(client: EngineClient) -> None:
    row = client.get(ORDER, symbol=SOL, side="Ask", reduceOnly="true", price="101.50")
    assert (row["maxOrderQuantity"], row["reduceOnly"], row["price"]) == ("25", True, "101.5")
    row = client.get(ORDER, symbol=SOL, side="Bid", reduceOnly="true")
    assert (row["maxOrderQuantity"], row["price"]) == ("0", None)


def test_what_is_free_may_be_withdrawn(client: EngineClient) -> None:
    row = client.get("/api/v1/account/limits/withdrawal", symbol="USDC")
    free = client.get("/api/v1/capital/collateral")
    least = min(D(free["netEquityAvailable"]), D(free["assetsValue"]))
    assert D(row["maxWithdrawalQuantity"]) == least
    row = client.get("/api/v1/account/limits/withdrawal", symbol="SOL", autoBorrow="true")
    assert (row["maxWithdrawalQuantity"], row["autoBorrow"]) == ("0", True)


def test_nothing_may_be_borrowed(client: EngineClient) -> None:
    row = client.get("/api/v1/account/limits/borrow", symbol="USDC")
    assert row == {"maxBorrowQuantity": "0", "symbol": "USDC"}


@pytest.mark.parametrize("kind", ["borrow", "withdrawal"])
def test_an_unknown_asset_is_refused(client: EngineClient, kind: str) -> None:
    refused = client.ask("GET", f"/api/v1/account/limits/{kind}", ("symbol", "NOPE"))
    assert refused.status == 400
    assert b"INVALID_ASSET" in refused.body
