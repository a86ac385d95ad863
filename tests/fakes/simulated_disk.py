"""A disk in simulated time: real SQLite files, writes that take a while, fail, or are cut short.

It stands where the journal has its thread (`tui.actions.ports.OffLoop`): one piece of work after
the other, in the order they were asked for, done even when whoever asked has gone.
"""

import asyncio
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_FILES = ("", "-wal", "-journal")


class SimulatedDisk:
    """What one program writes through.

    `lives` is asked before and after each piece of work whether the program lives on: a program
    that is dead writes and hears nothing more. `seconds` is how long the next piece waits.
    """

    def __init__(self, lives: Callable[[str], bool], seconds: Callable[[], float]) -> None:
        self._lives = lives
        self._seconds = seconds
        self._queue: deque[tuple[Callable[[], Any], asyncio.Future[Any]]] = deque()
        self._busy = False
        self.is_full = False
        self.before_write: Callable[[], None] = _nothing
        """Called as soon as something is to be written."""

    async def __call__(self, work: Callable[[], T]) -> T:
        self.before_write()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.append((work, done))
        if not self._busy:
            self._begin()
        return await asyncio.shield(done)

    def _begin(self) -> None:
        self._busy = bool(self._queue)
        if self._busy:
            asyncio.get_running_loop().call_later(self._seconds(), self._work)

    def _work(self) -> None:
        work, done = self._queue.popleft()
        if not self._lives("before a write"):
            return
        result: object = None
        error: Exception | None = None
        try:
            if self.is_full:
                raise sqlite3.OperationalError("database or disk is full")  # noqa: TRY301  # as SQLite does
            result = work()
        except Exception as raised:  # noqa: BLE001  # whoever asked gets it, whatever it is
            error = raised
        if not self._lives("after a write"):
            return
        if done.cancelled():
            pass
        elif error is None:
            done.set_result(result)
        else:
            done.set_exception(error)
        self._begin()


def _nothing() -> None:
    """Nobody looks."""


def salvage(path: Path, to: Path) -> None:
    """Copy the files of a database as they are, as the death of its program leaves them."""
    for suffix in _FILES:
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copyfile(source, to.with_name(to.name + suffix))
