"""An exchange under load, as a process: the sandbox's requests, and streams at a chosen rate.

Requests are answered by the sandbox, except the snapshot of the loaded market's book, which joins
the stream, and `/bench/sent`, the stamps of all trades sent so far. Streams are written straight to
the transport, many frames at once, so that twenty thousand a second cost little.
"""

import argparse
import asyncio
import base64
import json
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from decimal import Decimal
from random import Random

from nacl.signing import SigningKey
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.bench.market import STAMPS_A_SECOND, SYMBOL, LoadedMarket
from tui.sandbox import web
from tui.sandbox.api import DEFAULT_ACCOUNT, Response
from tui.sandbox.auth import Credentials
from tui.sandbox.engine import Engine
from tui.sandbox.listen import authority, open_port
from tui.sandbox.luck import Luck
from tui.sandbox.pace import Pace
from tui.sandbox.payload import Payload
from tui.sandbox.serve import api_key
from tui.sandbox.shell import Shell

SENT_PATH = "/bench/sent"
_ENGINE_STEP = 0.5
"""Seconds between steps of the sandbox's own market, which nobody looks at."""

_NOBODY = Credentials(None, None, None, None)
_TURN = 0.001
_MOST_AT_ONCE = 2_000
_SHORT, _LONG = 126, 1 << 16


def packed(frame: bytes) -> bytes:
    """One text frame as a server puts it on the wire."""
    size = len(frame)
    if size < _SHORT:
        return bytes((0x81, size)) + frame
    assert size < _LONG
    return bytes((0x81, _SHORT)) + size.to_bytes(2, "big") + frame


class LoadedShell(Shell):
    """The sandbox, with the book of the loaded market in place of its own."""

    market: LoadedMarket
    stamps: list[int]

    def answer(
        self, method: str, path: str, query: str, credentials: Credentials, payload: Payload | None
    ) -> Response:
        """Answer one request."""
        if path == SENT_PATH:
            return Response(200, json.dumps(self.stamps).encode())
        if path == "/api/v1/depth" and SYMBOL in query:
            return Response(200, json.dumps(self._book()).encode())
        return super().answer(method, path, query, credentials, payload)

    def _book(self) -> dict[str, object]:
        bids, asks = self.market.levels()
        return {
            "asks": asks,
            "bids": bids,
            "lastUpdateId": str(self.market.update_id),
            "timestamp": time.time_ns() // 1_000,
        }

    async def pump(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Move the sandbox's own market now and then, so that its time goes on."""
        while True:
            self.step()
            await sleep(_ENGINE_STEP)


class Streams:
    """Sends the loaded market to everybody who listens to its book, from that moment on."""

    def __init__(self, market: LoadedMarket, rate: float, started: float) -> None:
        self._market = market
        self._rate = rate
        self._started = started
        self._listeners: set[ServerConnection] = set()
        self.stamps: list[int] = []

    async def welcome(self, connection: ServerConnection) -> None:
        """Read what a client asks for until it leaves."""
        try:
            async for text in connection:
                if f'"depth.{SYMBOL}"' in str(text):
                    self._listeners.add(connection)
        except ConnectionClosed:
            pass  # clients are killed at the end of a benchmark
        finally:
            self._listeners.discard(connection)

    async def run(self) -> None:
        """Send at the rate until cancelled."""
        owed, before = 0.0, time.monotonic()
        while True:
            await asyncio.sleep(_TURN)
            now = time.monotonic()
            owed = min(owed + (now - before) * self._rate, _MOST_AT_ONCE) if self._listeners else 0
            before = now
            count = int(owed)
            owed -= count
            if count:
                data = self._batch(count, now)
                for each in self._listeners:
                    with suppress(
                        RuntimeError
                    ):  # it said good-bye, and its reader has not ended yet
                        each.transport.write(data)

    def _batch(self, count: int, now: float) -> bytes:
        stamp = int((now - self._started) * STAMPS_A_SECOND)
        now_us = time.time_ns() // 1_000
        parts = []
        for _ in range(count):
            frame, stamped = self._market.next(now_us, stamp)
            parts.append(packed(frame))
            if stamped is not None:
                self.stamps.append(stamped)
        return b"".join(parts)


async def _serve(rate: float, seed: int) -> None:
    started = time.monotonic() - 1.0 / STAMPS_A_SECOND
    key = SigningKey.generate()
    name = api_key(key)
    pace = Pace(wall_us=lambda: time.time_ns() // 1_000, speed=Decimal(1))
    engine = Engine(seed=seed, now_us=pace.now_us, accounts={name: DEFAULT_ACCOUNT})
    luck = Luck((), random=Random(seed), now_us=lambda: pace.now_us)
    shell = LoadedShell(exchange=engine, pace=pace, luck=luck)
    shell.market = LoadedMarket(Random(seed), _marks(shell))
    streams = Streams(shell.market, rate, started)
    shell.stamps = streams.stamps
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with open_port("127.0.0.1", 0) as sock, open_port("127.0.0.1", 0) as stream_sock:
        line = {
            "rest": f"http://{authority(sock)}",
            "ws": f"ws://{authority(stream_sock)}",
            "apiKey": name,
            "apiSecret": base64.b64encode(bytes(key)).decode(),
            "started": started,
        }
        async with serve(streams.welcome, sock=stream_sock, compression=None, ping_interval=None):
            running = asyncio.create_task(streams.run())
            await web.serve(
                shell,
                sock,
                stop=stop,
                listening=lambda: print(json.dumps(line), flush=True),
                sleep=asyncio.sleep,
            )
            running.cancel()


def _marks(shell: Shell) -> dict[str, str]:
    answer = shell.answer("GET", "/api/v1/markPrices", "", _NOBODY, None)
    return {row["symbol"]: row["markPrice"] for row in json.loads(answer.body)}


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, required=True, help="messages a second")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    asyncio.run(_serve(asked.rate, asked.seed))


if __name__ == "__main__":
    main()
