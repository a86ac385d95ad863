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

from tui.actions.journal_commands import (
    NEWEST_FILL,
    Uncovered,
    append_all,
    append_command,
    commands,
    halted_since,
    insert_command,
    known,
    write_halt,
    write_known,
    write_uncovered,
)
from tui.actions.journal_file import (
    Sent,
    append,
    connect,
    free_bytes,
    insert,
    intents,
    sent_since,
)
from tui.actions.journal_log import LogEnd, end_of_log
from tui.actions.ports import OffLoop
from tui.domain.command import Command, CommandStatus
from tui.domain.intent import Intent, IntentStatus
from tui.domain.moves import WATCHED_MS

T = TypeVar("T")

_UNSENT = "the program ended before it was sent"
_BROKEN_OFF = "the program ended while it was being sent"
_TORN = "the journal ends torn, it may have been sent"

_Rule = Mapping[IntentStatus, tuple[IntentStatus, str]]
_CommandRule = Mapping[CommandStatus, tuple[CommandStatus, str]]

_AFTER_CRASH: tuple[_Rule, _CommandRule] = (
    {
        IntentStatus.RECORDED: (IntentStatus.NOT_SENT, _UNSENT),
        IntentStatus.SENDING: (IntentStatus.UNKNOWN, _BROKEN_OFF),
    },
    {
        CommandStatus.RECORDED: (CommandStatus.NOT_SENT, _UNSENT),
        CommandStatus.SENDING: (CommandStatus.UNKNOWN, _BROKEN_OFF),
    },
)
_AFTER_TEAR: tuple[_Rule, _CommandRule] = (
    # What is torn off may be the record that it was being sent.
    {**_AFTER_CRASH[0], IntentStatus.RECORDED: (IntentStatus.UNKNOWN, _TORN)},
    {**_AFTER_CRASH[1], CommandStatus.RECORDED: (CommandStatus.UNKNOWN, _TORN)},
)

RECENT_MS = 60_000
"""How far back sends count against the limits of a minute."""


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
        self.commands: tuple[Command, ...] = ()
        """Commands of earlier runs whose outcome is not known, as the recovery left them."""
        self.halted_since: int | None = None
        """Since when the kill switch is on, milliseconds since the epoch; None while it is off."""
        self.newest_fill_ms: int | None = None
        """The time of the newest fill that earlier runs and this one saw."""
        self.room: int | None = None
        """Free bytes where the file lies, as of the last write; None in memory."""
        self.recently_sent: tuple[int, ...] = ()
        """When earlier runs sent orders within the last minute, our wall clock, milliseconds."""
        self._last_command = 0

    def is_used(self, client_id: int) -> bool:
        """Whether the id was ever given to an intent of this account."""
        return client_id in self._used

    async def record(self, *intents: Intent) -> None:
        """Write new intents, all or none; durable when this returns. Raises `JournalFailed`."""
        self._used.update(intent.client_id for intent in intents)
        await self._write(lambda: insert(self._database, intents))

    async def move(self, *intents: Intent, at_ms: int, sent: Sent | None = None) -> None:
        """Write where intents stand, all or none; durable when this returns.

        `sent` goes with SENDING. Raises `JournalFailed`.
        """
        await self._write(lambda: append(self._database, intents, at_ms, sent))

    def next_command(self) -> int:
        """A number for a new command, above all others."""
        self._last_command += 1
        return self._last_command

    async def record_command(self, command: Command) -> None:
        """Write a new command; durable when this returns. Raises `JournalFailed`."""
        await self._write(lambda: insert_command(self._database, command))

    async def move_command(self, command: Command, at_ms: int) -> None:
        """Write where a command stands; durable when this returns. Raises `JournalFailed`."""
        await self._write(lambda: append_command(self._database, command, at_ms))

    async def halt(self, at_ms: int, *, is_on: bool) -> None:
        """Write that the kill switch is on or off; durable when this returns.

        Raises `JournalFailed`.
        """
        await self._write(lambda: write_halt(self._database, at_ms, is_on=is_on))
        self.halted_since = at_ms if is_on else None

    async def uncovered(self, gap: Uncovered) -> None:
        """Write what a replacement left uncovered. Raises `JournalFailed`."""
        await self._write(lambda: write_uncovered(self._database, gap))

    async def saw_fill(self, time_ms: int) -> None:
        """Remember the time of the newest fill. Raises `JournalFailed`."""
        if self.newest_fill_ms is None or time_ms > self.newest_fill_ms:
            self.newest_fill_ms = time_ms
            await self._write(lambda: write_known(self._database, NEWEST_FILL, time_ms))

    async def recover(self, now_ms: int, *, torn: bool = False) -> None:
        """Read what earlier runs left and settle what can be settled without asking anybody.

        `torn`: the end of the file could not be read.
        """
        found = await self._guarded(lambda: intents(self._database))
        told = await self._guarded(lambda: commands(self._database))
        self.room = await self._guarded(lambda: free_bytes(self._database))
        self._used = {intent.client_id for intent in found}
        self._last_command = max((command.number for command in told), default=0)
        rule, command_rule = _AFTER_TEAR if torn else _AFTER_CRASH
        kept = [_settled(intent, rule) for intent in found]
        ended = [_ended(command, command_rule) for command in told]
        moved = [now for was, now in zip(found, kept, strict=True) if now is not was]
        over = [now for was, now in zip(told, ended, strict=True) if now is not was]
        if moved or over:  # in one write: what is torn is seen only once
            await self._write(lambda: append_all(self._database, moved, over, now_ms))
        self.recovered = tuple(i for i in kept if _still_matters(i, now_ms))
        self.commands = tuple(c for c in ended if not c.status.is_settled)
        self.halted_since = await self._guarded(lambda: halted_since(self._database))
        self.newest_fill_ms = await self._guarded(lambda: known(self._database, NEWEST_FILL))
        sent = await self._guarded(lambda: sent_since(self._database, now_ms - RECENT_MS))
        self.recently_sent = tuple(sent)

    async def close(self) -> None:
        """Give the file back; later writes fail."""
        self.trouble = self.trouble or "the journal is closed"
        await self._off_loop(self._database.close)
        if isinstance(self._off_loop, OneThread):
            self._off_loop.end()

    async def _write(self, work: Callable[[], None]) -> None:
        if self.trouble is not None:
            raise JournalFailed(self.trouble)
        await self._guarded(lambda: self._measured(work))

    def _measured(self, work: Callable[[], None]) -> None:
        work()
        self.room = free_bytes(self._database)

    async def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return await self._off_loop(work)
        except (sqlite3.Error, OSError) as error:
            # After a failed write nobody knows what the file holds, so it stays failed.
            self.trouble = f"the journal cannot be written: {error}"
            raise JournalFailed(self.trouble) from None


async def open_journal(path: Path | None, now_ms: int, off_loop: OffLoop | None = None) -> Journal:
    """Open the journal of one account, making it if need be, and recover from a crash.

    `path` None keeps it in memory, for a sandbox. Whoever opens a file holds the account's lock of
    `tui.actions.writer`; others may read it meanwhile. Raises `JournalFailed`.
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
    if end is LogEnd.DAMAGED:
        raise sqlite3.DatabaseError("the log is malformed")
    return connect(path), end is LogEnd.TORN


def failed_journal(reason: str) -> Journal:
    """A journal that records nothing, so that the views can go on without one."""
    journal = Journal(connect(None), OneThread())
    journal.trouble = reason
    return journal


def _why_not(path: Path | None, error: Exception) -> str:
    if "locked" in str(error):
        return f"another program has locked the journal {path}; close it first"
    is_text = isinstance(error, ValueError)  # SQLite's own words about it cannot even be read
    if is_text or "malformed" in str(error) or "not a database" in str(error):
        return f"the journal {path} is damaged; move it aside and start again"
    return f"the journal {path} cannot be opened: {error}"


def _settled(intent: Intent, rule: _Rule) -> Intent:
    if intent.status not in rule:
        return intent
    status, reason = rule[intent.status]
    return replace(intent, status=status, reason=reason)


def _ended(command: Command, rule: _CommandRule) -> Command:
    if command.status not in rule:
        return command
    status, reason = rule[command.status]
    return replace(command, status=status, reason=reason)


def _still_matters(intent: Intent, now_ms: int) -> bool:
    if intent.status in (IntentStatus.FILLED, IntentStatus.CANCELLED, IntentStatus.EXPIRED):
        return False
    live = not intent.status.is_settled or intent.status in (
        IntentStatus.RESTING,
        IntentStatus.PARTLY_FILLED,
        IntentStatus.MISMATCH,
    )
    return live or now_ms - intent.recorded_ms < WATCHED_MS
