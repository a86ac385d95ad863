"""Whatever bytes reach the sandbox's port, it gives a documented answer and lives on."""

import asyncio
import json
import random
from collections.abc import AsyncIterator

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.fakes.sandbox_shell import AT_MS, RunningShell, running
from tests.fakes.signer import Signer
from tui.sandbox.api import AccountSpec
from tui.sandbox.engine import Engine
from tui.sandbox.routes import ROUTES

SIGNER = Signer()
PATIENCE_SECONDS = 30.0
DOCUMENTED = frozenset({200, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415})
METHODS = ("GET", "POST", "DELETE", "PATCH", "PUT", "HEAD", "OPTIONS", "TRACE", "LOOK")
PATHS = (
    *sorted({path for _, path in ROUTES}),
    *("/", "/api", "/api/v1/", "/api/v1/order/", "/API/V1/ORDER", "/sandbox", "/sandbox/faults"),
    *("/sandbox/advance", "/sandbox/%00", "/%ff%fe", "/..%2f..", "//", "/api/v1/order%20", "/é"),
)
VALUES = (
    *("", "0", "-1", "1e999", "NaN", "\u0663", "x" * 5_000, "\ufffd", "true", "null", "[]"),
    *("%", "SOL_USDC_PERP", "🦊", "\u202e", "9" * 400),
)
NAMES = ("symbol", "limit", "offset", "interval", "startTime", "orderId", "clientId", "x", "")
HEADERS = ("X-API-Key", "X-Signature", "X-Timestamp", "X-Window", "Content-Type", "X-Odd")
HEADER_VALUES = (
    "",
    "0",
    "-1",
    "9" * 40,
    "AAAA",
    "é",
    "application/json",
    SIGNER.api_key,
    "Infinity",
)
BODIES = (
    *(b"", b"{", b"[]", b"[[]]", b"null", b'"', b"\xff\xfe", b'{"a":1,"a":2}', b'{"a":NaN}'),
    *(b"[" * 20_000, b'{"price":' + b"9" * 5_000 + b"}", b'{"symbol":"\\ud800"}', b"\x00" * 100),
    *(b'{"symbol":{}}', b'{"kind":"rain"}', b"{}" * 200_000),
)


@pytest.fixture
async def shell() -> AsyncIterator[RunningShell]:
    engine = Engine(seed=5, now_us=AT_MS * 1_000, accounts={SIGNER.api_key: AccountSpec()})
    async with running(engine, levers=engine.levers) as server:
        yield server


@pytest.mark.parametrize("seed", range(3))
async def test_no_request_is_a_server_error(shell: RunningShell, seed: int) -> None:
    rng = random.Random(seed)
    async with httpx.AsyncClient(base_url=shell.rest, trust_env=False, timeout=30) as client:
        for _ in range(200):
            request = _request(rng)
            answer = await client.request(**request)  # type: ignore[arg-type]  # drawn at random
            assert answer.status_code in DOCUMENTED, (request, answer.status_code, answer.text)
        assert (await client.get("/api/v1/ping")).text == "pong"


def _request(rng: random.Random) -> dict[str, object]:
    names = rng.sample(HEADERS, rng.randrange(4))
    headers = {name: rng.choice(HEADER_VALUES).encode() for name in names}
    if rng.random() < 0.5:
        headers["Content-Type"] = b"application/json"
    if rng.random() < 0.3:
        signed = SIGNER.headers("orderExecute", {"symbol": "x"}, at_ms=AT_MS)
        headers |= {name: text.encode() for name, text in signed.items()}
    return {
        "method": rng.choice(METHODS),
        "url": rng.choice(PATHS),
        "params": [(rng.choice(NAMES), rng.choice(VALUES)) for _ in range(rng.randrange(3))],
        "headers": headers,
        "content": rng.choice(BODIES),
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /api/v1/time HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /api/v1/time HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
        b"POST /api/v1/order HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/order HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_what_is_not_http_is_told_so_or_dropped(shell: RunningShell, raw: bytes) -> None:
    host, port = shell.rest.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw)
    writer.write_eof()
    async with asyncio.timeout(PATIENCE_SECONDS):
        answer = await reader.read()
    writer.close()
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 505"))
    async with httpx.AsyncClient(base_url=shell.rest, trust_env=False) as client:
        assert (await client.get("/api/v1/ping")).text == "pong"


@pytest.mark.parametrize("seed", range(3))
async def test_no_frame_closes_the_stream_or_is_left_unanswered(
    shell: RunningShell, seed: int
) -> None:
    rng = random.Random(seed)
    names = ["depth.", "account.orderUpdate", "x", "depth.SOL", "\ud800", 5, None, "🦊." * 50]
    async with connect(shell.ws, proxy=None) as socket, asyncio.timeout(PATIENCE_SECONDS):
        for _ in range(200):
            frame: object = {
                "method": rng.choice(["SUBSCRIBE", "UNSUBSCRIBE", "", None, []]),
                "params": rng.choice([rng.sample(names, 3), None, {}, "depth.SOL"]),
                "signature": rng.choice([None, [], ["a"] * 4, [1, 2, 3, 4], "x", {}]),
            }
            text = json.dumps(rng.choice([frame, [frame], 5, None, "x"]))
            await socket.send(text[: rng.randrange(len(text) + 1)])
        await socket.send(b"\x00\xff")
        await socket.send('{"method":"SUBSCRIBE","params":["depth.7ms.SOL"]}')
        codes = set()
        while 4008 not in codes:  # only the last frame is answered so
            codes.add(json.loads(await socket.recv())["error"]["code"])
    assert codes <= {4002, 4003, 4006, 4008}
