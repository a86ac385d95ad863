"""A terminal for a real process: a pty on one side, a screen of text on the other.

The process believes it has a terminal; the test reads what a person would see. Waiting is for a
condition, with a limit, never for a time.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-z]|\x1b\[\?[0-9;]*\$p|\x1bP[^\x1b]*\x1b\\")
"""Keyboard-protocol and capability questions, which the emulator would print as text."""

_UNFINISHED = re.compile(rb"\x1b(\[[0-9;:?<>=$]*|P[^\x1b]*)?$")
"""A sequence whose end has not arrived."""

_ASKS_FOR_SYNC = b"\x1b[?2026$p"
_HAS_SYNC = b"\x1b[?2026;2$y"
"""Modern terminals take a frame as a whole; the program marks its frames when told so."""

LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWN_CURSOR = b"\x1b[?25h"


class TimedOut(AssertionError):
    """The condition did not come true; the screen as it stood is in the message."""


class Terminal:
    """One process on one pty of `columns` by `lines`."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 120,
        lines: int = 36,
        env: Mapping[str, str],
        cwd: Path,
    ) -> None:
        self.received = bytearray()
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._pending = b""
        self._master, slave = pty.openpty()
        self.resize(columns, lines, slave)
        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={"TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  # no thread runs yet when a test starts one
        )
        os.close(slave)
        os.set_blocking(self._master, False)

    def resize(self, columns: int, lines: int, descriptor: int | None = None) -> None:
        """Change the size, as dragging the window does."""
        self._screen.resize(lines, columns)
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._master if descriptor is None else descriptor, termios.TIOCSWINSZ, size)

    def press(self, keys: str) -> None:
        """Type `keys` as bytes: `\\r` is Enter, `\\x1b` Escape, `\\x03` Ctrl-C."""
        self.write(keys.encode())

    def write(self, data: bytes) -> None:
        """Send bytes as they are: keys, pastes, reports of the mouse."""
        os.write(self._master, data)

    @property
    def text(self) -> str:
        """The screen, a line a row, without trailing spaces."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def read(self, seconds: float) -> bool:
        """Take what arrives within `seconds`; False once the other side is gone."""
        readable, _, _ = select.select([self._master], [], [], seconds)
        if not readable:
            return True
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # Linux answers EIO when the last holder of the other side is gone
            return False
        self.received += data
        if _ASKS_FOR_SYNC in data:
            os.write(self._master, _HAS_SYNC)
        text = self._pending + data
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        self._pending = text[cut:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", text[:cut]))
        return bool(data)

    def until(self, condition: Callable[[str], bool] | str, *, seconds: float = 30.0) -> str:
        """Read until the screen satisfies `condition` (a text to be seen, or a function).

        Raises:
            TimedOut: it did not within `seconds`.
        """
        satisfied = condition if callable(condition) else lambda text: condition in text
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if satisfied(self.text):
                return self.text
            if not self.read(0.1) and self.process.poll() is not None:
                break
        if satisfied(self.text):
            return self.text
        raise TimedOut(
            f"waited {seconds} s for {condition!r}; exit {self.process.poll()}\n{self.text}"
        )

    def wait(self, seconds: float = 15.0) -> int:
        """Read until the process ends and return its exit code (negative: by a signal)."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            self.read(0.05)
        while self.read(0.05) and self.received and time.monotonic() < deadline:
            if (
                self.process.poll() is not None
                and not select.select([self._master], [], [], 0.05)[0]
            ):
                break
        code = self.process.poll()
        if code is None:
            raise TimedOut(f"still running after {seconds} s\n{self.text}")
        return code

    def hang_up(self) -> None:
        """Close the terminal under the process, as closing the window does."""
        os.close(self._master)
        self._master = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self._master >= 0:
            os.close(self._master)


def _take_terminal() -> None:
    """Make the pty the controlling terminal, so that closing it hangs the process up."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
