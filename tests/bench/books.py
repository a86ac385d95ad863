"""Whether the books are the sandbox's own, however bad the line: a million changes, all markets.

The sandbox's engine runs in process. Its changes go through a line that loses, doubles, swaps and
cuts them, then through the program's own decoder, feed and keeper; snapshots come from the engine's
own answers, a moment late. Between steps each book that claims to be whole is compared with the
sandbox's, level by level.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import msgspec

from tests.bench.ingest import quiet_collector
from tests.bench.measuring import option
from tests.builders import sol_market
from tests.fakes.clock import FakeClock, settle
from tests.fakes.lossy_wire import LossyWire
from tests.fakes.reads import FakeReads
from tui.domain.book import BookStatus, Change, Delta
from tui.sandbox.api import Push, Request
from tui.sandbox.engine import Engine
from tui.sandbox.scenarios import SCENARIOS
from tui.session.books import BookKeeper
from tui.session.feeds import MarketFeed
from tui.session.markets import MarketStore
from tui.wire import market_responses
from tui.wire.frames import decode
from tui.wire.market_responses import DepthSnapshot

DELTAS = 1_000_000
STEP = 0.1
"""Seconds of the market between two looks at it."""

_START_US = 1_788_000_000_000_000
_LATEST = 0.4
"""Seconds a snapshot is on its way, at most."""
_MISHAP_ONE_IN = 200
_COMPARED_EVERY = 5
"""Steps between comparisons of all books."""
_CALM_SECONDS = 12.0
"""Long enough for the slowest repair."""
_DEEPEST = 1_000


@dataclass
class Tally:
    """What happened."""

    sent: int = 0
    """Changes that the engine made."""
    taken: int = 0
    """Changes that arrived and could be read."""
    resyncs: int = 0
    compared: int = 0
    """Whole books held against the sandbox's at the same update id."""
    levels: int = 0
    behind: int = 0
    """Looks at a whole book whose newest change had not arrived."""
    blank: int = 0
    """Looks at a book that was being read anew."""
    mismatches: list[str] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    """Processor time of decoding and applying."""


class EngineReads(FakeReads):
    """The engine's own answers about a book, each a moment late."""

    def __init__(self, engine: Engine, clock: FakeClock, random: Random) -> None:
        super().__init__()
        self._engine = engine
        self._clock = clock
        self._random = random

    async def depth(self, symbol: str, limit: int = 1_000) -> DepthSnapshot:
        del limit
        snapshot = book_of(self._engine, symbol)
        await self._clock.sleep(self._random.uniform(0.0, _LATEST))
        return snapshot


class EngineTime:
    """The engine's clock, known well."""

    uncertainty_ms: float | None = 1.0

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def now_us(self) -> int:
        """How far the market has been taken."""
        return self._engine.now_us


def book_of(engine: Engine, symbol: str) -> DepthSnapshot:
    """The sandbox's book at this moment, as it answers."""
    params = (("symbol", symbol), ("limit", str(_DEEPEST)))
    answer = engine.handle(Request("GET", "/api/v1/depth", params, None, None), engine.now_us)
    return market_responses.depth(answer.body)


class Rig:
    """Every market of a sandbox, each with its line, its book and its keeper.

    One market in four has its changes summed up, over each of the windows in turn.
    """

    def __init__(self, seed: int, one_in: int) -> None:
        random = Random(seed)
        self.tally = Tally()
        self.clock = FakeClock()
        self.engine = Engine(
            seed=seed, now_us=_START_US, accounts={}, scenario=SCENARIOS["whipsaw"]
        )
        symbols = [item.symbol for item in SCENARIOS["whipsaw"].instruments()]
        self.stores = {symbol: MarketStore(sol_market(symbol)) for symbol in symbols}
        reads = EngineReads(self.engine, self.clock, random)
        self.keepers = {
            symbol: BookKeeper(reads, self.clock, self.stores, lambda _: None) for symbol in symbols
        }
        windows = ("200ms.", "600ms.", "1000ms.")
        names = [
            f"depth.{windows[n // 4 % 3] if n % 4 == 0 else ''}{symbol}"
            for n, symbol in enumerate(symbols)
        ]
        self.wires = {name: LossyWire(random, one_in) for name in names}
        self.feed = MarketFeed(self.stores, EngineTime(self.engine), self._mend)

    def _mend(self, symbol: str) -> None:
        self.keepers[symbol].mend(symbol)

    async def step(self) -> None:
        """Let the market run on, deliver what it says, and let snapshots arrive."""
        self.engine.advance(self.engine.now_us + int(STEP * 1_000_000))
        arrived = _arrived(self.engine.take_pushes(), self.wires, self.tally)
        at, began = self.clock.monotonic(), time.process_time()
        for raw in arrived:
            frame = decode(raw)
            self.feed.take(frame, at)
            self.tally.taken += isinstance(frame, Delta)
        self.tally.seconds += time.process_time() - began
        await self.clock.advance(STEP)

    def compare(self) -> None:
        """Hold every book that claims to be whole against the sandbox's."""
        for symbol, store in self.stores.items():
            if store.book.status is not BookStatus.LIVE:
                self.tally.blank += 1
                continue
            theirs = book_of(self.engine, symbol)
            if store.book.last_id != theirs.last_id:
                self.tally.behind += 1
                continue
            self.tally.compared += 1
            ours = _levels(store)
            self.tally.levels += len(ours[0]) + len(ours[1])
            if ours != (tuple(reversed(theirs.bids)), tuple(theirs.asks)):
                self.tally.mismatches.append(f"{symbol} at {theirs.last_id}")


def _levels(store: MarketStore) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    top = store.book.top(_DEEPEST)
    bids, asks = (
        tuple((Decimal(level.price), Decimal(level.quantity)) for level in side)
        for side in (top.bids, top.asks)
    )
    return bids, asks


def _arrived(pushes: list[Push], wires: Mapping[str, LossyWire], tally: Tally) -> list[bytes]:
    arrived: list[bytes] = []
    for push in pushes:
        wire = wires.get(push.stream)
        if wire is not None:
            tally.sent += 1
            raw = msgspec.json.encode({"data": push.data, "stream": push.stream})
            arrived += wire.carry(raw)
    return arrived


async def replay(deltas: int, *, seed: int = 1, one_in: int = _MISHAP_ONE_IN) -> Tally:
    """Run until the sandbox made `deltas` changes, then let the line be good until all is whole.

    Raises:
        AssertionError: at the end a book is not whole, or behind.
    """
    rig = Rig(seed, one_in)
    tasks = [asyncio.create_task(keeper.run()) for keeper in rig.keepers.values()]
    for symbol, keeper in rig.keepers.items():
        keeper.restart(symbol)
    await settle()
    try:
        steps = 0
        while rig.tally.sent < deltas:
            await rig.step()
            steps += 1
            if steps % _COMPARED_EVERY == 0:
                rig.compare()
        for wire in rig.wires.values():
            wire.mend()
            rig.tally.mishaps += wire.mishaps
        for _ in range(int(_CALM_SECONDS / STEP)):
            await rig.step()
        rig.compare()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    rig.tally.resyncs = sum(keeper.repairs for keeper in rig.keepers.values())
    unwhole = [s for s, each in rig.stores.items() if each.book.status is not BookStatus.LIVE]
    assert not unwhole, f"never whole again: {unwhole}"
    return rig.tally


def run() -> None:
    """Print what happened to a million changes; `DELTAS` changes where `--deltas` is given."""
    with quiet_collector():
        tally = asyncio.run(replay(int(option("deltas", DELTAS))))
    looks = tally.compared + tally.behind + tally.blank
    print(f"changes made by the sandbox                 {tally.sent:12,}")
    for kind, count in sorted(tally.mishaps.items()):
        print(f"  of these {kind:<8}                         {count:12,}")
    print(f"changes read                                {tally.taken:12,}")
    print(f"books read anew                             {tally.resyncs:12,}")
    print(f"books compared at the same update id        {tally.compared:12,}")
    print(f"  levels compared                           {tally.levels:12,}")
    print(f"looks at a book being read anew             {tally.blank / looks:12.2%}")
    print(f"decoded and applied, a second of processor  {tally.taken / tally.seconds:12,.0f}")
    print(f"whole but different                         {len(tally.mismatches):12,}")
    for each in tally.mismatches[:5]:
        print(f"  {each}")
