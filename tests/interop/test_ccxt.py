"""ccxt, unmodified but for its URLs, trades perpetuals on the sandbox: REST and streams."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from tests.fakes.processes import PATIENCE_SECONDS
from tests.interop.exchange import sandbox

ccxt = pytest.importorskip("ccxt", reason="needs the interop extra: pip install '.[test,interop]'")
pro = pytest.importorskip("ccxt.pro", reason="needs the interop extra")

SYMBOL = "SOL/USDC:USDC"

pytestmark = pytest.mark.filterwarnings("default")  # what others' code warns of is theirs


@pytest.fixture(scope="module")
def line() -> Iterator[dict[str, Any]]:
    with sandbox("--seed", "11") as said:
        yield said


def pointed(exchange: Any, line: dict[str, Any]) -> Any:
    """The client with the sandbox's URLs instead of Backpack's; nothing else is changed."""
    exchange.urls["api"] = {
        "public": line["rest"],
        "private": line["rest"],
        "ws": {"public": line["ws"], "private": line["ws"]},
    }
    return exchange


@pytest.fixture(scope="module")
def client(line: dict[str, Any]) -> Any:
    config = {"apiKey": line["apiKey"], "secret": line["apiSecret"]}
    exchange = pointed(ccxt.backpack(config), line)
    exchange.load_markets()
    return exchange


def far_price(client: Any) -> float:
    """A price to sell at that will rest."""
    best = client.fetch_order_book(SYMBOL)["asks"][0][0]
    return float(client.price_to_precision(SYMBOL, best * 1.03))


def test_markets_have_their_precision_and_limits(client: Any) -> None:
    market = client.market(SYMBOL)
    assert market["swap"]
    assert market["linear"]
    assert market["precision"]["price"] == market["precision"]["amount"] == 0.01
    assert market["limits"]["amount"]["min"] == 0.01


def test_prices_are_read(client: Any) -> None:
    ticker = client.fetch_ticker(SYMBOL)
    assert ticker["low"] <= ticker["last"] <= ticker["high"]
    assert SYMBOL in client.fetch_tickers()
    book = client.fetch_order_book(SYMBOL, 20)
    assert 0 < book["bids"][0][0] < book["asks"][0][0]
    assert book["bids"] == sorted(book["bids"], reverse=True)
    trades = client.fetch_trades(SYMBOL)
    assert all(trade["side"] in {"buy", "sell"} and trade["price"] > 0 for trade in trades)


@pytest.mark.parametrize("method", ["fetch_ohlcv", "fetch_mark_ohlcv", "fetch_index_ohlcv"])
def test_candles_are_read(client: Any, method: str) -> None:
    candles = getattr(client, method)(SYMBOL, "1m", int(time.time() * 1000) - 600_000, 10)  # noqa: TID251  # the real clock is meant
    assert len(candles) >= 5
    assert all(low <= first <= high for _, first, high, low, *_ in candles)


def test_funding_and_open_interest_are_read(client: Any) -> None:
    rate = client.fetch_funding_rate(SYMBOL)
    assert rate["markPrice"] > 0
    assert rate["indexPrice"] > 0
    assert client.fetch_funding_rate_history(SYMBOL)[0]["symbol"] == SYMBOL
    assert float(client.fetch_open_interest(SYMBOL)["info"]["openInterest"]) > 0


def test_the_status_is_read(client: Any) -> None:
    assert client.fetch_status()["status"] == "ok"


def test_the_account_is_read(client: Any) -> None:
    assert client.fetch_balance()["USDC"]["total"] > 0
    positions = {position["symbol"]: position for position in client.fetch_positions()}
    assert positions[SYMBOL]["side"] == "long"
    assert positions[SYMBOL]["contracts"] == "25"


def test_a_reduce_only_order_rests_is_found_and_is_cancelled(client: Any) -> None:
    order = client.create_order(
        SYMBOL, "limit", "sell", 1.5, far_price(client), {"reduceOnly": True, "postOnly": True}
    )
    assert (order["status"], order["reduceOnly"], order["amount"]) == ("open", True, 1.5)
    assert client.fetch_open_order(order["id"], SYMBOL)["id"] == order["id"]
    assert order["id"] in [found["id"] for found in client.fetch_open_orders(SYMBOL)]
    assert client.cancel_order(order["id"], SYMBOL)["status"] == "canceled"
    assert client.fetch_open_orders(SYMBOL) == []
    with pytest.raises(ccxt.BaseError, match="RESOURCE_NOT_FOUND"):
        client.cancel_order(order["id"], SYMBOL)
    assert order["id"] in [found["id"] for found in client.fetch_orders(SYMBOL)]


def test_a_market_order_fills_and_is_in_the_history(client: Any) -> None:
    order = client.create_order(SYMBOL, "market", "sell", 0.5, None, {"reduceOnly": True})
    assert order["status"] == "closed"
    assert order["filled"] == 0.5
    fills = client.fetch_my_trades(SYMBOL)
    mine = [fill for fill in fills if fill["order"] == order["id"]]
    assert sum(fill["amount"] for fill in mine) == 0.5
    assert all(fill["fee"]["cost"] > 0 for fill in mine)


def test_a_stop_waits_for_its_trigger_and_several_orders_are_cancelled_at_once(client: Any) -> None:
    best = client.fetch_order_book(SYMBOL)["bids"][0][0]
    stop = float(client.price_to_precision(SYMBOL, best * 0.9))
    client.create_order(
        SYMBOL, "market", "sell", 1, None, {"reduceOnly": True, "triggerPrice": stop}
    )
    client.create_orders(
        [
            {
                "symbol": SYMBOL,
                "type": "limit",
                "side": "sell",
                "amount": 1,
                "price": far_price(client),
                "params": {"reduceOnly": True},
            }
        ]
        * 2
    )
    assert len(client.fetch_open_orders(SYMBOL)) == 3
    assert len(client.cancel_all_orders(SYMBOL)) == 3
    assert client.fetch_open_orders(SYMBOL) == []


def test_what_the_exchange_refuses_is_an_error_ccxt_knows(client: Any) -> None:
    with pytest.raises(ccxt.BaseError):
        client.create_order(SYMBOL, "limit", "sell", 1, 1_000_000)
    with pytest.raises(ccxt.BaseError):
        client.create_order(SYMBOL, "market", "buy", 1, None, {"reduceOnly": True})


def test_a_throttled_answer_is_an_error_ccxt_knows(client: Any, line: dict[str, Any]) -> None:
    url = f"{line['rest']}/sandbox/faults"
    client.fetch(url, "POST", {"Content-Type": "application/json"}, '{"kind":"throttle","count":1}')
    with pytest.raises(ccxt.RateLimitExceeded):
        client.fetch_time()
    assert client.fetch_time() > 0


def test_accounts_trade_with_each_other() -> None:
    with sandbox("--accounts", "2", "--scenario", "flat") as line:
        first, second = (
            pointed(ccxt.backpack({"apiKey": a["apiKey"], "secret": a["apiSecret"]}), line)
            for a in line["accounts"]
        )
        first.load_markets()
        second.load_markets()
        book = first.fetch_order_book(SYMBOL)
        between = float(first.price_to_precision(SYMBOL, book["bids"][0][0]))
        maker = first.create_order(SYMBOL, "limit", "buy", 0.1, between)
        second.create_order(SYMBOL, "limit", "sell", 1_000, between, {"timeInForce": "IOC"})
        fills = [fill for fill in first.fetch_my_trades(SYMBOL) if fill["order"] == maker["id"]]
    assert sum(fill["amount"] for fill in fills) == 0.1


async def streamed(line: dict[str, Any], use: Callable[[Any], Awaitable[Any]]) -> Any:
    exchange = pointed(pro.backpack({"apiKey": line["apiKey"], "secret": line["apiSecret"]}), line)
    try:
        await exchange.load_markets()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await use(exchange)
    finally:
        await exchange.close()


async def test_public_streams_are_watched(line: dict[str, Any]) -> None:
    async def use(exchange: Any) -> Any:
        return await asyncio.gather(
            exchange.watch_order_book(SYMBOL),
            exchange.watch_ticker(SYMBOL),
            exchange.watch_trades(SYMBOL),
            exchange.watch_ohlcv(SYMBOL, "1m"),
            exchange.watch_bids_asks([SYMBOL]),
        )

    book, ticker, trades, candles, best = await streamed(line, use)
    assert 0 < book["bids"][0][0] < book["asks"][0][0]
    assert ticker["last"] > 0
    assert trades[0]["amount"] > 0
    assert candles[0][4] > 0
    assert best[SYMBOL]["bid"] < best[SYMBOL]["ask"]


async def test_orders_and_positions_are_watched(line: dict[str, Any]) -> None:
    async def use(exchange: Any) -> Any:
        watching = asyncio.gather(exchange.watch_orders(SYMBOL), exchange.watch_positions([SYMBOL]))
        await exchange.fetch_time()
        while not watching.done():
            await exchange.create_order(SYMBOL, "market", "sell", 0.1, None, {"reduceOnly": True})
        return await watching

    orders, positions = await streamed(line, use)
    assert orders[0]["symbol"] == SYMBOL
    assert positions[0]["symbol"] == SYMBOL
    assert float(positions[0]["contracts"]) > 0
