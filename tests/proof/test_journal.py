"""The short form of the journal's row, and that it can tell what is unsafe."""

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.proof import journal as row
from tests.proof.spoiled_disks import files_no_larger_than, sends, spoiled_disks
from tui.domain.intent import IntentStatus
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
    assert disks.results["held by a writer recovered"] == 1


async def test_the_full_disk_is_full(tmp_path: Path) -> None:
    with files_no_larger_than(120_000):
        durable = await sends(tmp_path / "j.db")
    assert 1 < len(durable) < 30


async def test_a_life_ends_with_an_order_on_its_way(tmp_path: Path) -> None:
    life = await row.lived(tmp_path)
    assert life.fates[7].status is IntentStatus.SENDING
    assert life.durable_at(len(life.log) - 1)[7].status is IntentStatus.RECORDED
    assert len(life.moments) == 1 + sum(len(words.split()) for _, words in row.SECOND_RUN)


def test_what_is_unsafe_is_recognised() -> None:
    sending = {7: replace(row.intent(7), status=IntentStatus.SENDING)}
    unsent = {7: replace(row.intent(7), status=IntentStatus.NOT_SENT)}
    other = replace(row.intent(7), ticket=replace(row.intent(7).ticket, price=Price(Decimal(1))))
    assert row.lie({7: replace(row.intent(7), status=IntentStatus.UNKNOWN)}, sending) is None
    assert row.lie({}, sending) == "7 is forgotten, it was sending"
    assert row.lie(unsent, sending) == "7 is not sent, it was sending"
    assert row.lie(unsent, {7: row.intent(7)}) is None
    assert row.lie({7: other}, {}) == "7 has terms that nobody gave it"
    assert row.lie({}, {7: row.intent(7)}) is None


async def test_a_forgetful_file_is_called_unsafe(tmp_path: Path) -> None:
    life = await row.lived(tmp_path)
    sqlite3.connect(tmp_path / "empty.db").close()
    result = await row.opened_twice(tmp_path / "empty.db", life.fates)
    assert result == "UNSAFE: 1 is forgotten, it was filled"
