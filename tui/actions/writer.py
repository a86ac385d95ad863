"""One writer for each account on this machine: who may send holds a lock, others look on.

The lock is the system's (`flock`): it ends with the process, however that ends, and no file that is
left behind can keep the next one out. The file only says who holds it. Two machines, or two state
directories, know nothing of each other; nothing else in this program takes itself for the only
writer of an account.
"""

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_MOST_BYTES = 200
_LAST_MS = 253_402_300_799_999
"""The last moment of the year 9999."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the lock, as far as the file says so."""

    pid: int | None
    since_ms: int | None
    """When it started, in milliseconds since the epoch."""

    def __str__(self) -> str:
        if self.pid is None or self.since_ms is None:
            return "its process is not known"
        since = datetime.fromtimestamp(self.since_ms / 1_000, UTC)
        return f"process {self.pid}, since {since:%d %b %H:%M} UTC"


class Writer:
    """The lock, held until `release`."""

    __slots__ = ("_handle",)

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def release(self) -> None:
        """Let the next one have it."""
        os.ftruncate(self._handle, 0)
        fcntl.flock(self._handle, fcntl.LOCK_UN)
        os.close(self._handle)


def take(path: Path, pid: int, now_ms: int) -> Writer | Holder:
    """Take the lock at `path` for the process `pid`, or say who has it.

    The file is never removed: another process could hold a lock on the removed one. Raises OSError
    when there can be no lock.
    """
    # Not inherited by child processes, or the lock would live as long as they do.
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": pid, "sinceMs": now_ms}).encode(), 0)
    except BlockingIOError:
        try:
            return _holder(os.pread(handle, _MOST_BYTES, 0))
        finally:
            os.close(handle)
    except OSError:
        os.close(handle)
        raise
    return Writer(handle)


def _holder(content: bytes) -> Holder:
    """What the file says; it is empty for a moment while somebody takes the lock."""
    try:
        said = json.loads(content)
    except ValueError:
        return Holder(None, None)
    pid, since = (said.get("pid"), said.get("sinceMs")) if isinstance(said, dict) else (None, None)
    if type(pid) is not int or type(since) is not int or not 0 <= since <= _LAST_MS:
        return Holder(None, None)
    return Holder(pid, since)
