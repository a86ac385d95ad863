"""Commands, the kill switch and what else is remembered: to rows and back with nothing lost."""

import sqlite3
from dataclasses import replace

import pytest

from tests.builders import sol_intent
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
from tui.actions.journal_file import connect, insert, intents
from tui.actions.journal_seal import is_whole
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import IntentStatus
from tui.domain.orders.plan import ReplacePolicy

NOW = 1_750_000_000_000
SYMBOL = "SOL_USDC_PERP"
CANCEL = Command(3, CommandKind.CANCEL, CommandStatus.RECORDED, NOW, SYMBOL, "o1")
KILL = Command(
    4,
    CommandKind.KILL,
    CommandStatus.RECORDED,
    NOW + 1,
    scope="our orders, on every market",
    reason="because",
    left=2,
)


@pytest.fixture
def database() -> sqlite3.Connection:
    return connect(None)


@pytest.mark.parametrize("command", [CANCEL, KILL])
def test_a_command_comes_back_as_it_was_written(
    database: sqlite3.Connection, command: Command
) -> None:
    insert_command(database, command)
    assert commands(database) == [command]


def test_the_newest_word_on_each_command_counts(database: sqlite3.Connection) -> None:
    insert_command(database, KILL)
    insert_command(database, CANCEL)
    done = replace(CANCEL, status=CommandStatus.DONE)
    append_command(database, replace(CANCEL, status=CommandStatus.SENDING), NOW + 5)
    append_command(database, done, NOW + 6)
    assert commands(database) == [done, KILL]
    rows = database.execute(
        "SELECT command, at_ms, status FROM command_transition ORDER BY number"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        (4, NOW + 1, "recorded"),
        (3, NOW, "recorded"),
        (3, NOW + 5, "sending"),
        (3, NOW + 6, "done"),
    ]


def test_a_number_is_given_once(database: sqlite3.Connection) -> None:
    insert_command(database, CANCEL)
    with pytest.raises(sqlite3.IntegrityError):
        insert_command(database, replace(CANCEL, order_id="o2"))
    assert commands(database) == [CANCEL]
    assert is_whole(database)


def test_what_a_crash_left_is_settled_all_at_once(database: sqlite3.Connection) -> None:
    intent = sol_intent(7, IntentStatus.RECORDED)
    insert(database, [intent])
    insert_command(database, CANCEL)
    lost = replace(intent, status=IntentStatus.UNKNOWN)
    gone = replace(CANCEL, status=CommandStatus.UNKNOWN)
    append_all(database, [lost], [gone], NOW + 9)
    assert [one.status for one in intents(database)] == [IntentStatus.UNKNOWN]
    assert commands(database) == [gone]
    for table in ("transition", "command_transition"):
        last = database.execute(
            f"SELECT at_ms FROM {table} ORDER BY number DESC LIMIT 1"  # noqa: S608  # our names
        ).fetchone()
        assert last[0] == NOW + 9


def test_of_what_is_settled_all_is_written_or_nothing(database: sqlite3.Connection) -> None:
    insert_command(database, CANCEL)
    gone = replace(CANCEL, status=CommandStatus.UNKNOWN)
    stranger = replace(CANCEL, number=99, status=CommandStatus.UNKNOWN)
    with pytest.raises(sqlite3.IntegrityError):
        append_all(database, [], [gone, stranger], NOW)
    assert commands(database) == [CANCEL]
    assert is_whole(database)


def test_the_kill_switch_stands_as_it_was_last_put(database: sqlite3.Connection) -> None:
    assert halted_since(database) is None
    write_halt(database, NOW, is_on=True)
    assert halted_since(database) == NOW
    write_halt(database, NOW + 1, is_on=False)
    assert halted_since(database) is None
    write_halt(database, NOW + 2, is_on=True)
    assert halted_since(database) == NOW + 2


def test_something_is_written_after_the_kill_switch(database: sqlite3.Connection) -> None:
    before = database.total_changes
    write_halt(database, NOW, is_on=True)
    assert database.total_changes - before == 3  # the row, its seal, and what shields them
    assert known(database, "newest halt") == NOW


@pytest.mark.parametrize("client_id", [None, 7])
@pytest.mark.parametrize("lasted", [None, 250])
def test_how_long_nothing_covered_is_written_down(
    database: sqlite3.Connection, client_id: int | None, lasted: int | None
) -> None:
    gap = Uncovered("o1", client_id, SYMBOL, ReplacePolicy.CANCEL_FIRST, NOW, lasted)
    write_uncovered(database, gap)
    (row,) = database.execute("SELECT * FROM uncovered").fetchall()
    assert tuple(row)[1:] == ("o1", client_id, SYMBOL, "cancel first", NOW, lasted)


def test_a_number_is_remembered_under_its_name(database: sqlite3.Connection) -> None:
    assert known(database, NEWEST_FILL) is None
    write_known(database, NEWEST_FILL, 5)
    write_known(database, "other", 6)
    write_known(database, NEWEST_FILL, 7)
    assert (known(database, NEWEST_FILL), known(database, "other")) == (7, 6)


def test_every_row_is_sealed(database: sqlite3.Connection) -> None:
    insert_command(database, CANCEL)
    write_halt(database, NOW, is_on=True)
    write_uncovered(database, Uncovered("o1", 7, SYMBOL, ReplacePolicy.PLACE_FIRST, NOW, None))
    assert database.execute("SELECT count(*) FROM seal").fetchone()[0] == 4
    assert is_whole(database)
