"""Frames, decoded and applied to book, tape, marks and quotes, without a socket."""

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from tests.bench.market import SYMBOL, LoadedMarket, frames
from tests.bench.measuring import ROOT, Goal, against, report
from tests.builders import sol_market
from tui.domain.book import BookStatus
from tui.session.feeds import MarketFeed
from tui.session.markets import MarketStore
from tui.wire.frames import decode

FRAMES = 40_000
LOOK_EVERY = 166
"""Frames between looks at book and quotes: 30 looks a second at 5,000 frames a second."""

LOOK_LEVELS = 50
"""Levels of each side that are looked at: a tall ladder, or the book an exit is checked against."""
ROUNDS = 5
PEER_VARIABLE = "BENCH_CCXT_PYTHON"
"""The interpreter that has ccxt, when this one has not: its pinned versions want a home of their
own."""


class KnownTime:
    """An exchange's clock that is known, as it is a second after the start."""

    uncertainty_ms: float | None = 1.0

    def now_us(self) -> int:
        """A moment after all of the frames."""
        return time.time_ns() // 1_000


def filled(market: LoadedMarket) -> tuple[MarketStore, MarketFeed]:
    """A store with the book of `market`, and the feed that writes it."""
    store = MarketStore(sol_market(SYMBOL))
    bids, asks = (
        [(Decimal(price), Decimal(size)) for price, size in side] for side in market.levels()
    )
    store.load_book(bids, asks, market.update_id, 0.0)
    return store, MarketFeed({SYMBOL: store}, KnownTime(), lambda _: None)


@contextmanager
def quiet_collector() -> Iterator[None]:
    """The collector as the program has it after its start: what is there stays out of it."""
    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _ours(before: LoadedMarket, raws: list[bytes]) -> float:
    store, feed = filled(before)
    began = time.process_time()
    for number, raw in enumerate(raws):
        feed.take(decode(raw), 0.0)
        if not number % LOOK_EVERY:
            assert store.top(LOOK_LEVELS) is not None
    spent = time.process_time() - began
    assert store.book.status is BookStatus.LIVE
    return spent / len(raws) * 1e6


def _library(raws: list[bytes]) -> float:
    began = time.process_time()
    for raw in raws:
        json.loads(raw)
    return (time.process_time() - began) / len(raws) * 1e6


def peer(*arguments: str) -> list[float] | None:
    """Microseconds a frame of each round of a ccxt program; None where there is no ccxt."""
    python = os.environ.get(PEER_VARIABLE, sys.executable)
    asked = subprocess.run([python, "-c", "import ccxt.pro"], capture_output=True, check=False)
    if asked.returncode:
        return None
    command = [python, str(ROOT / "tests/bench/ccxt_peer.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return [float(line) for line in done.stdout.split()]


def run() -> None:
    """Print microseconds of processor time a frame."""
    before, raws = frames(FRAMES)
    ours: list[float] = []
    library: list[float] = []
    with quiet_collector():
        for _ in range(ROUNDS):
            library.append(_library(raws))
            ours.append(_ours(before, raws))
    with tempfile.NamedTemporaryFile("wb", suffix=".jsonl") as file:
        bids, asks = before.levels()
        book = {"bids": bids, "asks": asks, "lastUpdateId": before.update_id}
        file.write(json.dumps(book).encode() + b"\n" + b"\n".join(raws))
        file.flush()
        theirs = peer("handlers", file.name)
    report(
        "a frame decoded and applied",
        ours,
        "us",
        baseline=against("json.loads alone", library, Goal(0.65)),
    )
    if theirs is None:
        print(f"ccxt is not installed here; name an interpreter that has it in {PEER_VARIABLE}")
        return
    report(
        "the same by ccxt.pro's handlers, as a multiple of ours",
        theirs,
        "us",
        baseline=against("ours", ours, Goal(least=15)),
    )
