"""What every benchmark shares: processes on a terminal, their CPU time, medians and ratios.

Absolute times belong to the machine they were taken on; what is quoted is the ratio to a baseline
that ran in turn with it.
"""

import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

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


Kind = TypeVar("Kind", bound=Terminal)


@contextmanager
def terminal_of(
    kind: type[Kind],
    *arguments: str,
    columns: int = 120,
    lines: int = 36,
    env: Mapping[str, str] | None = None,
) -> Iterator[Kind]:
    """A Python process with `arguments` on a pty of a `kind`, in a home of its own."""
    with TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            **(env or {}),
        }
        with kind(
            [sys.executable, *arguments],
            columns=columns,
            lines=lines,
            env=environment,
            cwd=Path(home),
        ) as terminal:
            yield terminal


def on_terminal(
    *arguments: str, columns: int = 120, lines: int = 36, env: Mapping[str, str] | None = None
) -> AbstractContextManager[Terminal]:
    """A Python process with `arguments` on a pty whose screen can be read."""
    return terminal_of(Terminal, *arguments, columns=columns, lines=lines, env=env)


def read_for(terminal: Terminal, seconds: float) -> None:
    """Keep taking what the process writes, as a terminal does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        terminal.read(0.02)


def option(name: str, default: float) -> float:
    """The number that `--name=…` on the command line says."""
    for each in sys.argv[1:]:
        found, _, value = each.partition("=")
        if found == f"--{name}":
            return float(value)
    return default


def read_resident(pid: int | None = None) -> int:
    """KiB of memory that a process holds (Linux); this one unless named."""
    pages = Path(f"/proc/{pid or 'self'}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") // 1_024


class Goal(NamedTuple):
    """What a figure should not be above, or below."""

    most: float | None = None
    least: float | None = None

    def __str__(self) -> str:
        bound, sign = (self.least, "≥") if self.most is None else (self.most, "≤")
        return f"{sign} {bound:.3g}"

    def is_met(self, value: float) -> bool:
        """Whether `value` is as good as wanted."""
        above = self.most is not None and value > self.most
        below = self.least is not None and value < self.least
        return not (above or below)


class Baseline(NamedTuple):
    """What a figure is compared with; it was taken in the same run."""

    name: str
    values: list[float]
    goal: Goal | None = None
    """What the ratio to it should be."""


def against(name: str, values: list[float], goal: Goal | None = None) -> Baseline:
    """A baseline."""
    return Baseline(name, values, goal)


def report(
    name: str,
    values: list[float],
    unit: str,
    goal: Goal | None = None,
    baseline: Baseline | None = None,
) -> None:
    """Print one line: the median, its goal, and the ratio to the baseline with the goal of that.

    A figure that misses its goal is marked; nothing fails, since machines differ.
    """
    value = median(values)
    line = f"{name:<58} {value:9.2f} {unit:<6}"
    line += f"{_judged(value, goal):<15}"
    if baseline is not None:
        ratio = value / median(baseline.values)
        line += f"{ratio:7.3f} x {_judged(ratio, baseline.goal):<16}"
        line += f"of {baseline.name} ({median(baseline.values):.2f})"
    if len(values) > 1:
        line += f"  [{min(values):.2f} to {max(values):.2f}]"
    print(line.rstrip(), flush=True)


def _judged(value: float, goal: Goal | None) -> str:
    if goal is None:
        return ""
    return f"{goal} {'ok' if goal.is_met(value) else 'MISSED'}"


def figure(name: str, values: list[float], unit: str, baseline: list[float] | None = None) -> None:
    """Print a figure that has no goal, and its ratio to a baseline printed before it."""
    above = None if baseline is None else against("the baseline", baseline)
    report(name, values, unit, baseline=above)


def machine() -> str:
    """One line that names what the figures were taken on."""
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.platform()}"
