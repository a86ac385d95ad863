"""How the journal lies on the disk: the tables, the file, and rows to values and back.

SQLite in write-ahead mode with `synchronous=FULL`: a committed row survives the loss of power, and
a torn last write is dropped as a whole. Every row is sealed, so damage to a value is noticed. The
file is held exclusively while it is open; the system gives it back even when the program is killed.
"""

import os
import sqlite3
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tui.actions import journal_seal
from tui.actions.journal_seal import seal
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity, plain
from tui.domain.position import Side

VERSION = 2
_UNSEALED = 1

_SCHEMA = """
CREATE TABLE intent (
  client_id INTEGER PRIMARY KEY CHECK (client_id BETWEEN 1 AND 4294967295),
  symbol TEXT NOT NULL, side TEXT NOT NULL, price TEXT NOT NULL, quantity TEXT NOT NULL,
  reduce_only INTEGER NOT NULL, time_in_force TEXT NOT NULL,
  position_id TEXT NOT NULL, mark TEXT NOT NULL, recorded_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE transition (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  client_id INTEGER NOT NULL REFERENCES intent,
  at_ms INTEGER NOT NULL, status TEXT NOT NULL,
  order_id TEXT, executed TEXT, reason TEXT,
  signed_ms INTEGER, window_ms INTEGER, digest TEXT
) STRICT;
CREATE INDEX transition_of ON transition (client_id, number);
"""

_NEWEST = """
SELECT i.*, t.status, t.order_id, t.executed, t.reason
FROM intent i JOIN transition t ON t.number =
  (SELECT max(number) FROM transition WHERE client_id = i.client_id)
ORDER BY i.recorded_ms, i.client_id
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """What identifies the bytes of a send, without their signature."""

    signed_ms: int
    window_ms: int
    digest: str
    """SHA-256 of the signed text, hexadecimal."""


def connect(path: Path | None) -> sqlite3.Connection:
    """Open the file at `path`, making it if need be; None: in memory.

    Raises `sqlite3.Error`, `OSError`, or `ValueError` for text that is none.
    """
    if path is not None:
        _own_file(path)
    database = sqlite3.connect(
        ":memory:" if path is None else path,
        timeout=0,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _prepare(database)
    except (sqlite3.Error, ValueError):
        database.close()
        raise
    return database


def _own_file(path: Path) -> None:
    """Make folder and file so that only their owner can read them."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
            path.chmod(0o600)
    finally:
        os.close(handle)


def _prepare(database: sqlite3.Connection) -> None:
    database.row_factory = sqlite3.Row
    for pragma in (
        "locking_mode=EXCLUSIVE",
        "journal_mode=WAL",
        "synchronous=FULL",
        "fullfsync=ON",
        "checkpoint_fullfsync=ON",
        "foreign_keys=ON",
    ):
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN IMMEDIATE")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, _UNSEALED, VERSION):
        raise sqlite3.DatabaseError(f"it has version {version}, this program knows {VERSION}")
    if version != VERSION:
        schema = journal_seal.SCHEMA if version == _UNSEALED else _SCHEMA + journal_seal.SCHEMA
        for statement in schema.split(";"):
            database.execute(statement)
        journal_seal.seal_all(database)
        database.execute(f"PRAGMA user_version={VERSION}")
    database.execute("COMMIT")
    if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("the file is malformed")
    if not journal_seal.is_whole(database):
        raise sqlite3.DatabaseError("the file is malformed: a row is not as it was written")


def insert(database: sqlite3.Connection, intent: Intent) -> None:
    """Write a new intent and its first row; committed when this returns."""
    ticket = intent.ticket
    with database:
        database.execute("BEGIN IMMEDIATE")
        database.execute(
            "INSERT INTO intent VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                intent.client_id,
                ticket.symbol,
                ticket.side.value,
                plain(ticket.price),
                plain(ticket.quantity),
                ticket.reduce_only,
                ticket.time_in_force,
                intent.position_id,
                plain(intent.mark),
                intent.recorded_ms,
            ),
        )
        seal(database, "intent", intent.client_id)
        _append_row(database, intent, intent.recorded_ms, None)


def append(database: sqlite3.Connection, intent: Intent, at_ms: int, sent: Sent | None) -> None:
    """Write where an intent stands; committed when this returns."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        _append_row(database, intent, at_ms, sent)


def append_all(database: sqlite3.Connection, moved: Iterable[Intent], at_ms: int) -> None:
    """Write where several intents stand, all or none; committed when this returns."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        for intent in moved:
            _append_row(database, intent, at_ms, None)


def _append_row(
    database: sqlite3.Connection, intent: Intent, at_ms: int, sent: Sent | None
) -> None:
    written = database.execute(
        "INSERT INTO transition (client_id, at_ms, status, order_id, executed, reason,"
        " signed_ms, window_ms, digest) VALUES (?,?,?,?,?,?,?,?,?)",
        (
            intent.client_id,
            at_ms,
            intent.status.value,
            intent.order_id,
            None if intent.executed is None else plain(intent.executed),
            intent.reason,
            *((sent.signed_ms, sent.window_ms, sent.digest) if sent else (None, None, None)),
        ),
    )
    seal(database, "transition", written.lastrowid or 0)


def intents(database: sqlite3.Connection) -> list[Intent]:
    """Every intent as its newest row has it, oldest first."""
    return [_intent(row) for row in database.execute(_NEWEST).fetchall()]


def _intent(row: sqlite3.Row) -> Intent:
    ticket = Ticket(
        symbol=row["symbol"],
        side=Side(row["side"]),
        price=Price(Decimal(row["price"])),
        quantity=Quantity(Decimal(row["quantity"])),
        reduce_only=bool(row["reduce_only"]),
        time_in_force=row["time_in_force"],
    )
    executed = row["executed"]
    return Intent(
        client_id=row["client_id"],
        ticket=ticket,
        position_id=row["position_id"],
        mark=Price(Decimal(row["mark"])),
        status=IntentStatus(row["status"]),
        recorded_ms=row["recorded_ms"],
        order_id=row["order_id"],
        executed=None if executed is None else Quantity(Decimal(executed)),
        reason=row["reason"],
    )
