"""How many signed orders the sandbox takes through HTTP, against a server that only echoes.

The load is made before it is sent, so that what is measured is the server. Rates are orders for
each second of the server's processor time: what one core would take.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

from tests.bench.measuring import cpu_seconds, figure
from tests.fakes.signer import Signer

GOAL = 200
"""Signed orders a second on one core."""

ORDERS = 2_000
CONNECTIONS = 4
ROUNDS = 3
SYMBOL = "SOL_USDC_PERP"

_ECHO = """
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from tui.sandbox.listen import open_port
async def echo(request):
    return Response(await request.body(), media_type="application/json")
sock = open_port("127.0.0.1", 0)
print('{"rest": "http://127.0.0.1:%d"}' % sock.getsockname()[1], flush=True)
app = Starlette(routes=[Route("/{path:path}", echo, methods=["POST"])])
config = uvicorn.Config(app, http="h11", log_level="error", access_log=False)
uvicorn.Server(config).run(sockets=[sock])
"""


@contextlib.contextmanager
def _server(*arguments: str) -> Iterator[tuple[int, dict[str, str]]]:
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield process.pid, json.loads(process.stdout.readline())
        finally:
            process.terminate()


def _requests(line: dict[str, str], price: str) -> list[bytes]:
    """Signed orders that are taken, match nothing and end at once."""
    signer = Signer(line["apiSecret"])
    made = []
    for number in range(ORDERS):
        order = {
            "symbol": SYMBOL,
            "side": "Bid",
            "orderType": "Limit",
            "price": price,
            "quantity": "0.01",
            "timeInForce": "IOC",
            "clientId": number,
        }
        headers = signer.headers("orderExecute", order, at_ms=_now_ms(), window=60_000)
        body = json.dumps(order).encode()
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        made.append(
            f"POST /api/v1/order HTTP/1.1\r\nHost: sandbox\r\n{head}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
    return made


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


async def _load(port: int, requests: list[bytes]) -> list[float]:
    """Send every request and return the seconds that each took."""
    waiting = list(requests)
    took: list[float] = []

    async def work() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            began = time.perf_counter()
            writer.write(waiting.pop())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            took.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
    return sorted(took)


def _measure(pid: int, rest: str, requests: list[bytes]) -> tuple[float, float, float]:
    """Orders for each second of processor time, orders a second, and the 99th of 100 in ms."""
    before, began = cpu_seconds(pid), time.perf_counter()
    took = asyncio.run(_load(int(rest.rpartition(":")[2]), requests))
    used, elapsed = cpu_seconds(pid) - before, time.perf_counter() - began
    return len(took) / max(used, 0.01), len(took) / elapsed, took[len(took) * 99 // 100] * 1_000


def _price(rest: str) -> str:
    with urllib.request.urlopen(f"{rest}/api/v1/depth?symbol={SYMBOL}") as answer:  # noqa: S310  # our own server
        best = json.load(answer)["bids"][-1][0]
    return f"{float(best) * 0.99:.2f}"


def run() -> None:
    """Print the rates of the echo and of the sandbox, taken in turn."""
    echo: list[tuple[float, float, float]] = []
    real: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS):
        with _server("-m", "tui.sandbox.serve") as (pid, line):
            requests = _requests(line, _price(line["rest"]))
            real.append(_measure(pid, line["rest"], requests))
        with _server("-c", _ECHO) as (pid, line):
            echo.append(_measure(pid, line["rest"], requests))
    for place, (name, unit) in enumerate(
        [("for each second of one core", "/s"), ("in real time", "/s"), ("99th of 100", "ms")]
    ):
        baseline = [row[place] for row in echo]
        figure(f"bare echo, {name} (baseline)", baseline, unit)
        figure(f"signed orders, {name}", [row[place] for row in real], unit, baseline)
    reached = min(row[0] for row in real)
    print(
        f"goal {GOAL} signed orders a second on one core: {'met' if reached >= GOAL else 'MISSED'}"
    )
