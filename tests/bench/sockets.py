"""The same frames through a real socket, against receiving them and throwing them away."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from websockets.asyncio.client import connect

from tests.bench.blast_server import END, FRAMES
from tests.bench.ingest import filled, peer, quiet_collector
from tests.bench.market import LoadedMarket
from tests.bench.measuring import ROOT, Goal, against, report
from tui.cli.system import SystemClock
from tui.client.exchange_clock import ExchangeClock
from tui.client.sockets import websocket_dial
from tui.client.stream import Message, Stream
from tui.domain.book import BookStatus
from tui.domain.events import Link
from tui.wire.frames import Ignored

ROUNDS = 5


@contextmanager
def blast_server() -> Iterator[str]:
    """A server that sends the frames to whoever connects; its address."""
    command = [sys.executable, "-m", "tests.bench.blast_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()


async def _discard(url: str) -> float:
    async with connect(url, proxy=None, compression=None, max_queue=64) as socket:
        await socket.send(json.dumps({"method": "SUBSCRIBE", "params": []}))
        began = time.process_time()
        while await socket.recv(decode=False) != END:
            pass
        return (time.process_time() - began) / FRAMES * 1e6


async def _ours(url: str) -> float:
    store, feed = filled(LoadedMarket(Random(1)))
    ended = asyncio.Event()
    clock = SystemClock()

    def publish(message: Message, at: float) -> None:
        if not feed.take(message, at) and isinstance(message, Ignored):
            ended.set()

    stream = Stream(
        Link.PUBLIC,
        websocket_dial(url),
        clock=clock,
        delays=lambda: iter([1.0]),
        exchange_clock=ExchangeClock(clock),
        publish=publish,
    )
    stream.want(["depth.SOL_USDC_PERP"])
    began = time.process_time()
    running = asyncio.create_task(stream.run())
    await ended.wait()
    spent = time.process_time() - began
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert store.book.status is BookStatus.LIVE
    return spent / FRAMES * 1e6


def run() -> None:
    """Print microseconds of processor time a frame and the share of the mere receiving."""
    ours: list[float] = []
    discarded: list[float] = []
    with blast_server() as url, quiet_collector():
        for _ in range(ROUNDS):
            discarded.append(asyncio.run(_discard(url)))
            ours.append(asyncio.run(_ours(url)))
        theirs = peer("watch", url)
    report(
        "a frame received and discarded (websockets)",
        discarded,
        "us",
        baseline=against("ours through the socket", ours, Goal(least=0.65)),
    )
    report("a frame received, decoded and applied", ours, "us")
    if theirs is not None:
        report(
            "the same by ccxt.pro's watch calls",
            theirs,
            "us",
            baseline=against("ours through the socket", ours, Goal(least=5)),
        )
