"""The short form of the journal's row, and that it can tell what is unsafe."""

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.proof import journal as row
from tests.proof.spoiled_disks import files_no_larger_than, sends, spoiled_disks
from tui.domain.command import Command, CommandStatus
from tui.domain.intent import Intent, IntentStatus
from tui.domain.money import Price


async def test_fault_l07_l08_no_cut_and_no_flipped_bit_makes_it_forget_what_was_sent(
    tmp_path: Path,
) -> None:
    results, unsafe = await row.counted(tmp_path, long=False)
    assert unsafe == []
    assert results["cuts recovered"] > 100
    assert results["flips refused"] > 100


async def test_fault_l06_no_full_read_only_or_held_disk_makes_it_forget_what_was_sent(
    tmp_path: Path,
) -> None:
    disks = await spoiled_disks(tmp_path, long=False)
    assert disks.unsafe == []
    assert disks.results["full disk recovered"] >= 9
    assert disks.results["locked by a writer recovered"] == 1
    assert disks.results["read meanwhile recovered"] == 1


async def test_the_full_disk_is_full(tmp_path: Path) -> None:
    with files_no_larger_than(250_000):
        durable = await sends(tmp_path / "j.db")
    assert 1 < len(durable) < 30


async def test_a_life_ends_as_it_is_told_to(tmp_path: Path) -> None:
    for end in row.ENDS:
        (tmp_path / end).mkdir()
        life = await row.lived(tmp_path / end, end)
        before = life.durable_at(len(life.log) - 1)
        assert life.durable.intents[7].status is IntentStatus.SENDING
        assert life.durable.commands[3].status is CommandStatus.SENDING
        assert life.durable.halted
        assert before != life.durable
        assert before.halted == (end != "halt")


SENDING = replace(row.intent(7), status=IntentStatus.SENDING)
UNSENT = replace(row.intent(7), status=IntentStatus.NOT_SENT)
OTHER = replace(row.intent(7), ticket=replace(row.intent(7).ticket, price=Price(Decimal(1))))
CANCEL = row.command(2)


@pytest.mark.parametrize(
    ("told", "durable", "words"),
    [
        ([replace(SENDING, status=IntentStatus.UNKNOWN)], [SENDING], None),
        ([], [SENDING], "7 is forgotten, it was sending"),
        ([UNSENT], [SENDING], "7 is not sent, it was sending"),
        ([UNSENT], [row.intent(7)], None),
        ([OTHER], [], "7 has terms that nobody gave it"),
        ([], [row.intent(7)], None),
    ],
)
def test_what_is_unsafe_of_orders_is_recognised(
    told: list[Intent], durable: list[Intent], words: str | None
) -> None:
    by_id = [{one.client_id: one for one in each} for each in (told, durable)]
    assert row.lie(row.Word(by_id[0]), row.Word(by_id[1])) == words


@pytest.mark.parametrize(
    ("told", "durable", "words"),
    [
        ([], [CANCEL], None),
        ([], [replace(CANCEL, status=CommandStatus.DONE)], "command 2 is forgotten, it was done"),
        (
            [replace(CANCEL, status=CommandStatus.NOT_SENT)],
            [replace(CANCEL, status=CommandStatus.SENDING)],
            "command 2 is not sent, it was sending",
        ),
        ([replace(CANCEL, order_id="x")], [], "command 2 is about what nobody named"),
    ],
)
def test_what_is_unsafe_of_commands_is_recognised(
    told: list[Command], durable: list[Command], words: str | None
) -> None:
    by_id = [{one.number: one for one in each} for each in (told, durable)]
    assert row.lie(row.Word({}, by_id[0]), row.Word({}, by_id[1])) == words


def test_a_kill_switch_that_is_off_after_it_was_put_on_is_unsafe() -> None:
    assert row.lie(row.Word(), row.Word(halted=True)) == "the kill switch is off, it was put on"
    assert row.lie(row.Word(halted=True), row.Word()) is None


async def test_a_forgetful_file_is_called_unsafe(tmp_path: Path) -> None:
    life = await row.lived(tmp_path)
    sqlite3.connect(tmp_path / "empty.db").close()
    result = await row.opened_twice(tmp_path / "empty.db", replace(life.durable, halted=False))
    assert result == "UNSAFE: 1 is forgotten, it was filled"
