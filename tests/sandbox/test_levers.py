from decimal import Decimal

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import SOL, START_US
from tui.sandbox.api import DEFAULT_ACCOUNT, Control
from tui.sandbox.engine import Engine
from tui.sandbox.levers import LeverError

D = Decimal


@pytest.fixture
def client() -> EngineClient:
    return EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))


@pytest.fixture
def levers(client: EngineClient) -> Control:
    return client.engine.levers


def _events(client: EngineClient) -> list[str]:
    client.received.clear()
    client.listen()
    return [str(push.data["e"]) for push in client.received if push.account == KEY]


def test_a_position_closed_elsewhere_is_told_like_any_other(
    client: EngineClient, levers: Control
) -> None:
    assert levers.close_position(KEY, SOL) == 0
    assert SOL not in {row["symbol"] for row in client.get("/api/v1/position")}


def test_closing_says_every_step_on_the_streams(client: EngineClient, levers: Control) -> None:
    levers.close_position(KEY, SOL)
    events = _events(client)
    assert events[0] == "orderAccepted"
    assert {"orderFill", "positionClosed", "balanceUpdate"} <= set(events)


def test_a_flipped_position_is_as_large_the_other_way(
    client: EngineClient, levers: Control
) -> None:
    assert levers.flip_position(KEY, SOL) == -25
    assert {"positionClosed", "positionOpened"} <= set(_events(client))
    rows = {row["symbol"]: row["netQuantity"] for row in client.get("/api/v1/position")}
    assert rows[SOL] == "-25"


def test_closing_nothing_sends_nothing(client: EngineClient, levers: Control) -> None:
    assert levers.close_position(KEY, "BTC_USDC_PERP") == 0
    assert _events(client) == []


def test_own_orders_in_the_way_do_not_stop_a_close(client: EngineClient, levers: Control) -> None:
    bid, _ = client.best()
    client.order(side="Bid", orderType="Limit", price=str(bid), quantity="3", postOnly=True)
    assert levers.close_position(KEY, SOL) == 0


def test_another_tick_cancels_what_is_off_the_grid_and_rules_new_orders(
    client: EngineClient, levers: Control
) -> None:
    client.order(side="Ask", orderType="Limit", price="120.05", quantity="1")
    client.order(side="Ask", orderType="Limit", price="121", quantity="1")
    levers.set_tick(SOL, D("0.1"))
    assert [row["price"] for row in client.get("/api/v1/orders")] == ["121"]
    assert client.get("/api/v1/market", symbol=SOL)["filters"]["price"]["tickSize"] == "0.1"
    assert client.order(side="Ask", orderType="Limit", price="120.05", quantity="1")[0] == 400
    client.wait(5)
    book = client.get("/api/v1/depth", symbol=SOL)
    assert len(book["asks"]) > 20
    assert all(D(price) % D("0.1") == 0 for price, _ in book["asks"] + book["bids"])


def test_a_frozen_mark_stands_while_the_index_goes_on(
    client: EngineClient, levers: Control
) -> None:
    levers.freeze_mark(SOL, True)
    (before,) = client.get("/api/v1/markPrices", symbol=SOL)
    client.wait(20)
    (frozen,) = client.get("/api/v1/markPrices", symbol=SOL)
    assert frozen["markPrice"] == before["markPrice"]
    assert frozen["indexPrice"] != before["indexPrice"]
    levers.freeze_mark(SOL, False)
    client.wait(60)
    (free,) = client.get("/api/v1/markPrices", symbol=SOL)
    assert free["markPrice"] != before["markPrice"]


def test_a_lever_that_does_not_exist_is_named_with_one_that_does(levers: Control) -> None:
    with pytest.raises(LeverError, match="SOL_USDC_PERP"):
        levers.set_book_state("NO_USDC_PERP", "Open")
    with pytest.raises(LeverError, match="CancelOnly"):
        levers.set_book_state(SOL, "Shut")
    with pytest.raises(LeverError, match=r"such as 0\.01"):
        levers.set_tick(SOL, D(0))
    with pytest.raises(LeverError, match=r"such as 0\.01"):
        levers.set_tick(SOL, D("NaN"))
    for stranger in ("nobody", "street/maker"):
        with pytest.raises(LeverError, match="API key"):
            levers.close_position(stranger, SOL)
