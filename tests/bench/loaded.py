"""The dashboard before a loaded market, on a terminal that only takes bytes and notes when.

No emulator runs here: it would cost the processor more than the program under measure.
"""

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from tests.bench.feed_server import SENT_PATH
from tests.bench.market import STAMPS_A_SECOND, stamp_of
from tests.bench.measuring import ROOT, terminal_of
from tests.bench.probe import RATE_VARIABLE, REPORT_VARIABLE
from tests.fakes.terminal import Terminal

COLUMNS, LINES = 160, 48
_ASKS_FOR_SYNC = b"\x1b[?2026$p"
_HAS_SYNC = b"\x1b[?2026;2$y"
FRAME_END = b"\x1b[?2026l"
_STYLE = re.compile(rb"\x1b\[[0-9;]*m")
_LAST = re.compile(rb"last\s+([0-9][0-9,]*\.[0-9]+)")


class ByteTerminal(Terminal):
    """Takes bytes at most at `rate` a second (None: at once), with the time of each piece."""

    rate: float | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.pieces: list[tuple[float, bytes]] = []

    def read(self, seconds: float) -> bool:
        """Take what arrives within `seconds`; False once the other side is gone."""
        readable, _, _ = select.select([self._master], [], [], seconds)
        if not readable:
            return True
        try:
            data = os.read(self._master, 65_536 if self.rate is None else 1_024)
        except OSError:
            return False
        if _ASKS_FOR_SYNC in data:
            os.write(self._master, _HAS_SYNC)
        self.pieces.append((time.monotonic(), data))
        if self.rate is not None:
            time.sleep(len(data) / self.rate)
        return bool(data)

    def take_for(self, seconds: float) -> None:
        """Keep taking bytes, as a terminal does."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.read(left)

    def take_until(self, found: re.Pattern[bytes], seconds: float = 30.0) -> float:
        """Take bytes until `found` stands in what arrives from now on; the moment it did.

        Raises AssertionError when it does not within `seconds`.
        """
        until, tail = time.monotonic() + seconds, b""
        while time.monotonic() < until:
            count = len(self.pieces)
            self.read(0.1)
            for at, data in self.pieces[count:]:
                tail = tail[-8_192:] + data
                if found.search(_STYLE.sub(b"", tail)):
                    return at
        raise AssertionError(f"waited {seconds} s for {found.pattern!r}; last bytes: {tail!r}")

    def end(self) -> None:
        """Tell the program to leave, and take its last bytes."""
        self.process.terminate()
        until = time.monotonic() + 10
        while self.process.poll() is None and time.monotonic() < until:
            self.read(0.05)

    @property
    def taken(self) -> int:
        """Bytes since the start of `pieces`."""
        return sum(len(data) for _, data in self.pieces)

    def frames(self) -> int:
        """Frames since the start of `pieces`."""
        return b"".join(data for _, data in self.pieces).count(FRAME_END)


@dataclass(frozen=True)
class Load:
    """A server of a loaded market and how to reach it."""

    pid: int
    rest: str
    ws: str
    api_key: str
    api_secret: str
    started: float
    """Our monotonic second at which its stamps begin."""

    def sent(self) -> list[float]:
        """Our monotonic seconds at which it sent each trade."""
        stamps = httpx.get(self.rest + SENT_PATH, timeout=30, trust_env=False).json()
        return [self.second(stamp) for stamp in stamps]

    def second(self, stamp: int) -> float:
        """Our monotonic second of a stamp."""
        return self.started + stamp / STAMPS_A_SECOND

    @property
    def environment(self) -> dict[str, str]:
        """What makes the program use it."""
        return {
            "BACKPACK_REST_URL": self.rest,
            "BACKPACK_WS_URL": self.ws,
            "BACKPACK_API_KEY": self.api_key,
            "BACKPACK_API_SECRET": self.api_secret,
        }


@contextmanager
def load(rate: float) -> Iterator[Load]:
    """A server that sends `rate` messages a second to whoever listens."""
    command = [sys.executable, "-m", "tests.bench.feed_server", "--rate", str(rate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            line = json.loads(process.stdout.readline())
            yield Load(
                process.pid,
                line["rest"],
                line["ws"],
                line["apiKey"],
                line["apiSecret"],
                line["started"],
            )
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def program(
    server: Load, *arguments: str, env: Mapping[str, str] | None = None
) -> Iterator[ByteTerminal]:
    """A program before a loaded market, once it shows a trade of it."""
    environment = {**server.environment, **(env or {})}
    with terminal_of(
        ByteTerminal, *arguments, columns=COLUMNS, lines=LINES, env=environment
    ) as terminal:
        terminal.take_until(_LAST)
        yield terminal


def dashboard(
    server: Load, *, rate: int = 30, env: Mapping[str, str] | None = None
) -> AbstractContextManager[ByteTerminal]:
    """The dashboard before a loaded market."""
    return program(server, "-m", "tests.bench.probe", env={RATE_VARIABLE: str(rate), **(env or {})})


@contextmanager
def probed() -> Iterator[tuple[dict[str, str], Callable[[], dict[str, list[float]]]]]:
    """What makes a dashboard measure itself, and what reads its figures once it has ended."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.json"
        yield {REPORT_VARIABLE: str(path)}, lambda: json.loads(path.read_text())


def delays(terminal: ByteTerminal, server: Load, begin: float) -> list[float]:
    """For each trade sent from `begin` on: milliseconds until it or a later one was on screen."""
    sent = [at for at in server.sent() if at >= begin]
    found: list[float] = []
    waiting = 0
    for shown_at, newest in shown(terminal, server):
        while waiting < len(sent) and sent[waiting] <= newest:
            found.append((shown_at - sent[waiting]) * 1_000)
            waiting += 1
    return found


def shown(terminal: ByteTerminal, server: Load) -> Iterator[tuple[float, float]]:
    """When a last price arrived at the terminal, and when the server had sent it."""
    rest = b""
    for at, data in terminal.pieces:
        text = rest + data
        end = text.rfind(FRAME_END)
        if end < 0:
            rest = text
            continue
        rest = text[end:]
        found = _LAST.findall(_STYLE.sub(b"", text[:end]))
        if found:
            yield at, server.second(stamp_of(found[-1].decode()))
