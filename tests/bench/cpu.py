"""What the whole program costs the processor under a steady load."""

import time

from tests.bench.loaded import dashboard, load
from tests.bench.measuring import Goal, cpu_seconds, report

SECONDS = 8.0
CASES = ((1_000, 30, 30.0), (1_000, 60, 42.0), (5_000, 30, None))
_WARM_UP = 5.0


def run() -> None:
    """Print per cents of a core; `idle` measures the quiet market."""
    for messages, frames, goal in CASES:
        with load(messages) as server, dashboard(server, rate=frames) as terminal:
            terminal.take_for(_WARM_UP)
            terminal.pieces.clear()
            before, began = cpu_seconds(terminal.process.pid), time.monotonic()
            terminal.take_for(SECONDS)
            passed = time.monotonic() - began
            percent = (cpu_seconds(terminal.process.pid) - before) / passed * 100
            shown = terminal.frames() / passed
        report(
            f"whole program, {messages:,} msg/s, {frames} frames/s ({shown:.0f} reached)",
            [percent],
            "%",
            goal=None if goal is None else Goal(most=goal),
        )
