"""The row `keys`: no stream of keys, pastes and clicks sends more than it confirmed.

The program runs on a real pty against a real sandbox, with a wire between them that counts. After
each stream everything is closed, and the orders that passed are compared with how many the stream
can have confirmed at most (`key_streams.Bound`). In the end each client id has passed once, and the
journal of the program knows all of them as sent.
"""

import base64
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.processes import line_of, running
from tests.fakes.terminal import Terminal, TimedOut
from tests.proof.counting_proxy import CountingProxy
from tests.proof.key_streams import Bound, Burst, stream
from tui.wire.signing import Signer

ROOT = Path(__file__).parent.parent.parent
COUNT = {False: 120, True: 10_000}
SYMBOL = "SOL_USDC_PERP"
_PATIENCE = 2.5
"""Seconds to wait for a screen; noise may have led elsewhere."""
_ROUND = 250
"""Streams in the life of one process."""
_OVERLAYS = ("REVIEW ·", "TAKE PROFIT", "HELP", "cancel it", "Leave", "earch")


@dataclass
class Keyed:
    """What was pressed and what came of it."""

    streams: int = 0
    bytes: int = 0
    posts: int = 0
    most: int = 0
    """Orders that can have been confirmed."""
    codes: Counter[int] = field(default_factory=Counter)
    """Exit codes of those lives."""
    wrong: list[str] = field(default_factory=list)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What the processes see of this one."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **more,
    }


@contextmanager
def sandbox(home: Path) -> Iterator[dict[str, Any]]:
    """A sandbox in a process of its own; what its first line says."""
    with running(
        [sys.executable, "-m", "tui", "sandbox", "--seed", "11"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment(home),
    ) as process:
        try:
            yield json.loads(line_of(process))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


class Desk:
    """The program at work on a terminal, and who counts what leaves it."""

    def __init__(self, said: dict[str, Any], home: Path) -> None:
        address = urlsplit(said["rest"])
        assert address.hostname is not None
        assert address.port is not None
        self.wire = CountingProxy(address.hostname, address.port)
        self._said = said
        self._home = home
        self._signer = Signer(base64.b64decode(said["apiSecret"])[:32])
        self._stack = ExitStack()
        self.terminal: Terminal = self._started()

    def _started(self) -> Terminal:
        keys = {"BACKPACK_API_KEY": self._said["apiKey"]}
        keys["BACKPACK_API_SECRET"] = self._said["apiSecret"]
        addresses = ("--rest-url", self.wire.address, "--ws-url", self._said["ws"])
        terminal = Terminal(
            [sys.executable, "-m", "tui", "--symbol", SYMBOL, *addresses],
            env=environment(self._home, **keys),
            cwd=self._home,
        )
        self._stack.enter_context(terminal)
        terminal.until(lambda text: "LONG" in text and "streaming" in text)
        return terminal

    def again(self) -> None:
        """Start the program anew."""
        self._stack = ExitStack()
        self.terminal = self._started()

    def end(self) -> int:
        """End the program in the ordinary way, or by force if it would stay; its exit code."""
        if self.terminal.process.poll() is None:
            self.close_all()
            self.terminal.press("\x03")
            read_for(self.terminal, 1.0)
            if self.terminal.process.poll() is None:  # it asks, for an order's fate is unknown
                self.terminal.press("y")
        with suppress(TimedOut):
            self.terminal.wait(10)
        self._stack.close()
        return self.terminal.process.returncode

    def mark(self) -> float:
        """The market's mark price, from the sandbox."""
        url = f"{self._said['rest']}/api/v1/markPrices?symbol={SYMBOL}"
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  # because it is our sandbox
            return float(json.load(answer)[0]["markPrice"])

    def close_all(self) -> None:
        """Close what lies over the dashboard."""
        for _ in range(12):
            if self.terminal.process.poll() is not None:
                return
            self.terminal.press("\x1b")
            with suppress(TimedOut):
                self.terminal.until(_is_bare, seconds=0.4)
                return

    def cancel_all(self) -> None:
        """Cancel the orders of the account, past the program."""
        now = time.time_ns() // 1_000_000
        for symbol in (SYMBOL, "ETH_USDC_PERP"):
            self._cancel_all({"symbol": symbol}, now)

    def _cancel_all(self, fields: dict[str, str], now: int) -> None:
        request = urllib.request.Request(  # noqa: S310  # because it is our sandbox
            f"{self._said['rest']}/api/v1/orders",
            data=json.dumps(fields).encode(),
            method="DELETE",
            headers={
                "Content-Type": "application/json",
                **self._signer.headers("orderCancelAll", fields, now, 60_000),
            },
        )
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  # as above

    def sent(self) -> Counter[int]:
        """By client id: how often the journal says that it was being sent. Only after `end`."""
        counts = Counter[int]()
        for path in self._home.rglob("journal*.sqlite"):
            database = sqlite3.connect(path)
            rows = database.execute("SELECT client_id FROM transition WHERE status = 'sending'")
            counts.update(row[0] for row in rows)
            database.close()
        return counts


def _is_bare(screen: str) -> bool:
    """Whether nothing lies over the dashboard."""
    return not any(word in screen for word in _OVERLAYS)


def read_for(terminal: Terminal, seconds: float) -> None:
    """Take what the program writes, as a terminal does."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if not terminal.read(left):
            return


def play(desk: Desk, bursts: list[Burst]) -> int:
    """Write a stream; how many orders it can have confirmed."""
    bound = Bound()
    for burst in bursts:
        if burst.after:
            with suppress(TimedOut):
                desk.terminal.until(burst.after, seconds=_PATIENCE)
        read_for(desk.terminal, burst.wait)
        if desk.terminal.process.poll() is not None:
            break
        bound.wrote(burst.data, time.monotonic())
        desk.terminal.write(burst.data)
    read_for(desk.terminal, 0.1)
    desk.close_all()
    if bound.most:
        read_for(desk.terminal, 0.4)  # an order on its way reads three answers before it leaves
    return bound.most


def pressed(count: int, seed: int = 1, within: float = float("inf")) -> Keyed:
    """Play `count` streams, or as many as there is time for."""
    done, until = Keyed(), time.monotonic() + within
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder)) as said:
        desk = Desk(said, Path(folder))
        with desk.wire:
            for number in range(count):
                if time.monotonic() > until:
                    break
                _one(desk, done, seed + number)
                if (number + 1) % _ROUND == 0 or desk.terminal.process.poll() is not None:
                    done.codes[desk.end()] += 1
                    desk.again()
            done.codes[desk.end()] += 1
            _settle(desk, done)
    return done


def _one(desk: Desk, done: Keyed, seed: int) -> None:
    bursts = stream(random.Random(seed), f"{desk.mark() * 1.2:.2f}")
    before = desk.wire.posts
    most = play(desk, bursts)
    posts = desk.wire.posts - before
    done.streams += 1
    done.bytes += sum(len(burst.data) for burst in bursts)
    done.most += most
    if posts > most:
        done.wrong.append(f"seed {seed}: {posts} sent, {most} confirmed at most: {bursts}")
    if posts:
        desk.cancel_all()
        read_for(desk.terminal, 0.2)


def _settle(desk: Desk, done: Keyed) -> None:
    passed, sent = desk.wire.client_ids, desk.sent()
    done.posts = desk.wire.posts
    if set(done.codes) - {0}:
        done.wrong.append(f"it ended with {dict(done.codes)}")
    if done.posts != passed.total() or set(passed.values()) - {1}:
        done.wrong.append(f"client ids passed more than once: {passed.most_common(3)}")
    if set(passed) - set(sent) or set(sent.values()) - {1}:
        done.wrong.append("the journal does not know each of them as sent once")


def run(*, long: bool) -> bool:
    """Print how many streams were played and how many orders left."""
    done = pressed(COUNT[long])
    print(
        f"  {done.streams} streams, {done.bytes} bytes, {done.codes.total()} lives of the program"
    )
    print(f"  {done.most} orders can have been confirmed, {done.posts} were sent")
    for line in done.wrong[:10]:
        print(f"    {line}")
    return not done.wrong
