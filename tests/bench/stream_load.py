"""Whether one slow reader delays the others: 5,000 messages a second to four subscribers.

Three read as fast as they can, the fourth far too slowly. The baseline is a bare server that
broadcasts the same messages to the three alone.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from random import Random

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import broadcast
from websockets.asyncio.server import serve as bare_serve
from websockets.exceptions import ConnectionClosed

from tests.bench.measuring import cpu_seconds, figure
from tests.fakes.exchange import FakeExchange
from tui.sandbox.api import Push
from tui.sandbox.listen import authority, open_port
from tui.sandbox.luck import Luck
from tui.sandbox.pace import Pace
from tui.sandbox.shell import PUMP_SECONDS, Shell
from tui.sandbox.web import serve

RATE = 5_000
SECONDS = 6.0
READERS = 3
_SUBSCRIBE = '{"method":"SUBSCRIBE","params":["trade.SOL"]}'
_FILLER = "x" * 120
"""A message is as long as a depth message of two levels."""


class _Busy(FakeExchange):
    """An exchange where trades come at `RATE`, each with the time it was sent."""

    def __init__(self) -> None:
        super().__init__(now_us=time.time_ns() // 1_000)
        self._due_us = self.now_us

    def advance(self, to_us: int) -> None:
        super().advance(to_us)
        while self._due_us < to_us:
            self._due_us += 1_000_000 // RATE
            self.emit(Push("trade.SOL", {"E": time.time_ns() // 1_000, "x": _FILLER}))


async def _serve_ours() -> None:
    pace = Pace(wall_us=lambda: time.time_ns() // 1_000)
    luck = Luck(random=Random(1), now_us=lambda: pace.now_us)
    shell = Shell(exchange=_Busy(), pace=pace, luck=luck)
    sock = open_port("127.0.0.1", 0)
    await serve(
        shell,
        sock,
        stop=asyncio.Event(),
        listening=lambda: print(f"ws://{authority(sock)}", flush=True),
        sleep=asyncio.sleep,
    )


async def _serve_bare() -> None:
    peers: set[object] = set()

    async def stay(peer: object) -> None:
        peers.add(peer)
        await peer.wait_closed()  # type: ignore[attr-defined]

    async with bare_serve(stay, "127.0.0.1", 0, compression=None) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        due = time.monotonic()
        while True:
            now = time.monotonic()
            while due < now:
                due += 1 / RATE
                data = {"E": time.time_ns() // 1_000, "x": _FILLER}
                broadcast(peers, json.dumps({"data": data, "stream": "trade.SOL"}))  # type: ignore[arg-type]
            await asyncio.sleep(PUMP_SECONDS)


@contextlib.contextmanager
def _server(kind: str) -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-m", "tests.bench.stream_load", kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.pid, process.stdout.readline().strip()
        finally:
            process.kill()


async def _read(socket: ClientConnection, until: float) -> list[float]:
    """Return how late each message was, in milliseconds."""
    late: list[float] = []
    while time.monotonic() < until:
        document = json.loads(await socket.recv())
        late.append(time.time_ns() / 1e6 - document["data"]["E"] / 1e3)
    return late


async def _crawl(url: str) -> tuple[float, int | None, str]:
    """Read 100 messages a second; return when and how the connection was closed."""
    began = time.monotonic()
    async with connect(url, proxy=None, compression=None, max_queue=1) as socket:
        await socket.send(_SUBSCRIBE)
        try:
            while True:
                await socket.recv()
                await asyncio.sleep(0.01 if time.monotonic() - began < SECONDS else 0)
        except ConnectionClosed:
            return time.monotonic() - began, socket.close_code, socket.close_reason or ""


async def _listen(url: str, *, slow: bool) -> tuple[list[float], str]:
    """Return how late the messages of every fast reader were, and what became of the slow one."""
    crawling = asyncio.create_task(_crawl(url)) if slow else None
    async with contextlib.AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(connect(url, proxy=None, compression=None))
            for _ in range(READERS)
        ]
        for socket in sockets:
            await socket.send(_SUBSCRIBE)
        until = time.monotonic() + SECONDS
        late = await asyncio.gather(*(_read(socket, until) for socket in sockets))
    told = ""
    if crawling is not None:
        async with asyncio.timeout(60):
            after, code, reason = await crawling
        told = f"slow reader: close {code} {reason!r} after {after:.1f} s"
    return sorted(value for one in late for value in one), told


def _measure(kind: str) -> tuple[list[float], float, str]:
    with _server(kind) as (pid, url):
        before = cpu_seconds(pid)
        late, told = asyncio.run(_listen(url, slow=kind == "ours"))
        return late, (cpu_seconds(pid) - before) / SECONDS * 100, told


def run() -> None:
    """Print the rates and delays of the fast readers, and the fate of the slow one."""
    bare, bare_cpu, _ = _measure("bare")
    ours, ours_cpu, told = _measure("ours")
    for name, late, cpu, base in (
        ("bare broadcast to 3 (baseline)", bare, bare_cpu, None),
        ("sandbox to 3 and a slow one", ours, ours_cpu, bare),
    ):
        figure(f"{name}: messages a reader", [len(late) / READERS / SECONDS], "/s")
        for part, label in ((50, "median"), (99, "99th of 100")):
            was = None if base is None else [base[len(base) * part // 100]]
            figure(f"{name}: {label} delay", [late[len(late) * part // 100]], "ms", was)
        figure(f"{name}: server", [cpu], "%", None if base is None else [bare_cpu])
    print(told)


if __name__ == "__main__":
    asyncio.run(_serve_bare() if sys.argv[1] == "bare" else _serve_ours())
