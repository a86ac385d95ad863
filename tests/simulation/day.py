"""One seed: a day of trading with everything that goes wrong on it, judged to the end."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fakes.virtual_loop import VirtualLoop, run
from tests.simulation.machine import Machine, make_machine, stream_of
from tests.simulation.oracle import Breach, Oracle
from tests.simulation.program import Parts, Program
from tests.simulation.trader import Trader
from tests.simulation.weather import Weather

SYMBOL = "SOL_USDC_PERP"
_SHM = Path("/dev/shm")  # noqa: S108  # a folder of random name is made in it
"""Memory that is a file system: a flush to it is quick, and the seeds need no disk."""
_WARM_UP = 5.0
_LONGEST_DAY = 3_600.0
"""Seconds of simulated time; the longest takes a few minutes."""
_PAUSES = (0.01, 0.1, 0.3, 0.6, 1.0, 3.0)
_PATIENCE = 65.0
"""Seconds, beyond those that the protocol needs, in which all has to be quiet: a stream returns
after 30 s at most, a comparison follows, and a look-up that failed is repeated after 15 s."""


@dataclass
class Day:
    """What became of one seed."""

    seed: int
    digest: str = ""
    events: int = 0
    breach: str | None = None
    seconds: float = 0.0
    posts: int = 0
    orders: int = 0
    unknowns: int = 0
    oldest_mark: float = 0.0
    oldest_position: float = 0.0
    checks: int = 0
    requests: int = 0
    starts: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


def live(seed: int, parts: Parts | None = None, *, in_words: bool = False) -> Day:
    """Live the day of `seed`; a breach ends it and stands in the result."""
    where = _SHM if _SHM.is_dir() else None
    with tempfile.TemporaryDirectory(dir=where, ignore_cleanup_errors=True) as directory:
        day = _Life(seed, parts or Parts(), Path(directory), in_words=in_words)
        draw = stream_of(seed, "loop")
        # Half of the days keep the order of the standard loop, so that both are tried.
        run(day.main, Random(draw.random()) if draw.random() < 0.5 else None)
        return day.result


class _Life:
    """One day as it is lived."""

    def __init__(self, seed: int, parts: Parts, directory: Path, *, in_words: bool) -> None:
        self.result = Day(seed)
        self._parts = parts
        self._directory = directory
        self._in_words = in_words
        self._draw = stream_of(seed, "day")

    async def main(self, loop: VirtualLoop) -> None:
        """Live it."""
        machine = make_machine(loop, self.result.seed, self._directory)
        machine.trace.lines = self.result.lines if self._in_words else None
        loop.set_exception_handler(lambda _loop, context: _keep(machine, context))
        oracle = Oracle(machine)
        weather = Weather(machine, stream_of(self.result.seed, "weather"))
        trader = Trader(machine, stream_of(self.result.seed, "trader"))
        began = machine.world.now
        try:
            async with asyncio.timeout(_LONGEST_DAY):
                await self._live(machine, oracle, weather, trader)
        except Breach as breach:
            self.result.breach = str(breach)
        except TimeoutError:
            self.result.breach = f"the day does not end: still not after {_LONGEST_DAY:.0f} s"
        self._sum_up(machine, oracle, weather, trader)
        self.result.seconds = machine.world.now - began

    async def _live(
        self, machine: Machine, oracle: Oracle, weather: Weather, trader: Trader
    ) -> None:
        program = self._start(machine, oracle)
        await machine.clock.sleep(_WARM_UP)
        for _ in range(self._draw.randrange(30, 80)):
            if self._draw.random() < 0.25:
                weather.strike(program)
            trader.act(program)
            await machine.clock.sleep(self._draw.choice(_PAUSES))
            program = await self._go_on(machine, oracle, program)
            oracle.look()
        weather.clear_up()
        if program.disk.is_full or program.slow_disk or not program.is_alive:
            program.kill_at = None
            if program.is_alive:
                program.die("to mend its disk")
        program = await self._go_on(machine, oracle, program)
        await self._calm(machine, oracle, program)
        program.die("at the end of the day")
        await program.bury()

    async def _calm(self, machine: Machine, oracle: Oracle, program: Program) -> None:
        """Nothing goes wrong any more: every question gets its answer, and the right one."""
        program.kill_at = None
        for _ in range(4):
            await machine.clock.sleep((machine.bounds.fence + machine.bounds.lag) / 4)
            oracle.look()
        for _ in range(int(_PATIENCE / 5)):
            if oracle.is_quiet(program):
                break
            await machine.clock.sleep(5.0)
        oracle.check_quiet(program)

    def _start(self, machine: Machine, oracle: Oracle) -> Program:
        self.result.starts += 1
        program = Program(machine, self._parts, SYMBOL)
        oracle.watch(program)
        return program

    async def _go_on(self, machine: Machine, oracle: Oracle, program: Program) -> Program:
        """The program, or the next one when it is dead or not wanted."""
        if program.is_alive and program.is_wanted:
            return program
        if program.is_alive:
            await program.leave()
        else:
            await program.bury()
        return self._start(machine, oracle)

    def _sum_up(self, machine: Machine, oracle: Oracle, weather: Weather, trader: Trader) -> None:
        day = self.result
        day.digest, day.events = machine.trace.digest, machine.trace.length
        day.posts, day.orders = sum(oracle.posts.values()), len(machine.exchange.taken)
        day.unknowns, day.checks = len(oracle.unknowns), oracle.checks
        day.oldest_mark, day.oldest_position = oracle.oldest_mark, oracle.oldest_position
        day.requests = len(machine.net.calls)
        day.faults, day.did = weather.figures(), trader.did


def _keep(machine: Machine, context: dict[str, object]) -> None:
    """An exception that nobody took: a bug of ours or of the client's."""
    error = context.get("exception")
    machine.bugs.append(error if isinstance(error, BaseException) else RuntimeError(str(context)))
