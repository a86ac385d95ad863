"""From a key press to the screen that shows its effect, while messages pour in."""

import re
import time
from itertools import cycle, islice
from statistics import quantiles

from tests.bench.loaded import ByteTerminal, dashboard, load
from tests.bench.measuring import Goal, against, report

PRESSES = 60
_WARM_UP = 5.0
_BETWEEN = 0.083
"""Not a multiple of a frame, so that presses meet every moment of one."""

_FOCUS = (
    ("2", re.compile("━ ORDERS".encode())),
    ("1", re.compile("━ POSITIONS".encode())),
)
"""A key, and the heading of the panel that has the focus then."""


def press_keys(terminal: ByteTerminal) -> list[float]:
    """Milliseconds of each of some presses."""
    found: list[float] = []
    for key, heading in islice(cycle(_FOCUS), PRESSES):
        terminal.take_for(_BETWEEN)
        pressed = time.monotonic()
        terminal.press(key)
        found.append((terminal.take_until(heading) - pressed) * 1_000)
    return found


def echoes(messages: int) -> list[float]:
    """Milliseconds of each press while `messages` a second arrive."""
    with load(messages) as server, dashboard(server) as terminal:
        terminal.take_for(_WARM_UP)
        return press_keys(terminal)


def run() -> None:
    """Print the median and the last hundredth, against a quiet market."""
    quiet, busy = quantiles(echoes(5), n=100), quantiles(echoes(5_000), n=100)
    for name, at, most in (("p50", 49, 5.0), ("p99", 98, 50.0)):
        report(
            f"key press to changed screen, 5,000 msg/s, {name}",
            [busy[at]],
            "ms",
            goal=Goal(most=most),
            baseline=against("5 msg/s", [quiet[at]]),
        )
