"""Commands, the kill switch and what else is remembered: what was written is what is read."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.actions.journal_commands import (
    NEWEST_FILL,
    Uncovered,
    append_command,
    commands,
    halted_since,
    insert_command,
    known,
    write_halt,
    write_known,
    write_uncovered,
)
from tui.actions.journal_file import connect
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.orders.plan import ReplacePolicy

AT = 1_750_000_000_000
CANCEL = Command(1, CommandKind.CANCEL, CommandStatus.SENDING, AT, symbol="SOL", order_id="77")


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    opened = connect(None)
    yield opened
    opened.close()


text = st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
command = st.builds(
    Command,
    number=st.integers(1, 2**62),
    kind=st.sampled_from(CommandKind),
    status=st.sampled_from(CommandStatus),
    recorded_ms=st.integers(0, 2**53),
    symbol=text,
    order_id=text,
    scope=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    reason=text,
    left=st.none() | st.integers(0, 1_000),
)


@given(st.lists(command, max_size=6, unique_by=lambda one: one.number))
def test_every_command_is_read_as_it_was_written_oldest_first(told: list[Command]) -> None:
    database = connect(None)
    for one in told:
        insert_command(database, one)
    assert commands(database) == sorted(told, key=lambda one: one.number)
    database.close()


def test_a_command_is_read_as_its_newest_row_has_it_and_no_row_is_lost(
    database: sqlite3.Connection,
) -> None:
    other = replace(CANCEL, number=2, order_id="78")
    insert_command(database, CANCEL)
    insert_command(database, other)
    pending = replace(CANCEL, status=CommandStatus.PENDING, left=1)
    done = replace(CANCEL, status=CommandStatus.DONE, reason="gone", left=0)
    append_command(database, pending, AT + 5)
    # Our clock may step back between two writes; what was written last is what counts.
    append_command(database, done, AT - 5)
    assert commands(database) == [done, other]
    rows = database.execute(
        "SELECT at_ms, status, reason, left FROM command_transition WHERE command = 1"
        " ORDER BY number"
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        (AT, "sending", None, None),
        (AT + 5, "pending", None, 1),
        (AT - 5, "done", "gone", 0),
    ]


def test_a_number_is_given_once_and_a_refused_write_leaves_nothing_half_done(
    database: sqlite3.Connection,
) -> None:
    insert_command(database, CANCEL)
    with pytest.raises(sqlite3.IntegrityError):
        insert_command(database, replace(CANCEL, status=CommandStatus.DONE))
    assert commands(database) == [CANCEL]
    assert not database.in_transaction


def test_what_became_of_a_command_nobody_wrote_down_is_refused(
    database: sqlite3.Connection,
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        append_command(database, CANCEL, AT)
    assert not database.in_transaction


def test_the_kill_switch_is_as_it_was_last_put(database: sqlite3.Connection) -> None:
    assert halted_since(database) is None
    write_halt(database, AT, is_on=True)
    assert halted_since(database) == AT
    write_halt(database, AT + 1, is_on=False)
    assert halted_since(database) is None
    # Written last, though our clock was set back since.
    write_halt(database, AT - 9, is_on=True)
    assert halted_since(database) == AT - 9


def test_what_is_written_is_there_for_whoever_opens_the_file_next(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    writer = connect(path)
    insert_command(writer, CANCEL)
    append_command(writer, replace(CANCEL, status=CommandStatus.GONE), AT)
    write_halt(writer, AT, is_on=True)
    write_known(writer, NEWEST_FILL, 7)
    # Read beside the writer, which has not closed: each write is committed when it returns.
    reader = connect(path)
    assert [one.status for one in commands(reader)] == [CommandStatus.GONE]
    assert halted_since(reader) == AT
    assert known(reader, NEWEST_FILL) == 7
    reader.close()
    writer.close()


@pytest.mark.parametrize("policy", ReplacePolicy)
@pytest.mark.parametrize("lasted_ms", [0, 340, None])
@pytest.mark.parametrize("client_id", [9, None])
def test_a_gap_is_written_down_in_full(
    database: sqlite3.Connection,
    policy: ReplacePolicy,
    lasted_ms: int | None,
    client_id: int | None,
) -> None:
    write_uncovered(database, Uncovered("77", client_id, "SOL", policy, AT, lasted_ms))
    (row,) = database.execute(
        "SELECT order_id, client_id, symbol, policy, from_ms, lasted_ms FROM uncovered"
    ).fetchall()
    assert tuple(row) == ("77", client_id, "SOL", policy.value, AT, lasted_ms)


def test_a_number_is_remembered_under_its_name_and_only_the_newest(
    database: sqlite3.Connection,
) -> None:
    assert known(database, NEWEST_FILL) is None
    write_known(database, NEWEST_FILL, 5)
    write_known(database, "another", 6)
    write_known(database, NEWEST_FILL, 3)
    assert (known(database, NEWEST_FILL), known(database, "another")) == (3, 6)
