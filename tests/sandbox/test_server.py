"""The shell on a real loopback port, spoken to by httpx and websockets."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.fakes.exchange import BROKEN_PATH, FakeExchange
from tests.fakes.sandbox_shell import AT_MS, RunningShell, running
from tests.fakes.signer import Signer
from tui.sandbox.api import Push
from tui.sandbox.server import MAX_BODY_BYTES

SIGNER = Signer()
ORDER = {"symbol": "SOL_USDC_PERP", "quantity": "1.50", "reduceOnly": True, "clientId": 0}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def exchange() -> FakeExchange:
    return FakeExchange(accounts=frozenset({SIGNER.api_key}))


@pytest.fixture
async def shell(exchange: FakeExchange) -> AsyncIterator[RunningShell]:
    async with running(exchange) as server:
        yield server


@pytest.fixture
async def client(shell: RunningShell) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=shell.rest, trust_env=False) as http:
        yield http


@pytest.fixture
async def socket(shell: RunningShell) -> AsyncIterator[ClientConnection]:
    async with connect(f"{shell.ws}/", proxy=None) as connection:
        yield connection


async def subscribe(socket: ClientConnection, *names: str, signed: bool = False) -> None:
    """Subscribe, and wait until the server has read it: an error frame answers the last name."""
    frame: dict[str, object] = {"method": "SUBSCRIBE", "params": [*names, "nonsense"]}
    if signed:
        frame["signature"] = SIGNER.subscription(at_ms=AT_MS)
    await socket.send(json.dumps(frame))
    assert (await heard(socket))["error"]["code"] == 4006


async def heard(socket: ClientConnection) -> Any:
    async with asyncio.timeout(5):
        text = await socket.recv()
    assert isinstance(text, str)
    return json.loads(text)


async def test_a_public_request_reaches_the_exchange_decoded(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/depth?symbol=SOL%20X&limit=&marketType=A&marketType=B")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["x-total"] == "1"
    assert answer.json() == {
        "account": None,
        "body": None,
        "method": "GET",
        "params": [["symbol", "SOL X"], ["limit", ""], ["marketType", "A"], ["marketType", "B"]],
        "path": "/api/v1/depth",
    }


@pytest.mark.parametrize(
    ("method", "path", "instruction"),
    [
        ("POST", "/api/v1/order", "orderExecute"),
        ("DELETE", "/api/v1/order", "orderCancel"),
        ("PATCH", "/api/v1/account", "accountUpdate"),
    ],
)
async def test_a_signed_body_reaches_the_exchange_with_its_account(
    client: httpx.AsyncClient, method: str, path: str, instruction: str
) -> None:
    headers = SIGNER.headers(instruction, ORDER, at_ms=AT_MS)
    answer = await client.request(method, path, json=ORDER, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["account"] == SIGNER.api_key
    assert answer.json()["body"] == ORDER


async def test_a_signed_query_reaches_the_exchange(client: httpx.AsyncClient) -> None:
    params = {"symbol": "SOL_USDC_PERP"}
    headers = SIGNER.headers("positionQuery", params, at_ms=AT_MS)
    answer = await client.get("/api/v1/position", params=params, headers=headers)
    assert answer.json()["account"] == SIGNER.api_key


async def test_a_signed_batch_reaches_the_exchange(client: httpx.AsyncClient) -> None:
    orders = [ORDER, {"symbol": "BTC_USDC_PERP", "postOnly": False}]
    headers = SIGNER.headers("orderExecute", orders, at_ms=AT_MS)
    answer = await client.post("/api/v1/orders", json=orders, headers=headers)
    assert answer.json()["body"] == orders


async def test_an_unsigned_private_request_never_reaches_the_exchange(
    client: httpx.AsyncClient, exchange: FakeExchange
) -> None:
    answer = await client.post("/api/v1/order", json=ORDER)
    assert answer.status_code == 401
    assert answer.json() == {"code": "UNAUTHORIZED", "message": "Missing X-API-Key header"}
    assert exchange.requests == []


async def test_a_bad_signature_never_reaches_the_exchange(
    client: httpx.AsyncClient, exchange: FakeExchange
) -> None:
    headers = SIGNER.headers("orderExecute", ORDER, at_ms=AT_MS)
    changed = ORDER | {"quantity": "1.5"}
    answer = await client.post("/api/v1/order", json=changed, headers=headers)
    assert answer.status_code == 400
    assert answer.content == b'{"code":"INVALID_CLIENT_REQUEST","message":"Invalid signature"}'
    assert exchange.requests == []


async def test_a_body_that_is_not_json_is_answered_in_plain_text(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/api/v1/order", content=b"{nope", headers=JSON)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("parse request payload error: ")


async def test_a_body_of_another_type_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/order", data={"symbol": "SOL"})
    assert (answer.status_code, answer.text) == (
        415,
        "the `Content-Type` must be application/json",
    )


async def test_a_charset_beside_the_json_type_is_fine(client: httpx.AsyncClient) -> None:
    headers = SIGNER.headers("orderExecute", ORDER, at_ms=AT_MS)
    headers["Content-Type"] = "Application/JSON; charset=utf-8"
    answer = await client.post("/api/v1/order", content=json.dumps(ORDER), headers=headers)
    assert answer.status_code == 200


async def test_a_body_too_large_is_refused_unread(client: httpx.AsyncClient) -> None:
    body = b" " * (MAX_BODY_BYTES + 1)
    answer = await client.post("/api/v1/order", content=body, headers=JSON)
    assert answer.status_code == 413


async def test_a_bug_is_answered_as_the_exchange_answers_its_own_and_the_server_lives(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get(BROKEN_PATH)
    assert answer.status_code == 500
    assert answer.json() == {"code": "SERVER_ERROR", "message": "Internal server error"}
    assert "BrokenEngineError" in caplog.text
    assert (await client.get("/api/v1/ping")).status_code == 200


async def test_a_path_no_route_can_hold_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api%0Av1")
    assert (answer.status_code, answer.text) == (404, "not found")


async def test_a_stream_delivers_what_the_market_does(
    socket: ClientConnection, exchange: FakeExchange
) -> None:
    await subscribe(socket, "trade.SOL")
    exchange.emit(Push("trade.SOL", {"p": "1", "t": 1}))
    assert await heard(socket) == {"data": {"p": "1", "t": 1}, "stream": "trade.SOL"}


async def test_an_orders_messages_are_sent_with_its_answer(
    client: httpx.AsyncClient, socket: ClientConnection, exchange: FakeExchange
) -> None:
    await subscribe(socket, "account.orderUpdate", signed=True)
    exchange.emit(Push("account.orderUpdate", {"s": "SOL"}, SIGNER.api_key))
    headers = SIGNER.headers("orderExecute", ORDER, at_ms=AT_MS)
    await client.post("/api/v1/order", json=ORDER, headers=headers)
    assert (await heard(socket))["stream"] == "account.orderUpdate"


async def test_a_bad_frame_leaves_the_socket_open(
    socket: ClientConnection, exchange: FakeExchange
) -> None:
    await socket.send("{")
    assert (await heard(socket))["error"] == {"code": 4002, "message": "Parse error"}
    await socket.send(b"\x00\x01")
    assert (await heard(socket))["error"]["code"] == 4002
    await subscribe(socket, "trade.SOL")
    exchange.emit(Push("trade.SOL", {"t": 1}))
    assert (await heard(socket))["stream"] == "trade.SOL"


async def test_client_pings_are_answered(socket: ClientConnection) -> None:
    async with asyncio.timeout(5):
        await (await socket.ping())


async def test_a_client_that_leaves_is_forgotten(
    shell: RunningShell, client: httpx.AsyncClient
) -> None:
    async with connect(shell.ws, proxy=None) as connection:
        await subscribe(connection, "trade.SOL")
        assert shell.shell.hub.connections == 1
    async with asyncio.timeout(5):
        while shell.shell.hub.connections:
            await client.get("/api/v1/ping")  # each answer gives the server a turn to notice


async def test_one_port_serves_streams_at_any_path(shell: RunningShell) -> None:
    async with connect(f"{shell.ws}/any/path", proxy=None) as connection:
        await subscribe(connection)


async def test_no_request_however_malformed_breaks_the_server(client: httpx.AsyncClient) -> None:
    rng = random.Random(5)
    paths = ["/api/v1/order", "/api/v1/orders", "/api/v1/position", "/", "//", "/%00", "/é"]
    bodies = [b"", b"{}", b"[]", b"null", b"[[]]", b'{"a":{}}', b"\xff", b'"x"', b"1e9"]
    names = ["X-API-Key", "X-Signature", "X-Timestamp", "X-Window", "Content-Type"]
    values = ["", SIGNER.api_key, str(AT_MS), "5000", "-1", "A" * 88, "application/json", "ü"]
    for _ in range(300):
        headers = [
            (name.encode(), rng.choice(values).encode())
            for name in rng.sample(names, rng.randrange(len(names) + 1))
        ]
        answer = await client.request(
            rng.choice(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ODD"]),
            rng.choice(paths) + rng.choice(["", "?a=%ff&b", "?orderId=1&clientId=2"]),
            content=rng.choice(bodies),
            headers=headers,
        )
        assert answer.status_code < 500


async def test_no_frame_however_malformed_kills_the_socket(socket: ClientConnection) -> None:
    rng = random.Random(6)
    alphabet = '{}[]",:methodparamsSUBSCRIBE\\u0 é'
    for _ in range(200):
        text = "".join(rng.choices(alphabet, k=rng.randrange(40)))
        await socket.send(text)
        assert (await heard(socket))["error"]["code"] == 4002
