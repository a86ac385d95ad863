"""What every benchmark shares: processes on a terminal, their CPU time, medians and ratios.

Absolute times belong to the machine they were taken on; what is quoted is the ratio to a baseline
that ran in turn with it.
"""

import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.fakes.terminal import Terminal

ROOT = Path(__file__).parent.parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of one process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def children(pid: int) -> list[int]:
    """Process ids of the children of `pid` (Linux)."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


@contextmanager
def on_terminal(
    *arguments: str, columns: int = 120, lines: int = 36, env: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """A Python process with `arguments` on a pty, in a home of its own."""
    with TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            **(env or {}),
        }
        with Terminal(
            [sys.executable, *arguments],
            columns=columns,
            lines=lines,
            env=environment,
            cwd=Path(home),
        ) as terminal:
            yield terminal


def read_for(terminal: Terminal, seconds: float) -> None:
    """Keep taking what the process writes, as a terminal does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        terminal.read(0.02)


def figure(name: str, values: list[float], unit: str, baseline: list[float] | None = None) -> None:
    """Print the median with its range, and the ratio of the medians to the baseline's."""
    line = f"{name:<52} {median(values):9.2f} {unit:<3} ({min(values):.2f} to {max(values):.2f})"
    if baseline:
        line += f"  {median(values) / median(baseline):6.2f} x baseline"
    print(line)


def machine() -> str:
    """One line that names what the figures were taken on."""
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.platform()}"
