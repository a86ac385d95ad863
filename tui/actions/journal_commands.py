"""Commands, the kill switch and what else the journal remembers: to rows and back."""

import sqlite3
from dataclasses import dataclass

from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.orders.plan import ReplacePolicy

NEWEST_FILL = "newest fill"
"""Under this name the time of the newest fill that was seen is known, milliseconds."""

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
        _append(database, command, command.recorded_ms)


def append_command(database: sqlite3.Connection, command: Command, at_ms: int) -> None:
    """Write where a command stands; committed when this returns."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        _append(database, command, at_ms)


def _append(database: sqlite3.Connection, command: Command, at_ms: int) -> None:
    database.execute(
        "INSERT INTO command_transition (command, at_ms, status, reason, left) VALUES (?,?,?,?,?)",
        (command.number, at_ms, command.status.value, command.reason, command.left),
    )


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
    """Write that the kill switch was put on or off; committed when this returns."""
    database.execute("INSERT INTO halt (at_ms, is_on) VALUES (?,?)", (at_ms, is_on))


def halted_since(database: sqlite3.Connection) -> int | None:
    """Since when the kill switch is on, milliseconds since the epoch; None while it is off."""
    row = database.execute("SELECT at_ms, is_on FROM halt ORDER BY number DESC LIMIT 1").fetchone()
    return row["at_ms"] if row is not None and row["is_on"] else None


def write_uncovered(database: sqlite3.Connection, gap: Uncovered) -> None:
    """Write how long a replacement left nothing in place; committed when this returns."""
    database.execute(
        "INSERT INTO uncovered (order_id, client_id, symbol, policy, from_ms, lasted_ms)"
        " VALUES (?,?,?,?,?,?)",
        (gap.order_id, gap.client_id, gap.symbol, gap.policy.value, gap.from_ms, gap.lasted_ms),
    )


def write_known(database: sqlite3.Connection, name: str, value: int) -> None:
    """Remember a number under a name; committed when this returns."""
    database.execute("INSERT OR REPLACE INTO known VALUES (?,?)", (name, value))


def known(database: sqlite3.Connection, name: str) -> int | None:
    """The number remembered under a name; None when there is none."""
    row = database.execute("SELECT value FROM known WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row["value"])
