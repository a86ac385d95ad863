"""A row that was changed, lost or put in behind the journal's back is noticed."""

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tui.actions.journal_commands import (
    Uncovered,
    append_command,
    insert_command,
    write_halt,
    write_uncovered,
)
from tui.actions.journal_file import append, connect, insert, intents
from tui.actions.journal_seal import is_whole, seal_all
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity
from tui.domain.orders.plan import ReplacePolicy
from tui.domain.position import Side

NOW = 1_750_000_000_000
SYMBOL = "SOL_USDC_PERP"
COMMAND = Command(1, CommandKind.CANCEL, CommandStatus.RECORDED, NOW, SYMBOL, "9")


def intent(client_id: int) -> Intent:
    ticket = Ticket("SOL_USDC_PERP", Side.ASK, Price(Decimal(160)), Quantity(Decimal(4)))
    return Intent(client_id, ticket, "p1", Price(Decimal(150)), IntentStatus.RECORDED, NOW)


def filled(path: Path | None) -> sqlite3.Connection:
    database = connect(path)
    for client_id in (1, 2, 3):
        insert(database, [intent(client_id)])
        append(database, [replace(intent(client_id), status=IntentStatus.SENDING)], NOW, None)
    insert_command(database, COMMAND)
    append_command(database, replace(COMMAND, status=CommandStatus.SENDING), NOW)
    write_halt(database, NOW, is_on=True)
    write_uncovered(database, Uncovered("9", 3, SYMBOL, ReplacePolicy.CANCEL_FIRST, NOW, 5))
    return database


def test_what_was_written_is_whole() -> None:
    assert is_whole(connect(None))
    assert is_whole(filled(None))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE intent SET price = '161' WHERE client_id = 2",
        "UPDATE intent SET client_id = 9 WHERE client_id = 2",
        "UPDATE transition SET status = 'absent' WHERE number = 4",
        "UPDATE transition SET number = 60 WHERE number = 6",
        "UPDATE seal SET digest = 'x' WHERE number = 1",
        "UPDATE seal SET sealed = 'x' WHERE number = 1",
        "UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'seal'",
        "ALTER TABLE intent RENAME COLUMN reduce_only TO reduce_onlx",
        "DELETE FROM intent WHERE client_id = 3",
        "DELETE FROM transition WHERE number = 6",
        "DELETE FROM seal WHERE number = 9",
        "DELETE FROM seal WHERE number = 4",
        "INSERT INTO transition (client_id, at_ms, status) VALUES (3, 5, 'absent')",
        "DELETE FROM transition WHERE number = 6; DELETE FROM seal WHERE number = 9",
        "UPDATE halt SET is_on = 0",
        "DELETE FROM halt",
        "UPDATE command SET scope = 'x'",
        "UPDATE command_transition SET status = 'done'",
        "DELETE FROM uncovered",
    ],
)
def test_fault_l08_a_change_is_noticed(change: str, tmp_path: Path) -> None:
    database = filled(tmp_path / "j.db")
    database.execute("PRAGMA foreign_keys=OFF")
    database.executescript(change)
    assert not is_whole(database)
    database.close()
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        connect(tmp_path / "j.db")


def test_a_file_of_the_version_before_is_sealed_when_it_is_opened(tmp_path: Path) -> None:
    database = filled(tmp_path / "j.db")
    database.executescript("DROP TABLE seal; PRAGMA user_version=2")
    database.close()
    database = connect(tmp_path / "j.db")
    assert is_whole(database)
    assert [one.client_id for one in intents(database)] == [1, 2, 3]
    assert database.execute("SELECT count(*) FROM seal").fetchone()[0] == 14
    database.close()


def test_after_a_change_of_the_tables_all_rows_are_sealed_anew() -> None:
    database = filled(None)
    database.execute("ALTER TABLE intent ADD COLUMN more TEXT")
    assert not is_whole(database)
    seal_all(database)
    assert is_whole(database)
