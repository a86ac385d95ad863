"""The tables of the journal, and how an older file becomes a newer one.

A file is brought up to date in one transaction when it is opened: it is of the old version or of
the new one, never in between. What cannot be read by this program is left alone.
"""

import sqlite3
from collections.abc import Mapping

from tui.actions import journal_seal

VERSION = 3

_FIRST = """
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
CREATE INDEX transition_of ON transition (client_id, number)
"""

_SECOND = """
ALTER TABLE intent ADD COLUMN kind TEXT NOT NULL DEFAULT 'take-profit';
ALTER TABLE intent ADD COLUMN order_type TEXT NOT NULL DEFAULT 'Limit';
ALTER TABLE intent ADD COLUMN post_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE intent ADD COLUMN replaces TEXT;
ALTER TABLE intent ADD COLUMN batch TEXT;
CREATE TABLE command (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, symbol TEXT, order_id TEXT, scope TEXT NOT NULL, recorded_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE command_transition (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  command INTEGER NOT NULL REFERENCES command,
  at_ms INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT, left INTEGER
) STRICT;
CREATE INDEX command_transition_of ON command_transition (command, number);
CREATE TABLE halt (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL, is_on INTEGER NOT NULL
) STRICT;
CREATE TABLE uncovered (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id TEXT NOT NULL, client_id INTEGER, symbol TEXT NOT NULL, policy TEXT NOT NULL,
  from_ms INTEGER NOT NULL, lasted_ms INTEGER
) STRICT;
CREATE TABLE known (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT
"""

_STEPS: Mapping[int, str] = {0: _FIRST, 1: _SECOND, 2: journal_seal.SCHEMA}
"""By version, what makes the next one of it."""


def bring_up_to_date(database: sqlite3.Connection) -> None:
    """Make or renew the tables, all or nothing; raises `sqlite3.Error` for a newer file."""
    database.execute("BEGIN IMMEDIATE")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if not 0 <= version <= VERSION:
        raise sqlite3.DatabaseError(f"it has version {version}, this program knows {VERSION}")
    for step in range(version, VERSION):
        for statement in _STEPS[step].split(";"):
            database.execute(statement)
    if version != VERSION:
        journal_seal.seal_all(database)
    database.execute(f"PRAGMA user_version={VERSION}")
    database.execute("COMMIT")
