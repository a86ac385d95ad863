"""What the dashboard costs while little or nothing happens."""

import os
import signal
import time

from tests.bench.measuring import Goal, children, cpu_seconds, on_terminal, read_for, report
from tests.fakes.terminal import Terminal

SECONDS = 4.0
"""Shorter than the five seconds after which a silent mark is stale: the screen stays as it is."""

ROUNDS = 3
_BARE = "from textual.app import App; App().run()"


def _percent(terminal: Terminal, seconds: float) -> float:
    before, began = cpu_seconds(terminal.process.pid), time.monotonic()
    read_for(terminal, seconds)
    return (cpu_seconds(terminal.process.pid) - before) / (time.monotonic() - began) * 100


def run() -> None:
    """Print per cents of a core: a bare Textual app, the quiet dashboard, the one with a market."""
    bare: list[float] = []
    quiet: list[float] = []
    live: list[float] = []
    for _ in range(ROUNDS):
        with on_terminal("-c", _BARE) as terminal:
            read_for(terminal, 3)
            bare.append(_percent(terminal, SECONDS))
        with on_terminal("-m", "tui") as terminal:
            terminal.until("LONG")
            read_for(terminal, 4)
            live.append(_percent(terminal, SECONDS))
            (exchange,) = children(terminal.process.pid)
            os.kill(exchange, signal.SIGSTOP)
            read_for(terminal, 0.5)
            quiet.append(_percent(terminal, SECONDS))
            os.kill(exchange, signal.SIGCONT)
    report("bare Textual app", bare, "%")
    report("whole program, nothing arriving", quiet, "%", Goal(3))
    report("whole program, sandbox market at real speed", live, "%")
