"""The journal: what was about to be sent is on the disk before it is sent.

After a crash the journal is the only witness of an order that may exist. So every intent is written
and flushed before its request is signed, and again before the first byte of the request leaves
(SQLite, write-ahead log, `synchronous=FULL`). It holds terms and times; never a signature, never a
secret, and the account only as a fingerprint.
"""

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from tui.actions.journal_file import Sent, append, append_all, connect, insert, intents
from tui.actions.journal_log import LogEnd, end_of_log, is_held
from tui.actions.ports import OffLoop
from tui.domain.intent import Intent, IntentStatus

T = TypeVar("T")

_WATCH_MS = 24 * 3_600_000
"""An intent that was proved absent or was refused is watched for a day all the same."""

_AFTER_CRASH = {
    IntentStatus.RECORDED: (IntentStatus.NOT_SENT, "the program ended before it was sent"),
    IntentStatus.SENDING: (IntentStatus.UNKNOWN, "the program ended while it was being sent"),
}
_AFTER_TEAR = {
    **_AFTER_CRASH,
    # What is torn off may be the record that it was being sent.
    IntentStatus.RECORDED: (IntentStatus.UNKNOWN, "the journal ends torn, it may have been sent"),
}


class JournalFailed(Exception):
    """The journal cannot be used: trading stops, the views go on. Plain words, no traceback."""


def fingerprint(api_key: str) -> str:
    """A short name for an account that does not give its key away."""
    return hashlib.sha256(api_key.encode()).hexdigest()[:16]


class OneThread:
    """Runs blocking work in one thread of its own, so writes keep their order."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")

    async def __call__(self, work: Callable[[], T]) -> T:
        """Do `work` there and give back what it returns or raises.

        It is done even when the caller is cancelled while it waits for its turn.
        """
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._pool, work))

    def end(self) -> None:
        """End the thread; nothing more can be done there."""
        self._pool.shutdown()


class Journal:
    """Intents of one account and their transitions. Get one from `open_journal`."""

    def __init__(self, database: sqlite3.Connection, off_loop: OffLoop) -> None:
        self._database = database
        self._off_loop = off_loop
        self._used: set[int] = set()
        self.trouble: str | None = None
        """Why nothing can be recorded any more; None while the journal is healthy."""
        self.recovered: tuple[Intent, ...] = ()
        """Intents of earlier runs that still matter, as the recovery left them."""

    def is_used(self, client_id: int) -> bool:
        """Whether the id was ever given to an intent of this account."""
        return client_id in self._used

    async def record(self, intent: Intent) -> None:
        """Write a new intent; it is durable when this returns. Raises `JournalFailed`."""
        self._used.add(intent.client_id)
        await self._write(lambda: insert(self._database, intent))

    async def move(self, intent: Intent, at_ms: int, sent: Sent | None = None) -> None:
        """Write where an intent stands; it is durable when this returns.

        `sent` goes with SENDING. Raises `JournalFailed`.
        """
        await self._write(lambda: append(self._database, intent, at_ms, sent))

    async def recover(self, now_ms: int, *, torn: bool = False) -> None:
        """Read what earlier runs left and settle what can be settled without asking anybody.

        `torn`: the end of the file could not be read.
        """
        found = await self._guarded(lambda: intents(self._database))
        self._used = {intent.client_id for intent in found}
        rule = _AFTER_TEAR if torn else _AFTER_CRASH
        kept = [_settled(intent, rule) for intent in found]
        moved = [now for was, now in zip(found, kept, strict=True) if now is not was]
        if moved:  # in one write: what is torn is seen only once
            await self._write(lambda: append_all(self._database, moved, now_ms))
        self.recovered = tuple(i for i in kept if _still_matters(i, now_ms))

    async def close(self) -> None:
        """Give the file back; later writes fail."""
        self.trouble = self.trouble or "the journal is closed"
        await self._off_loop(self._database.close)
        if isinstance(self._off_loop, OneThread):
            self._off_loop.end()

    async def _write(self, work: Callable[[], None]) -> None:
        if self.trouble is not None:
            raise JournalFailed(self.trouble)
        await self._guarded(work)

    async def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return await self._off_loop(work)
        except (sqlite3.Error, OSError) as error:
            # After a failed write nobody knows what the file holds, so it stays failed.
            self.trouble = f"the journal cannot be written: {error}"
            raise JournalFailed(self.trouble) from None


async def open_journal(path: Path | None, now_ms: int, off_loop: OffLoop | None = None) -> Journal:
    """Open the journal of one account, making it if need be, and recover from a crash.

    `path` None keeps it in memory, for a sandbox. One program at a time may hold a file; it is
    given back even when that program is killed. Raises `JournalFailed`.
    """
    runner = OneThread() if off_loop is None else off_loop
    try:
        database, torn = await runner(lambda: _opened(path))
    except (sqlite3.Error, OSError, ValueError) as error:
        raise JournalFailed(_why_not(path, error)) from None
    journal = Journal(database, runner)
    await journal.recover(now_ms, torn=torn)
    return journal


def _opened(path: Path | None) -> tuple[sqlite3.Connection, bool]:
    """The database, and whether the end of its log is torn."""
    end = LogEnd.CLEAN if path is None else end_of_log(path)
    if path is not None and end is LogEnd.DAMAGED and not is_held(path):
        raise sqlite3.DatabaseError("the log is malformed")
    return connect(path), end is LogEnd.TORN


def failed_journal(reason: str) -> Journal:
    """A journal that records nothing, so that the views can go on without one."""
    journal = Journal(connect(None), OneThread())
    journal.trouble = reason
    return journal


def _why_not(path: Path | None, error: Exception) -> str:
    if "locked" in str(error):
        return f"another backpack-tui holds the journal {path}; close it first"
    is_text = isinstance(error, ValueError)  # SQLite's own words about it cannot even be read
    if is_text or "malformed" in str(error) or "not a database" in str(error):
        return f"the journal {path} is damaged; move it aside and start again"
    return f"the journal {path} cannot be opened: {error}"


def _settled(intent: Intent, rule: Mapping[IntentStatus, tuple[IntentStatus, str]]) -> Intent:
    if intent.status not in rule:
        return intent
    status, reason = rule[intent.status]
    return replace(intent, status=status, reason=reason)


def _still_matters(intent: Intent, now_ms: int) -> bool:
    if intent.status in (IntentStatus.FILLED, IntentStatus.CANCELLED, IntentStatus.EXPIRED):
        return False
    live = not intent.status.is_settled or intent.status in (
        IntentStatus.RESTING,
        IntentStatus.PARTLY_FILLED,
        IntentStatus.MISMATCH,
    )
    return live or now_ms - intent.recorded_ms < _WATCH_MS
