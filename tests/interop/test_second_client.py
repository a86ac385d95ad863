"""backpack-exchange-sdk, unmodified but for its URLs, uses its whole perpetuals surface here."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.processes import PATIENCE_SECONDS
from tests.interop.exchange import SYMBOL, sandbox

REASON = "needs the interop extra: pip install '.[test,interop]'"
authenticated = pytest.importorskip("backpack_exchange_sdk.authenticated", reason=REASON)
public = pytest.importorskip("backpack_exchange_sdk.public", reason=REASON)
websocket = pytest.importorskip("backpack_exchange_sdk.websocket", reason=REASON)

pytestmark = pytest.mark.filterwarnings("default")  # what others' code warns of is theirs


@pytest.fixture(scope="module")
def line() -> Iterator[dict[str, Any]]:
    with sandbox("--seed", "12") as said:
        yield said


@pytest.fixture(scope="module")
def market(line: dict[str, Any]) -> Any:
    return public.PublicClient(base_url=f"{line['rest']}/")


@pytest.fixture(scope="module")
def account(line: dict[str, Any]) -> Any:
    return authenticated.AuthenticationClient(
        line["apiKey"], line["apiSecret"], base_url=f"{line['rest']}/"
    )


def far_price(market: Any) -> str:
    """A price to sell at that will rest."""
    best = float(market.get_depth(SYMBOL)["asks"][0][0])
    return f"{best * 1.03:.2f}"


def test_everything_public_about_a_market_is_read(market: Any) -> None:
    assert SYMBOL in [row["symbol"] for row in market.get_markets()]
    assert market.get_market(SYMBOL)["marketType"] == "PERP"
    assert market.get_ticker(SYMBOL)["symbol"] == SYMBOL
    assert market.get_tickers()
    assert market.get_depth(SYMBOL)["bids"]
    assert market.get_klines(SYMBOL, "1m", int(time.time()) - 600)  # noqa: TID251  # the real clock
    assert market.get_klines(SYMBOL, "1m", int(time.time()) - 600, priceType="Mark")  # noqa: TID251  # as above
    assert market.get_mark_price(SYMBOL)[0]["symbol"] == SYMBOL
    assert market.get_open_interest(SYMBOL)[0]["symbol"] == SYMBOL
    assert market.get_funding_interval_rates(SYMBOL)
    assert isinstance(market.get_recent_trades(SYMBOL), list)
    assert isinstance(market.get_historical_trades(SYMBOL), list)
    assert market.get_assets()
    assert market.get_collateral()
    assert market.get_status()["status"] == "Ok"
    assert market.send_ping() == "pong"
    assert int(market.get_system_time()) > 0


def test_everything_about_the_account_is_read(account: Any) -> None:
    assert account.get_account()["leverageLimit"]
    assert "USDC" in account.get_balances() or account.get_balances() == {}
    assert float(account.get_collateral()["netEquity"]) > 0
    held = {row["symbol"]: row["netQuantity"] for row in account.get_open_positions()}
    assert held[SYMBOL] == "25"
    assert account.get_max_order_quantity(SYMBOL, "Ask")["maxOrderQuantity"]
    for history in (
        account.get_position_history,
        account.get_fill_history,
        account.get_order_history,
        account.get_funding_payments,
        account.get_settlement_history,
        account.get_strategy_history,
    ):
        assert isinstance(history(), list)


def test_an_order_lives_and_ends(account: Any, market: Any) -> None:
    price = far_price(market)
    order = account.execute_order(
        "Limit",
        "Ask",
        SYMBOL,
        price=price,
        quantity="1",
        reduceOnly=True,
        timeInForce="GTC",
        postOnly=True,
        clientId=7,
    )
    assert (order["status"], order["price"]) == ("New", price)
    assert account.get_users_open_orders(SYMBOL, clientId=7)["id"] == order["id"]
    assert account.cancel_open_order(SYMBOL, orderId=order["id"])["status"] == "Cancelled"
    assert account.get_open_orders(SYMBOL) == []
    assert account.get_order_history(orderId=order["id"])[0]["status"] == "Cancelled"


def test_a_batch_and_a_trigger_are_placed_and_cancelled_together(account: Any, market: Any) -> None:
    price = far_price(market)
    stop = f"{float(price) * 0.85:.2f}"
    order = {
        "symbol": SYMBOL,
        "side": "Ask",
        "orderType": "Limit",
        "price": price,
        "quantity": "1",
        "reduceOnly": True,
    }
    placed = account.execute_batch_orders([order, order])
    assert len({row["id"] for row in placed}) == 2
    trigger = account.execute_order(
        "Market",
        "Ask",
        SYMBOL,
        triggerPrice=stop,
        triggerQuantity="100%",
        triggerBy="MarkPrice",
        reduceOnly=True,
    )
    assert trigger["status"] == "TriggerPending"
    assert len(account.cancel_open_orders(SYMBOL)) == 3


def test_a_market_order_fills(account: Any) -> None:
    order = account.execute_order("Market", "Ask", SYMBOL, quantity="0.5", reduceOnly=True)
    assert (order["status"], order["executedQuantity"]) == ("Filled", "0.5")
    fills = account.get_fill_history(orderId=order["id"])
    assert sum(float(fill["quantity"]) for fill in fills) == pytest.approx(0.5)


def test_a_strategy_is_created_and_cancelled(account: Any) -> None:
    made = account.create_strategy(
        SYMBOL,
        "Ask",
        "Scheduled",
        quantity="4",
        reduceOnly=True,
        duration=600_000,
        interval=60_000,
    )
    assert made["id"] in [row["id"] for row in account.get_open_strategies(SYMBOL)]
    assert account.get_strategy(SYMBOL, strategyId=made["id"])["id"] == made["id"]
    account.cancel_strategy(SYMBOL, strategyId=made["id"])
    assert account.get_open_strategies(SYMBOL) == []


def test_settings_are_changed(account: Any) -> None:
    account.update_account(leverageLimit="5")
    assert account.get_account()["leverageLimit"] == "5"


def test_streams_deliver_the_market_and_the_account(line: dict[str, Any], account: Any) -> None:
    class Client(websocket.WebSocketClient):  # type: ignore[name-defined,misc]  # has no types
        """The client with another URL: it has no argument for one."""

        def _connect(self) -> None:
            self.base_url = line["ws"]
            super()._connect()

    heard: set[str] = set()
    complete = threading.Event()
    wanted = {"depth", "markPrice", "orderAccepted", "orderFill", "positionAdjusted"}

    def note(data: dict[str, Any]) -> None:
        heard.add(data.get("e", ""))
        if wanted <= heard:
            complete.set()

    client = Client(line["apiKey"], line["apiSecret"])
    client.subscribe([f"depth.{SYMBOL}", f"markPrice.{SYMBOL}"], note)
    client.subscribe(["account.orderUpdate", "account.positionUpdate"], note, is_private=True)
    try:
        for _ in range(int(PATIENCE_SECONDS)):
            account.execute_order("Market", "Ask", SYMBOL, quantity="0.1", reduceOnly=True)
            if complete.wait(1):
                break
        assert wanted <= heard
    finally:
        client.ws.keep_running = False
        client.ws.on_close = None
        client.close()
