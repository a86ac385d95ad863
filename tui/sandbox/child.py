"""The sandbox in a process of its own, for a program that wants an exchange for itself.

A separate process, so that the market never competes with the screen for one interpreter. The
child cannot outlive us: it watches us (see `tui.sandbox.parent`), we hold the pipe it watches.
"""

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import tui
from tui.domain.text import clean

START_SECONDS = 15.0
"""A cold start on a busy small machine takes two or three."""

STOP_SECONDS = 2.0

_TAIL_LINES = 20
_CHUNK_BYTES = 4_096
_OUR_VARIABLES = "BACKPACK_"
"""Start of the names of settings and secrets; an exchange of our own needs none of them."""


class SandboxFailed(Exception):
    """The sandbox did not come up. `reason` is one line, `tail` the last lines of its stderr."""

    def __init__(self, reason: str, tail: str = "") -> None:
        super().__init__(f"{reason}\n{tail}" if tail else reason)
        self.reason = reason
        self.tail = tail


@dataclass(frozen=True, slots=True)
class SandboxAddress:
    """Where a sandbox listens and how to sign for its account."""

    rest_url: str
    ws_url: str
    api_key: str
    api_secret: str = field(repr=False)


class SandboxProcess:
    """A running sandbox: where it is, how to sign for it, and whether it still lives.

    Start it from a thread that lasts as long as the sandbox should (Linux ties a child's life to
    the thread that made it); the main thread's event loop is the right place.
    """

    def __init__(self, process: Process, address: SandboxAddress, stderr: "_Tail") -> None:
        self._process = process
        self._stderr = stderr
        self.address = address

    def __repr__(self) -> str:
        return f"SandboxProcess(pid={self.pid}, address={self.address!r})"

    @classmethod
    async def start(
        cls, *, seed: int, speed: Decimal = Decimal(1), within: float = START_SECONDS
    ) -> "SandboxProcess":
        """Start one on a free loopback port and wait until it listens.

        Raises `SandboxFailed` when it cannot be started, ends, or is not up `within` seconds.
        """
        arguments = ("--owned", "--seed", str(seed), "--speed", f"{speed:f}")
        return await cls.launch((sys.executable, "-m", "tui.sandbox.serve", *arguments), within)

    @classmethod
    async def launch(cls, command: Sequence[str], within: float) -> "SandboxProcess":
        """Start `command`, which must announce itself as the sandbox does."""
        process = await _spawn(command)
        stderr = _Tail(process.stderr)
        up = False
        try:
            address = await _address(process, within)
            up = True
        except _NotUp as error:
            await _kill(process)
            await stderr.finished()
            raise SandboxFailed(str(error), stderr.text) from None
        finally:
            if not up:
                await _kill(process)
        return cls(process, address, stderr)

    @property
    def rest_url(self) -> str:
        """Base URL of the REST interface."""
        return self.address.rest_url

    @property
    def ws_url(self) -> str:
        """URL of the streams."""
        return self.address.ws_url

    @property
    def api_key(self) -> str:
        """Base64 public key of the account."""
        return self.address.api_key

    @property
    def api_secret(self) -> str:
        """Base64 seed of the account's key."""
        return self.address.api_secret

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it lives."""
        return self._process.returncode

    @property
    def stderr_tail(self) -> str:
        """The last lines it wrote to stderr, made safe to show."""
        return self._stderr.text

    async def wait(self) -> int:
        """Wait until it has ended and return its exit code."""
        return await self._process.wait()

    async def stop(self, within: float = STOP_SECONDS) -> int:
        """Ask it to end, kill it if it does not `within` seconds; return its exit code."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(within):
                await self._process.wait()
        except TimeoutError:
            await _kill(self._process)
        await self._stderr.finished()
        return await self._process.wait()

    def stop_now(self) -> None:
        """Kill it without waiting, for paths on which no event loop runs any more."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()


class _NotUp(Exception):
    """Why the child did not announce itself."""


class _Tail:
    """Reads a pipe to its end so that the child never blocks on it; keeps the last lines."""

    def __init__(self, stream: asyncio.StreamReader | None) -> None:
        self._lines: deque[str] = deque(maxlen=_TAIL_LINES)
        self._reading = asyncio.create_task(self._read(stream)) if stream else None

    @property
    def text(self) -> str:
        return "\n".join(self._lines)

    async def finished(self) -> None:
        if self._reading is not None:
            await self._reading

    async def _read(self, stream: asyncio.StreamReader) -> None:
        rest = b""
        while chunk := await stream.read(_CHUNK_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            rest = rest[-_CHUNK_BYTES:]
            self._lines.extend(clean(line.decode(errors="replace")) for line in lines)
        if rest:
            self._lines.append(clean(rest.decode(errors="replace")))


async def _spawn(command: Sequence[str]) -> Process:
    # A process that is cancelled while asyncio makes it is waited for in vain.
    spawning = asyncio.create_task(_made(command))
    try:
        return await asyncio.shield(spawning)
    except asyncio.CancelledError:
        await _kill(await spawning)
        raise
    except OSError as error:
        raise SandboxFailed(f"cannot start {command[0]}: {error.strerror}") from error


async def _made(command: Sequence[str]) -> Process:
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # Where our own package lies: what the user has in the working directory is not code.
        cwd=Path(tui.__file__).parent.parent,
        env={k: v for k, v in os.environ.items() if not k.startswith(_OUR_VARIABLES)},
        # Ctrl-C in the terminal reaches us first; we decide when the exchange ends.
        start_new_session=True,
    )


async def _address(process: Process, within: float) -> SandboxAddress:
    if process.stdout is None:
        raise _NotUp("it has no output to announce itself on")
    try:
        async with asyncio.timeout(within):
            line = await process.stdout.readline()
    except TimeoutError:
        raise _NotUp(f"it was not up within {within:g} seconds") from None
    except ValueError:
        raise _NotUp("it announced itself in a line that is too long") from None
    if not line:
        raise _NotUp(f"it ended with exit code {await process.wait()}")
    return _parse(line)


def _parse(line: bytes) -> SandboxAddress:
    try:
        said = json.loads(line)
        fields = [said[name] for name in ("rest", "ws", "apiKey", "apiSecret")]
    except (ValueError, KeyError, TypeError):
        fields = []
    if not fields or not all(isinstance(value, str) for value in fields):
        # The line may hold a secret, so it is not quoted.
        raise _NotUp("it announced itself in a form that is not understood")
    return SandboxAddress(*fields)


async def _kill(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
