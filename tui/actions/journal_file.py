"""How the journal lies on the disk: the file, and intents to rows and back.

SQLite in write-ahead mode with `synchronous=FULL`: a committed row survives the loss of power, and
a torn last write is dropped as a whole. Every row is sealed, so damage to a value is noticed. One
process writes it, the one that holds the lock of `tui.actions.writer`; SQLite's own locks are left
as they are, so that anybody may read meanwhile.
"""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tui.actions import journal_seal
from tui.actions.journal_schema import bring_up_to_date
from tui.actions.journal_seal import seal
from tui.domain.intent import Intent, IntentKind, IntentStatus, Ticket, TimeInForce
from tui.domain.money import Price, Quantity, plain
from tui.domain.order import OrderType
from tui.domain.position import Side

_PATIENCE = 1.0
"""Seconds to wait for a reader that sets up the shared index after a crash."""

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
        timeout=_PATIENCE,
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
        "journal_mode=WAL",
        "synchronous=FULL",
        "fullfsync=ON",
        "checkpoint_fullfsync=ON",
        "foreign_keys=ON",
    ):
        database.execute(f"PRAGMA {pragma}")
    bring_up_to_date(database)
    if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("the file is malformed")
    if not journal_seal.is_whole(database):
        raise sqlite3.DatabaseError("the file is malformed: a row is not as it was written")


_INSERT = """
INSERT INTO intent (
  client_id, symbol, side, price, quantity, reduce_only, time_in_force, position_id, mark,
  recorded_ms, kind, order_type, post_only, replaces, batch
) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
"""


def insert(database: sqlite3.Connection, new: Iterable[Intent]) -> None:
    """Write new intents and their first rows, all or none; committed when this returns."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        for intent in new:
            database.execute(_INSERT, _columns(intent))
            seal(database, "intent", intent.client_id)
            append_row(database, intent, intent.recorded_ms, None)


def _columns(intent: Intent) -> tuple[object, ...]:
    ticket = intent.ticket
    return (
        intent.client_id,
        ticket.symbol,
        ticket.side.value,
        plain(ticket.price),
        plain(ticket.quantity),
        ticket.reduce_only,
        ticket.time_in_force.value,
        intent.position_id or "",
        plain(intent.mark),
        intent.recorded_ms,
        intent.kind.value,
        ticket.order_type.value,
        ticket.post_only,
        intent.replaces,
        intent.batch,
    )


def append(
    database: sqlite3.Connection, moved: Iterable[Intent], at_ms: int, sent: Sent | None
) -> None:
    """Write where intents stand, all or none; committed when this returns."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        for intent in moved:
            append_row(database, intent, at_ms, sent)


def append_row(database: sqlite3.Connection, intent: Intent, at_ms: int, sent: Sent | None) -> None:
    """Write where an intent stands; to be called in a transaction."""
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
        time_in_force=TimeInForce(row["time_in_force"]),
        post_only=bool(row["post_only"]),
        order_type=OrderType(row["order_type"]),
    )
    executed = row["executed"]
    return Intent(
        client_id=row["client_id"],
        ticket=ticket,
        position_id=row["position_id"] or None,
        mark=Price(Decimal(row["mark"])),
        status=IntentStatus(row["status"]),
        recorded_ms=row["recorded_ms"],
        order_id=row["order_id"],
        executed=None if executed is None else Quantity(Decimal(executed)),
        reason=row["reason"],
        kind=IntentKind(row["kind"]),
        replaces=row["replaces"],
        batch=row["batch"],
    )


def sent_since(database: sqlite3.Connection, since_ms: int) -> list[int]:
    """When orders were sent, our wall clock in milliseconds, oldest first."""
    rows = database.execute(
        "SELECT min(at_ms) AS sent_ms FROM transition WHERE status = ?"
        " GROUP BY client_id HAVING sent_ms > ? ORDER BY sent_ms",
        (IntentStatus.SENDING.value, since_ms),
    )
    return [row["sent_ms"] for row in rows.fetchall()]


def free_bytes(database: sqlite3.Connection) -> int | None:
    """Room left where the file lies, for us; None for one in memory. Raises `OSError`."""
    path = database.execute("PRAGMA database_list").fetchone()["file"]
    return shutil.disk_usage(Path(path).parent).free if path else None
