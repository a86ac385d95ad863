"""The sandbox's real web server on a loopback port, in the test's own event loop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.fakes.exchange import FakeExchange
from tests.fakes.signer import Signer
from tui.sandbox.api import Control, Exchange
from tui.sandbox.fault_text import parse_faults
from tui.sandbox.listen import authority, open_port
from tui.sandbox.luck import Luck
from tui.sandbox.pace import Pace
from tui.sandbox.shell import Shell
from tui.sandbox.web import serve

AT_MS = 1_750_793_021_519


@dataclass
class RunningShell:
    """A shell that answers at `rest` and `ws`."""

    shell: Shell
    rest: str
    ws: str
    stop: asyncio.Event


@contextlib.asynccontextmanager
async def running(
    exchange: Exchange | None = None,
    *,
    wall_ms: Callable[[], int] = lambda: AT_MS,
    faults: tuple[str, ...] = (),
    levers: Control | None = None,
) -> AsyncIterator[RunningShell]:
    """Serve `exchange`, a `FakeExchange` that knows the test key when None, by the clock given.

    Without one, time stands still at `AT_MS`.
    """
    if exchange is None:
        exchange = FakeExchange(accounts=frozenset({Signer().api_key}))
    pace = Pace(wall_us=lambda: wall_ms() * 1_000, speed=Decimal(1))
    set_faults = [fault for text in faults for fault in parse_faults(text)]
    luck = Luck(set_faults, random=Random(1), now_us=lambda: pace.now_us)
    shell = Shell(exchange=exchange, pace=pace, luck=luck, levers=levers)
    stop, up = asyncio.Event(), asyncio.Event()
    with open_port("127.0.0.1", 0) as sock:
        where = authority(sock)
        serving = asyncio.create_task(serve(shell, sock, stop=stop, listening=up.set, sleep=_pause))
        started = asyncio.create_task(up.wait())
        await asyncio.wait({serving, started}, return_when=asyncio.FIRST_COMPLETED)
        started.cancel()
        try:
            yield RunningShell(shell, f"http://{where}", f"ws://{where}", stop)
        finally:
            stop.set()
            await serving


async def _pause(seconds: float) -> None:
    """Give way for real: what a socket test waits for happens outside the program."""
    await asyncio.sleep(seconds)  # noqa: TID251  # the pump's pace, not a wait for a result
