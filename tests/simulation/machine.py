"""One machine on one day: its clocks, its disk, its line to the exchange, and the trace of it all.

Programs come and go on it. Everything that is drawn by lot comes from the seed, each part from a
stream of its own.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fakes.outside_world import MachineClock, OutsideWorld
from tests.fakes.simulated_exchange import SimulatedExchange
from tests.fakes.simulated_net import SimulatedNet
from tests.fakes.virtual_loop import VirtualLoop
from tui.actions.resolve import Bounds
from tui.wire.signing import Signer

KEY = bytes(range(32))


class Trace:
    """A fingerprint of everything that happened, in the order in which it did."""

    def __init__(self, world: OutsideWorld) -> None:
        self._world = world
        self._hash = hashlib.blake2b(digest_size=16)
        self.length = 0
        self.lines: list[str] | None = None
        """Everything in words, when somebody wants to read it."""

    def note(self, what: str, data: bytes = b"") -> None:
        """Take one happening in."""
        line = f"{self._world.now:.6f} {what}"
        self._hash.update(line.encode())
        self._hash.update(data)
        self.length += 1
        if self.lines is not None:
            self.lines.append(f"{line} {data.decode(errors='replace')[:300]}")

    @property
    def digest(self) -> str:
        """Equal for two runs exactly when they were the same, byte for byte."""
        return self._hash.hexdigest()


@dataclass
class Machine:
    """What outlives a program."""

    loop: VirtualLoop
    world: OutsideWorld
    clock: MachineClock
    exchange: SimulatedExchange
    net: SimulatedNet
    trace: Trace
    bounds: Bounds
    ids: Random
    chance: Random
    """For the client's back-off and the disk's speed."""
    directory: Path
    bugs: list[BaseException] = field(default_factory=list)
    """What ended a task of the client that should not have ended."""
    journals: int = 0
    """Journal files so far: each death leaves a new one."""

    @property
    def journal_path(self) -> Path:
        """The journal as the last program left it."""
        return self.directory / f"journal-{self.journals}.sqlite"


def stream_of(seed: int, name: str) -> Random:
    """Chance for one part of the day."""
    return Random(f"simulation {seed} {name}")


def make_machine(loop: VirtualLoop, seed: int, directory: Path) -> Machine:
    """The machine of one seed."""
    world = OutsideWorld(loop)
    draw = stream_of(seed, "machine")
    exchange = SimulatedExchange(world, draw.randrange(2**31), Signer(KEY).api_key)
    trace = Trace(world)
    net = SimulatedNet(world, exchange, stream_of(seed, "net"), note=trace.note)
    return Machine(
        loop=loop,
        world=world,
        clock=MachineClock(world, loop, counts_sleep=draw.random() < 0.5),
        exchange=exchange,
        net=net,
        trace=trace,
        bounds=Bounds(lag=draw.choice((3.0, 3.0, 8.0, 30.0))),
        ids=stream_of(seed, "ids"),
        chance=stream_of(seed, "chance"),
        directory=directory,
    )
