"""Whether the feed falls behind: every public stream of every market of a sandbox, for minutes.

Real sockets between two processes; this one runs the program's client, feed, books and candles,
without a screen. The lag of a message is the time from the moment the exchange gives in it to the
moment it has been applied. Sender and receiver read the same clock. A third process that only
receives the marks tells how late the sandbox itself is on this machine.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from random import Random
from statistics import linear_regression, median, quantiles

from websockets.asyncio.client import connect

from tests.bench.measuring import Goal, against, option, read_resident, report
from tui.cli.system import SystemClock
from tui.client.exchange_clock import ExchangeClock
from tui.client.reconnect import delays
from tui.client.rest import Rest
from tui.client.sockets import websocket_dial
from tui.client.stream import Connected, Message, Stream
from tui.client.transport import make_http
from tui.domain.book import BookStatus
from tui.domain.candles import INTERVALS
from tui.domain.events import Link
from tui.domain.quotes import Candle
from tui.session.books import BookKeeper
from tui.session.candle_reads import CandleKeeper
from tui.session.feeds import MarketFeed
from tui.session.markets import MarketStore
from tui.session.pace import Pace
from tui.session.symbols import perpetuals

MINUTES = 10.0
_KINDS = ("bookTicker", "depth", "trade", "ticker", "markPrice", "openInterest", "liquidation")
_KEPT_INTERVAL = "1m"
"""Candles that are kept; those of all other intervals are decoded and dropped, as unlooked at."""
_WINDOW = 10.0
"""Seconds over which a percentile is taken."""

_LOOK_EVERY, _LOOK_LEVELS = 1.0, 50
"""Seconds between looks at every book, which are read when somebody looks, and the levels seen."""


def streams(symbols: list[str]) -> list[str]:
    """Every public stream of `symbols`; depth in real time."""
    return [
        *(f"{kind}.{symbol}" for symbol in symbols for kind in _KINDS),
        *(f"kline.{interval}.{symbol}" for symbol in symbols for interval in INTERVALS),
    ]


class Listener:
    """Applies what comes and notes how late it was."""

    def __init__(self, rest: Rest, clock: SystemClock, exchange_clock: ExchangeClock) -> None:
        self._rest = rest
        self._clock = clock
        self._exchange_clock = exchange_clock
        self.stores: dict[str, MarketStore] = {}
        self.lags: list[float] = []
        """Milliseconds of the messages of the window that runs."""
        self.counts = {"messages": 0, "candles": 0}

    async def open(self, ws_url: str) -> list[asyncio.Task[None]]:
        """Read the markets and follow all of them; the tasks that do it."""
        rest, clock = self._rest, self._clock
        self.stores = perpetuals(await rest.markets())
        await rest.measure_clock()
        self._books = {
            symbol: BookKeeper(rest, clock, self.stores, lambda _: None) for symbol in self.stores
        }
        candles = CandleKeeper(
            rest, clock, self._exchange_clock, self.stores, pace=Pace(clock), changed=lambda: None
        )
        for symbol in self.stores:
            candles.watch(symbol, _KEPT_INTERVAL)
        self._feed = MarketFeed(self.stores, self._exchange_clock, self._mend, candles.take)
        randomness = Random(1)
        self.stream = Stream(
            Link.PUBLIC,
            websocket_dial(ws_url),
            clock=clock,
            delays=lambda: delays(randomness),
            exchange_clock=self._exchange_clock,
            publish=self._take,
        )
        self.stream.want(streams(list(self.stores)))
        return [
            asyncio.create_task(work)
            for work in (
                self.stream.run(),
                self._look(),
                *(keeper.run() for keeper in self._books.values()),
            )
        ]

    async def _look(self) -> None:
        while True:
            for store in self.stores.values():
                store.top(_LOOK_LEVELS)
            await self._clock.sleep(_LOOK_EVERY)

    def _mend(self, symbol: str) -> None:
        self._books[symbol].mend(symbol)

    def _take(self, message: Message, at: float) -> None:
        if isinstance(message, Connected):
            for symbol, keeper in self._books.items():
                keeper.restart(symbol)
        elif isinstance(message, Candle):
            self.counts["candles"] += 1
            self._feed.take(message, at)
        elif self._feed.take(message, at):
            self.counts["messages"] += 1
            lag_us = time.time_ns() // 1_000 - message.exchange_us  # type: ignore[union-attr]  # the feed took it, so it has a time
            self.lags.append(lag_us / 1_000)

    @property
    def repairs(self) -> int:
        """Books that were read anew."""
        return sum(keeper.repairs for keeper in self._books.values())

    @property
    def whole(self) -> int:
        """Books that are whole now."""
        return sum(store.book.status is BookStatus.LIVE for store in self.stores.values())


@contextmanager
def sandbox() -> Iterator[dict[str, str]]:
    """A sandbox in a process of its own."""
    command = [sys.executable, "-m", "tui", "sandbox", "--seed", "11", "--scenario", "whipsaw"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


@contextmanager
def bare_receiver(ws_url: str, symbols: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that receives the marks and discards them; see `receive`."""
    command = [sys.executable, "-m", "tests.bench.soak", ws_url, *symbols]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


async def receive(ws_url: str, symbols: list[str]) -> None:
    """Print the middle of the marks' lags in each window, milliseconds, until killed."""
    async with connect(ws_url, compression=None) as socket:
        names = [f"markPrice.{symbol}" for symbol in symbols]
        await socket.send(json.dumps({"method": "SUBSCRIBE", "params": names}))
        lags, until = list[float](), time.monotonic() + _WINDOW
        async for raw in socket:
            sent_us = int(json.loads(raw)["data"]["T"])
            lags.append((time.time_ns() // 1_000 - sent_us) / 1_000)
            if time.monotonic() >= until:
                print(median(lags), flush=True)
                lags, until = [], until + _WINDOW


async def measure(seconds: float) -> None:
    """Listen for `seconds` and print what was seen."""
    with sandbox() as where:
        clock = SystemClock()
        exchange_clock = ExchangeClock(clock)
        async with make_http(where["rest"]) as http:
            rest = Rest(http, clock=clock, exchange_clock=exchange_clock, signer=None)
            listener = Listener(rest, clock, exchange_clock)
            tasks = await listener.open(where["ws"])
            try:
                with bare_receiver(where["ws"], list(listener.stores)) as process:
                    windows, resident = await _watch(listener, seconds)
                    process.kill()
                    bare = [float(line) for line in process.communicate()[0].split()]
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
    _tell(listener, windows, bare, resident, seconds)


async def _watch(listener: Listener, seconds: float) -> tuple[list[list[float]], list[int]]:
    windows, resident = list[list[float]](), list[int]()
    began = time.monotonic()
    for n in count(1):
        await asyncio.sleep(max(0.0, began + n * _WINDOW - time.monotonic()))
        windows.append(listener.lags)
        listener.lags = []
        resident.append(read_resident())
        if time.monotonic() - began >= seconds:
            return windows, resident
    raise AssertionError("unreachable")


def _tell(
    listener: Listener,
    windows: list[list[float]],
    bare: list[float],
    resident: list[int],
    seconds: float,
) -> None:
    settled = windows[1:]
    theirs = bare[1:]
    middles = [median(window) for window in settled]
    tails = [quantiles(window, n=100)[98] for window in settled]
    third = max(1, len(settled) // 3)
    each, counts = _WINDOW / 60, listener.counts
    total = counts["messages"] + counts["candles"]
    print(f"{len(listener.stores)} markets, {len(listener.stream.wanted)} streams, ", end="")
    print(f"{total:,} messages in {seconds:.0f} s, {total / seconds:,.0f} a second")
    for name, part in (
        ("start", slice(0, third)),
        ("middle", slice(third, 2 * third)),
        ("end", slice(-third, None)),
    ):
        baseline = against("a receiver that discards", [median(theirs[part])])
        report(f"lag, {name}: p50", [median(middles[part])], "ms", baseline=baseline)
        report(f"lag, {name}: p99", [median(tails[part])], "ms")
    report("growth of the lag's middle", [_slope(middles) / each], "ms/min")
    report("  of a receiver that discards", [_slope(theirs) / each], "ms/min")
    ours = [one - other for one, other in zip(middles, theirs, strict=False)]
    report("  of what the program adds", [_slope(ours) / each], "ms/min", Goal(most=0.5))
    half = [float(each) for each in resident[len(resident) // 2 :]]
    report("growth of memory in the second half", [_slope(half) / each], "KiB/min")
    report("memory at the end", [resident[-1] / 1_024], "MiB")
    counted = listener.stream.counts
    print(f"unreadable {counted.unreadable}, connections {counted.connects}, ", end="")
    print(f"books read anew {listener.repairs}, whole at the end {listener.whole}")


def _slope(values: list[float]) -> float:
    return linear_regression(range(len(values)), values).slope


def run() -> None:
    """Listen for ten minutes, or as many as `--minutes` says, and print the lag."""
    asyncio.run(measure(option("minutes", MINUTES) * 60))


if __name__ == "__main__":
    asyncio.run(receive(sys.argv[1], sys.argv[2:]))
