"""Commands, the kill switch and what else the journal remembers: to rows and back."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from tui.actions.journal_file import append_row
from tui.actions.journal_seal import seal
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import Intent
from tui.domain.orders.plan import ReplacePolicy

NEWEST_FILL = "newest fill"
"""Under this name the time of the newest fill that was seen is known, milliseconds."""

_NEWEST_HALT = "newest halt"

_NEWEST = """
SELECT c.*, t.status, t.reason, t.left
FROM command c JOIN command_transition t ON t.number =
  (SELECT max(number) FROM command_transition WHERE command = c.number)
ORDER BY c.number
"""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """How long nothing stood in for an order while it was replaced."""

    order_id: str
    client_id: int | None
    """The intent that was to stand in for it; None when it was not tried."""
    symbol: str
    policy: ReplacePolicy
    from_ms: int
    """Our wall clock when the cancel was sent, milliseconds since the epoch."""
    lasted_ms: int | None
    """At most; None when nothing came to cover in its place."""


def insert_command(database: sqlite3.Connection, command: Command) -> None:
    """Write a new command and where it stands; committed when this returns."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        database.execute(
            "INSERT INTO command VALUES (?,?,?,?,?,?)",
            (
                command.number,
                command.kind.value,
                command.symbol,
                command.order_id,
                command.scope,
                command.recorded_ms,
            ),
        )
        seal(database, "command", command.number)
        _append(database, command, command.recorded_ms)


def append_command(database: sqlite3.Connection, command: Command, at_ms: int) -> None:
    """Write where a command stands; committed when this returns."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        _append(database, command, at_ms)


def append_all(
    database: sqlite3.Connection, moved: Iterable[Intent], over: Iterable[Command], at_ms: int
) -> None:
    """Write where intents and commands stand, all or none; committed when this returns."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        for intent in moved:
            append_row(database, intent, at_ms, None)
        for command in over:
            _append(database, command, at_ms)


def _append(database: sqlite3.Connection, command: Command, at_ms: int) -> None:
    written = database.execute(
        "INSERT INTO command_transition (command, at_ms, status, reason, left) VALUES (?,?,?,?,?)",
        (command.number, at_ms, command.status.value, command.reason, command.left),
    )
    seal(database, "command_transition", written.lastrowid or 0)


def commands(database: sqlite3.Connection) -> list[Command]:
    """Every command as its newest row has it, oldest first."""
    return [
        Command(
            number=row["number"],
            kind=CommandKind(row["kind"]),
            status=CommandStatus(row["status"]),
            recorded_ms=row["recorded_ms"],
            symbol=row["symbol"],
            order_id=row["order_id"],
            scope=row["scope"],
            reason=row["reason"],
            left=row["left"],
        )
        for row in database.execute(_NEWEST).fetchall()
    ]


def write_halt(database: sqlite3.Connection, at_ms: int, *, is_on: bool) -> None:
    """Write that the kill switch was put on or off; committed when this returns.

    Another write follows it, so that what is torn off the end of the file is never the switch.
    """
    with database:
        database.execute("BEGIN IMMEDIATE")
        written = database.execute("INSERT INTO halt (at_ms, is_on) VALUES (?,?)", (at_ms, is_on))
        seal(database, "halt", written.lastrowid or 0)
    write_known(database, _NEWEST_HALT, at_ms)


def halted_since(database: sqlite3.Connection) -> int | None:
    """Since when the kill switch is on, milliseconds since the epoch; None while it is off."""
    row = database.execute("SELECT at_ms, is_on FROM halt ORDER BY number DESC LIMIT 1").fetchone()
    return row["at_ms"] if row is not None and row["is_on"] else None


def write_uncovered(database: sqlite3.Connection, gap: Uncovered) -> None:
    """Write how long a replacement left nothing in place; committed when this returns."""
    values = (gap.order_id, gap.client_id, gap.symbol, gap.policy.value)
    with database:
        database.execute("BEGIN IMMEDIATE")
        written = database.execute(
            "INSERT INTO uncovered (order_id, client_id, symbol, policy, from_ms, lasted_ms)"
            " VALUES (?,?,?,?,?,?)",
            (*values, gap.from_ms, gap.lasted_ms),
        )
        seal(database, "uncovered", written.lastrowid or 0)


def write_known(database: sqlite3.Connection, name: str, value: int) -> None:
    """Remember a number under a name; committed when this returns."""
    database.execute("INSERT OR REPLACE INTO known VALUES (?,?)", (name, value))


def known(database: sqlite3.Connection, name: str) -> int | None:
    """The number remembered under a name; None when there is none."""
    row = database.execute("SELECT value FROM known WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row["value"])
