"""The journal read as an audit: what was asked, when, on which mark, and what became of it.

The file is opened for reading only, beside whoever writes it, and one moment of it is copied into
memory: that copy is consistent, and a file of an older version is brought up to date there alone.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tui.actions.journal import JournalFailed
from tui.actions.journal_commands import commands
from tui.actions.journal_file import intents
from tui.actions.journal_schema import bring_up_to_date
from tui.domain.command import Command
from tui.domain.intent import Intent

_PATIENCE = 2.0
"""Seconds to wait for somebody who sets the file up at this moment."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a life: where it stood, from when on."""

    at_ms: int
    """Our wall clock, milliseconds since the epoch; of the first row the exchange's time."""
    status: str
    reason: str | None
    order_id: str | None = None
    executed: str | None = None
    """Base units, as it is written down."""
    signed_ms: int | None = None
    """The timestamp that was signed, for the row of the send."""
    window_ms: int | None = None
    digest: str | None = None
    """SHA-256 of the signed text; the signature itself is never kept."""
    left: int | None = None
    """Of a cancel-all: orders still live."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An intent or a command with its whole life, oldest step first."""

    what: Intent | Command
    steps: tuple[Step, ...]

    @property
    def recorded_ms(self) -> int:
        """The exchange's time of the record, milliseconds since the epoch."""
        return self.what.recorded_ms


@dataclass(frozen=True, slots=True)
class Audit:
    """What one journal says, oldest first."""

    entries: tuple[Entry, ...]
    halts: tuple[tuple[int, bool], ...]
    """When the kill switch was put on (True) or off, our wall clock in milliseconds."""
    uncovered: tuple[tuple[int, str, str, int | None], ...]
    """Of each replacement: when, the old order's id, its market, and the milliseconds without
    either, None where nothing came in its place."""


def read_audit(path: Path, since_ms: int = 0) -> Audit:
    """Everything recorded from `since_ms` on in the journal at `path`, whoever holds it.

    Blocking. Raises `JournalFailed` when there is none or it cannot be read.
    """
    if not path.is_file():
        raise JournalFailed(f"there is no journal {path} yet")
    try:
        with closing(_copy(path)) as database:
            return _audit(database, since_ms)
    except (sqlite3.Error, OSError) as error:
        raise JournalFailed(f"the journal {path} cannot be read: {error}") from None


def _copy(path: Path) -> sqlite3.Connection:
    """One moment of the journal at `path`, in memory; raises `sqlite3.Error`."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    copy.row_factory = sqlite3.Row
    try:
        address = f"file:{quote(str(path.resolve()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as journal:
            journal.backup(copy)
        bring_up_to_date(copy)
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the file is malformed")
    except sqlite3.Error:
        copy.close()
        raise
    return copy


def _audit(database: sqlite3.Connection, since_ms: int) -> Audit:
    found = [
        *(Entry(one, _intent_steps(database, one)) for one in intents(database)),
        *(Entry(one, _command_steps(database, one)) for one in commands(database)),
    ]
    kept = sorted(
        (entry for entry in found if entry.recorded_ms >= since_ms),
        key=lambda entry: entry.recorded_ms,
    )
    halts = database.execute("SELECT at_ms, is_on FROM halt WHERE at_ms >= ?", (since_ms,))
    gaps = database.execute(
        "SELECT from_ms, order_id, symbol, lasted_ms FROM uncovered WHERE from_ms >= ?",
        (since_ms,),
    )
    return Audit(
        tuple(kept),
        tuple((row["at_ms"], bool(row["is_on"])) for row in halts),
        tuple((row["from_ms"], row["order_id"], row["symbol"], row["lasted_ms"]) for row in gaps),
    )


def _intent_steps(database: sqlite3.Connection, intent: Intent) -> tuple[Step, ...]:
    rows = database.execute(
        "SELECT * FROM transition WHERE client_id = ? ORDER BY number", (intent.client_id,)
    )
    return tuple(
        Step(
            row["at_ms"],
            row["status"],
            row["reason"],
            row["order_id"],
            row["executed"],
            row["signed_ms"],
            row["window_ms"],
            row["digest"],
        )
        for row in rows
    )


def _command_steps(database: sqlite3.Connection, command: Command) -> tuple[Step, ...]:
    rows = database.execute(
        "SELECT * FROM command_transition WHERE command = ? ORDER BY number", (command.number,)
    )
    return tuple(Step(row["at_ms"], row["status"], row["reason"], left=row["left"]) for row in rows)
