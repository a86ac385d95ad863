from decimal import Decimal

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import START_US
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine

SOL = "SOL_USDC_PERP"


@pytest.fixture
def client() -> EngineClient:
    return EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))


def rest(client: EngineClient, price: str = "120", **more: object) -> str:
    status, order = client.order(side="Ask", orderType="Limit", price=price, quantity="1", **more)
    assert status == 200, order
    return str(order["id"])


def test_an_unsigned_request_gets_nothing_private(client: EngineClient) -> None:
    for key in (None, "somebody", "street/maker"):
        other = EngineClient(client.engine, key)
        assert other.ask("GET", "/api/v1/position").status == 401


def test_the_default_account_has_a_long_and_a_short_and_their_past(client: EngineClient) -> None:
    held = {row["symbol"]: Decimal(row["netQuantity"]) for row in client.get("/api/v1/position")}
    assert held == {SOL: 25, "ETH_USDC_PERP": Decimal("-0.8")}
    fills = client.get("/wapi/v1/history/fills")
    assert {fill["symbol"] for fill in fills} == set(held)
    assert client.get("/wapi/v1/history/funding")
    assert 9_900 < Decimal(client.get("/api/v1/capital")["USDC"]["available"]) < 10_000


def test_a_liquidation_price_is_worked_out_only_for_one_symbol(client: EngineClient) -> None:
    client.order(side="Bid", orderType="Market", quantity="400")
    for row in client.get("/api/v1/position"):
        assert row["estLiquidationPrice"] == "0"
    (row,) = client.get("/api/v1/position", symbol=SOL)
    assert 0 < Decimal(row["estLiquidationPrice"]) < Decimal(row["markPrice"])


def test_an_order_is_found_by_either_id_until_it_ends(client: EngineClient) -> None:
    order_id = rest(client, clientId=77)
    assert client.get("/api/v1/order", symbol=SOL, orderId=order_id)["clientId"] == 77
    assert client.get("/api/v1/order", symbol=SOL, clientId="77")["id"] == order_id
    status, cancelled = client.send("DELETE", "/api/v1/order", {"symbol": SOL, "clientId": 77})
    assert (status, cancelled["status"]) == (200, "Cancelled")
    answer = client.ask("GET", "/api/v1/order", ("symbol", SOL), ("orderId", order_id))
    assert answer.status == 404


def test_a_filled_order_is_no_longer_found(client: EngineClient) -> None:
    _, order = client.order(side="Ask", orderType="Market", quantity="1")
    assert order["status"] == "Filled"
    answer = client.ask("GET", "/api/v1/order", ("symbol", SOL), ("orderId", order["id"]))
    assert answer.status == 404


def test_an_order_of_another_market_or_account_is_not_found(client: EngineClient) -> None:
    order_id = rest(client)
    body = {"symbol": "BTC_USDC_PERP", "orderId": order_id}
    assert client.send("DELETE", "/api/v1/order", body)[0] == 404


def test_cancelling_everything_can_spare_one_kind(client: EngineClient) -> None:
    rest(client)
    client.order(side="Ask", orderType="Market", triggerPrice="90", triggerQuantity="50%")
    body: dict[str, object] = {"symbol": SOL, "orderType": "ConditionalOrder"}
    _, gone = client.send("DELETE", "/api/v1/orders", body)
    assert [row["triggerPrice"] for row in gone] == ["90"]
    assert len(client.get("/api/v1/orders")) == 1
    client.send("DELETE", "/api/v1/orders", {"symbol": SOL})
    assert client.get("/api/v1/orders") == []
    assert client.send("DELETE", "/api/v1/orders", {"symbol": SOL}) == (200, [])


def test_a_batch_answers_for_each_order(client: EngineClient) -> None:
    good = {"symbol": SOL, "side": "Ask", "orderType": "Limit", "price": "120", "quantity": "1"}
    _, rows = client.send("POST", "/api/v1/orders", [good, good | {"price": "120.001"}])
    assert [row["operation"] for row in rows] == ["Ok", "Err"]
    assert rows[1]["message"] == "Price decimal too long"
    bad: list[object] = [[], {}, [good] * 51, [good, {}]]
    for body in bad:
        assert client.send("POST", "/api/v1/orders", body)[0] == 400
    assert len(client.get("/api/v1/orders")) == 1


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"symbol": "NO_PERP"}, "INVALID_CLIENT_REQUEST", "Invalid market symbol"),
        ({"price": "120.001"}, "INVALID_CLIENT_REQUEST", "Price decimal too long"),
        ({"quantity": "0.001"}, "INVALID_QUANTITY", "Quantity is below the minimum quantity"),
        ({"quantity": "1.001"}, "INVALID_CLIENT_REQUEST", "Quantity decimal too long"),
        ({"price": "1001"}, "INVALID_PRICE", "Price is above the maximum price"),
        ({"price": "300"}, "INVALID_PRICE", "Price is too far from the last active price"),
        ({"side": "Bid", "reduceOnly": True}, "INVALID_ORDER", "Reduce only order not reduced"),
        ({"quantity": "100000"}, "INSUFFICIENT_MARGIN", "Insufficient margin"),
    ],
)
def test_an_order_is_refused_in_the_words_of_the_exchange(
    client: EngineClient, change: dict[str, object], code: str, message: str
) -> None:
    body = {"side": "Ask", "orderType": "Limit", "price": "120", "quantity": "1"} | change
    status, answer = client.order(**body)
    assert (status, answer) == (400, {"code": code, "message": message})


def test_the_largest_order_is_accepted_and_one_step_more_is_not(client: EngineClient) -> None:
    largest = client.get("/api/v1/account/limits/order", symbol=SOL, side="Bid")
    quantity = Decimal(largest["maxOrderQuantity"])
    order = {"side": "Bid", "orderType": "Limit", "price": "90"}
    assert client.order(**order, quantity=str(quantity + Decimal("0.01")))[0] == 400
    assert client.order(**order, quantity=str(quantity))[0] == 200


def test_the_largest_reduce_only_order_is_what_nothing_covers_yet(client: EngineClient) -> None:
    rest(client, reduceOnly=True)
    path = "/api/v1/account/limits/order"
    answer = client.get(path, symbol=SOL, side="Ask", reduceOnly="true")
    assert (answer["maxOrderQuantity"], answer["reduceOnly"]) == ("24", True)
    answer = client.get(path, symbol=SOL, side="Bid", reduceOnly="true")
    assert answer["maxOrderQuantity"] == "0"


def test_settings_change_with_an_empty_answer(client: EngineClient) -> None:
    answer = client.ask("PATCH", "/api/v1/account", body={"leverageLimit": "20", "autoLend": True})
    assert (answer.status, answer.body) == (200, b"")
    account = client.get("/api/v1/account")
    assert (account["leverageLimit"], account["autoLend"]) == ("20", True)


@pytest.mark.parametrize("leverage", ["0", "51", "x", True])
def test_an_impossible_leverage_is_refused(client: EngineClient, leverage: object) -> None:
    answer = client.ask("PATCH", "/api/v1/account", body={"leverageLimit": leverage})
    assert answer.status == 400
    assert client.get("/api/v1/account")["leverageLimit"] == "10"


def test_leverage_cannot_go_below_what_positions_need(client: EngineClient) -> None:
    client.order(side="Bid", orderType="Market", quantity="300")
    answer = client.ask("PATCH", "/api/v1/account", body={"leverageLimit": "2"})
    assert b"INSUFFICIENT_MARGIN" in answer.body
    assert client.get("/api/v1/account")["leverageLimit"] == "10"


def test_a_market_order_can_name_what_it_spends(client: EngineClient) -> None:
    _, order = client.order(side="Bid", orderType="Market", quoteQuantity="500")
    assert order["quoteQuantity"] == "500"
    assert 0 <= 500 - Decimal(order["executedQuoteQuantity"]) < 2


def test_an_exit_in_the_book_is_filled_when_the_market_comes_to_it(client: EngineClient) -> None:
    _, ask = client.best()
    order_id = rest(client, price=str(ask), reduceOnly=True, postOnly=True)
    for _ in range(120):
        client.wait(1)
        answer = client.ask("GET", "/api/v1/order", ("symbol", SOL), ("orderId", order_id))
        if answer.status == 404:
            break
    (row,) = client.get("/wapi/v1/history/orders", orderId=order_id)
    assert row["status"] == "Filled"
    assert {fill["isMaker"] for fill in client.get("/wapi/v1/history/fills", orderId=order_id)} == {
        True
    }
