"""From the server's send to the bytes on the terminal, the wait for the frame included."""

import time
from statistics import quantiles

from tests.bench.loaded import ByteTerminal, Load, dashboard, delays, load, program
from tests.bench.measuring import Goal, against, report
from tests.bench.probe import RATE_VARIABLE

SECONDS = 6.0
CASES = (
    (1_000, 30, (25.0, 45.0)),
    (5_000, 30, (25.0, 45.0)),
    (20_000, 30, (28.0, 50.0)),
    (1_000, 60, (16.0, 33.0)),
    (5_000, 60, (16.0, 33.0)),
)
_WARM_UP = 5.0
_MEDIAN, _LAST_HUNDREDTH = 49, 98


def _percentiles(terminal: ByteTerminal, server: Load, warm_up: float) -> tuple[float, float]:
    terminal.take_for(warm_up)
    terminal.pieces.clear()
    begin = time.monotonic()
    terminal.take_for(SECONDS)
    cuts = quantiles(delays(terminal, server, begin), n=100)
    return cuts[_MEDIAN], cuts[_LAST_HUNDREDTH]


def run() -> None:
    """Print milliseconds at each rate of messages and of frames, against a bare painter."""
    for messages, frames, goals in CASES:
        with load(messages) as server:
            environment = {RATE_VARIABLE: str(frames)}
            with program(server, "-m", "tests.bench.bare_painter", env=environment) as bare:
                floor = _percentiles(bare, server, 1.0)
            with dashboard(server, rate=frames) as terminal:
                ours = _percentiles(terminal, server, _WARM_UP)
        for name, goal, value, base in zip(("p50", "p99"), goals, ours, floor, strict=True):
            report(
                f"send to screen, {messages:,} msg/s, {frames} frames/s, {name}",
                [value],
                "ms",
                goal=Goal(most=goal),
                baseline=against("a bare ANSI painter", [base]),
            )
