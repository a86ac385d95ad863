"""Engine and shell together, over real sockets: what an independent client meets."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.fakes.clock import FakeClock
from tests.fakes.sandbox_shell import RunningShell, running
from tests.fakes.signer import Fields, Signer
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine
from tui.sandbox.routes import ROUTES

SIGNER = Signer()
SOL = "SOL_USDC_PERP"


@dataclass
class Client:
    """A small client of its own: signs, asks, listens."""

    clock: FakeClock
    shell: RunningShell
    http: httpx.AsyncClient

    async def get(self, path: str, **params: str) -> Any:
        answer = await self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def signed(
        self, method: str, path: str, instruction: str, fields: Fields | list[Fields]
    ) -> httpx.Response:
        headers = SIGNER.headers(instruction, fields, at_ms=self.clock.wall_ms())
        if method == "GET" and isinstance(fields, dict):
            params = {key: str(value) for key, value in fields.items()}
            return await self.http.get(path, params=params, headers=headers)
        return await self.http.request(method, path, json=fields, headers=headers)

    async def order(self, **fields: object) -> httpx.Response:
        return await self.signed("POST", "/api/v1/order", "orderExecute", fields)

    async def subscribe(self, socket: ClientConnection, *names: str) -> None:
        frame = {
            "method": "SUBSCRIBE",
            "params": names,
            "signature": SIGNER.subscription(at_ms=self.clock.wall_ms()),
        }
        await socket.send(json.dumps(frame))
        await socket.send("settled?")
        assert await until(socket, lambda frame: "error" in frame)

    async def exit_price(self) -> str:
        """A limit price for selling SOL that rests well above the market."""
        [mark] = await self.get("/api/v1/markPrices", symbol=SOL)
        return str((Decimal(mark["markPrice"]) * Decimal("1.05")).quantize(Decimal("0.01")))


async def until(socket: ClientConnection, wanted: Callable[[Any], bool]) -> Any:
    """Read frames until one is wanted."""
    async with asyncio.timeout(10):
        while True:
            frame = json.loads(await socket.recv())
            if wanted(frame):
                return frame


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    clock = FakeClock()
    engine = Engine(
        seed=11, now_us=clock.wall_ms() * 1_000, accounts={SIGNER.api_key: DEFAULT_ACCOUNT}
    )
    async with (
        running(engine, wall_ms=clock.wall_ms) as shell,
        httpx.AsyncClient(base_url=shell.rest, trust_env=False) as http,
    ):
        yield Client(clock, shell, http)


async def test_an_exit_is_placed_announced_listed_and_cancelled(client: Client) -> None:
    async with connect(client.shell.ws, proxy=None) as socket:
        await client.subscribe(socket, f"account.orderUpdate.{SOL}")
        placed = await client.order(
            symbol=SOL,
            side="Ask",
            orderType="Limit",
            price=await client.exit_price(),
            quantity="1.50",
            reduceOnly=True,
            postOnly=True,
            clientId=77,
        )
        assert placed.status_code == 200, placed.text
        order_id = placed.json()["id"]
        accepted = await until(socket, lambda frame: "data" in frame)
        assert accepted["stream"] == f"account.orderUpdate.{SOL}"
        assert (accepted["data"]["e"], accepted["data"]["i"]) == ("orderAccepted", order_id)
        listed = await client.signed("GET", "/api/v1/orders", "orderQueryAll", {"symbol": SOL})
        assert [row["clientId"] for row in listed.json()] == [77]
        ids = {"symbol": SOL, "orderId": order_id}
        cancelled = await client.signed("DELETE", "/api/v1/order", "orderCancel", ids)
        assert cancelled.json()["status"] == "Cancelled"
        gone = await until(socket, lambda frame: "data" in frame)
        assert gone["data"]["e"] == "orderCancelled"


async def test_open_positions_greet_a_subscriber(client: Client) -> None:
    async with connect(client.shell.ws, proxy=None) as socket:
        frame = {
            "method": "SUBSCRIBE",
            "params": ["account.positionUpdate"],
            "signature": SIGNER.subscription(at_ms=client.clock.wall_ms()),
        }
        await socket.send(json.dumps(frame))
        first = await until(socket, lambda frame: "data" in frame)
    assert first["stream"] == "account.positionUpdate"
    assert "e" not in first["data"]


async def test_the_depth_stream_and_the_snapshot_tell_one_story(client: Client) -> None:
    async with connect(client.shell.ws, proxy=None) as socket:
        await client.subscribe(socket, f"depth.{SOL}")
        before = await client.get("/api/v1/depth", symbol=SOL)
        await client.clock.advance(5)
        async with asyncio.timeout(10):
            while client.shell.shell.behind:
                await client.get("/api/v1/status")  # each request takes the market a step on
        after = await client.get("/api/v1/depth", symbol=SOL)
        sides = _apply(before, [])
        last = int(before["lastUpdateId"])
        async with asyncio.timeout(10):
            while last < int(after["lastUpdateId"]):
                data = json.loads(await socket.recv()).get("data")
                if data is None or data["u"] <= last:
                    continue
                assert data["U"] == last + 1
                sides, last = _apply(sides, [data]), data["u"]
    assert sides == _apply(after, [])


def _apply(book: dict[str, Any], deltas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return both sides as price to quantity, after the deltas."""
    sides = {
        name: {Decimal(price): Decimal(quantity) for price, quantity in dict(book[name]).items()}
        for name in ("asks", "bids")
    }
    for delta in deltas:
        for name, key in (("asks", "a"), ("bids", "b")):
            for price, quantity in delta[key]:
                sides[name][Decimal(price)] = Decimal(quantity)
    return {
        name: {price: quantity for price, quantity in levels.items() if quantity}
        for name, levels in sides.items()
    }


async def test_ccxt_finds_what_it_asks_for_before_it_lists_markets(client: Client) -> None:
    assert await client.get("/api/v1/securities") == []


WORDS: list[object] = [
    *(None, True, False, "", " ", "x", "é", "\x00", "Ask", "Bid", "Limit", "Market", "GTC", "IOC"),
    *(SOL, "BTC_USDC_PERP", "NO_SUCH", "MarkPrice", "LastPrice", "RejectBoth", "TickSize", "Asc"),
    *(0, 1, -1, 7, 2**31, 2**32, 2**70, 1.5, 1e300, 1e-300, "1e9999999", "1E-999999", "-1"),
    *("0", "1", "25", "0.001", "100.5", "101.5", "1" * 60, "0." + "0" * 60 + "1", "NaN", "80%"),
    *("Infinity", "1_000", "\u0661", "100%", "-5%", "101%", "%", "1m", "Closed", "PERP", "1d", "5"),
]
FIELDS = [
    *("symbol", "side", "orderType", "price", "quantity", "quoteQuantity", "timeInForce"),
    *("postOnly", "reduceOnly", "clientId", "orderId", "selfTradePrevention", "triggerPrice"),
    *("triggerBy", "triggerQuantity", "takeProfitTriggerPrice", "takeProfitTriggerBy", "limit"),
    *("stopLossTriggerPrice", "stopLossLimitPrice", "slippageTolerance", "slippageToleranceType"),
    *("leverageLimit", "interval", "startTime", "endTime", "priceType", "offset", "from", "to"),
    *("sortDirection", "marketType", "state", "fillType", "autoLend", "oddity"),
]
LIKELY: dict[str, object] = {
    "symbol": SOL,
    "side": "Ask",
    "orderType": "Limit",
    "price": "101.5",
    "quantity": "1",
}


@pytest.mark.parametrize("seed", range(4))
async def test_no_well_signed_nonsense_is_a_server_error(client: Client, seed: int) -> None:
    rng = random.Random(seed)
    routes = sorted(ROUTES.items())
    for _ in range(250):
        (method, path), route = rng.choice(routes)
        fields = LIKELY.copy() if rng.random() < 0.5 else {}
        fields |= {rng.choice(FIELDS): rng.choice(WORDS) for _ in range(rng.randrange(6))}
        if method == "GET":
            fields = {key: str(value) for key, value in fields.items() if value is not None}
        answer = await client.signed(method, path, route.instruction or "", fields)
        assert answer.status_code < 500, (method, path, fields, answer.text)
        assert "Invalid signature" not in answer.text


async def test_no_batch_of_nonsense_is_a_server_error(client: Client) -> None:
    rng = random.Random(9)
    for _ in range(100):
        orders: list[Fields] = [
            LIKELY | {rng.choice(FIELDS): rng.choice(WORDS) for _ in range(rng.randrange(4))}
            for _ in range(rng.randrange(1, 5))
        ]
        answer = await client.signed("POST", "/api/v1/orders", "orderExecute", orders)
        assert answer.status_code < 500, (orders, answer.text)
