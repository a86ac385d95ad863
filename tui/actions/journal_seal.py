"""Seals of the journal's rows, so that a row that was changed or lost is noticed.

SQLite finds a damaged tree, not a damaged value. Each row that is written gets a seal over its
values, the names of its columns and the seal before, in the same transaction: one that is altered,
missing or put in breaks the chain from there on.
"""

import hashlib
import sqlite3

SCHEMA = """
CREATE TABLE seal (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  sealed TEXT NOT NULL, row INTEGER NOT NULL, digest TEXT NOT NULL,
  UNIQUE (sealed, row)
) STRICT;
"""

_TABLES = ("intent", "transition", "command", "command_transition", "halt", "uncovered")


def seal(database: sqlite3.Connection, table: str, row: int) -> None:
    """Seal a row that was just written; to be called in its transaction."""
    last = database.execute("SELECT digest FROM seal ORDER BY number DESC LIMIT 1").fetchone()
    digest = _digest("" if last is None else last[0], table, _row(database, table, row))
    database.execute("INSERT INTO seal (sealed, row, digest) VALUES (?,?,?)", (table, row, digest))


def seal_all(database: sqlite3.Connection) -> None:
    """Seal every row anew; to be called in the transaction that gives the tables another form."""
    database.execute("DELETE FROM seal")
    database.execute("DELETE FROM sqlite_sequence WHERE name = 'seal'")
    for table in _TABLES:
        for (row,) in database.execute(f"SELECT rowid FROM {table} ORDER BY rowid").fetchall():  # noqa: S608  # because the names are ours
            seal(database, table, row)


def is_whole(database: sqlite3.Connection) -> bool:
    """Whether every row is as it was sealed, and none is missing or unsealed."""
    before, count = "", dict.fromkeys(_TABLES, 0)
    chain = database.execute("SELECT number, sealed, row, digest FROM seal ORDER BY number")
    for place, (number, table, row, digest) in enumerate(chain.fetchall(), start=1):
        if number != place or table not in count:
            return False
        held = _row(database, table, row)
        if held is None or digest != _digest(before, table, held):
            return False
        before = digest
        count[table] += 1
    return all(_size(database, table) == size for table, size in count.items()) and _last(
        database
    ) == sum(count.values())


def _row(database: sqlite3.Connection, table: str, row: int) -> tuple[object, ...] | None:
    cursor = database.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,))  # noqa: S608  # because the names are ours
    found = cursor.fetchone()
    names = (column[0] for column in cursor.description)
    return None if found is None else (*names, *found)


def _size(database: sqlite3.Connection, table: str) -> int:
    size: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # because the names are ours
    return size


def _last(database: sqlite3.Connection) -> int:
    """The number of the last seal there ever was."""
    found = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'seal'").fetchone()
    return 0 if found is None else found[0]


def _digest(before: str, table: str, values: tuple[object, ...] | None) -> str:
    return hashlib.sha256(f"{before}|{table}|{values!r}".encode()).hexdigest()
