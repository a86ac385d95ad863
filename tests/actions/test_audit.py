"""The audit of a journal that somebody else may hold."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.builders import sol_intent
from tests.fakes.off_loop import inline
from tests.fakes.processes import PATIENCE_SECONDS, line_of, running
from tui.actions.audit import read_audit
from tui.actions.journal import JournalFailed, open_journal
from tui.actions.journal_commands import Uncovered
from tui.actions.journal_file import Sent, connect, insert
from tui.actions.journal_schema import _FIRST
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import IntentStatus
from tui.domain.money import Quantity
from tui.domain.orders.plan import ReplacePolicy

ROOT = Path(__file__).parents[2]
NOW = 1_750_000_000_000
SENT = Sent(NOW, 5_000, "d" * 64)


async def test_it_tells_every_step_while_the_journal_is_held(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    journal = await open_journal(path, NOW, inline)
    intent = replace(sol_intent(7, IntentStatus.RECORDED), recorded_ms=NOW)
    await journal.record(intent)
    await journal.move(replace(intent, status=IntentStatus.SENDING), at_ms=NOW + 1, sent=SENT)
    filled = replace(
        intent, status=IntentStatus.FILLED, order_id="o1", executed=Quantity(Decimal(5))
    )
    await journal.move(filled, at_ms=NOW + 2)
    command = Command(1, CommandKind.CANCEL_ALL, CommandStatus.SENDING, NOW + 5, scope="all")
    await journal.record_command(command)
    await journal.move_command(replace(command, status=CommandStatus.PENDING, left=2), NOW + 6)
    await journal.halt(NOW + 7, is_on=True)
    gap = Uncovered("o1", 8, "SOL_USDC_PERP", ReplacePolicy.CANCEL_FIRST, NOW + 8, 120)
    await journal.uncovered(gap)

    audit = read_audit(path)
    first, second = audit.entries
    assert first.what == filled
    assert [step.status for step in first.steps] == ["recorded", "sending", "filled"]
    assert (first.steps[1].digest, first.steps[1].signed_ms) == ("d" * 64, NOW)
    assert (first.steps[2].order_id, first.steps[2].executed) == ("o1", "5")
    assert [(step.status, step.left) for step in second.steps] == [
        ("sending", None),
        ("pending", 2),
    ]
    assert audit.halts == ((NOW + 7, True),)
    assert audit.uncovered == ((NOW + 8, "o1", "SOL_USDC_PERP", 120),)
    assert read_audit(path, NOW + 1).entries == (second,)
    await journal.close()


WRITES = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from tests.builders import sol_intent
from tui.actions.journal import open_journal
from tui.domain.intent import IntentStatus

async def write():
    journal = await open_journal(Path(sys.argv[1]), 1)
    for number, _ in enumerate(sys.stdin, 1):
        await journal.record(replace(sol_intent(number, IntentStatus.RECORDED), recorded_ms=number))
        print(number, flush=True)

asyncio.run(write())
"""


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that writes one intent into `j.sqlite` for each line it is given."""
    with running(
        [sys.executable, "-c", WRITES, str(tmp_path / "j.sqlite")],
        env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process


def recorded(writer: subprocess.Popen[str]) -> int:
    """Have one more intent written; how many are on the disk then."""
    assert writer.stdin is not None
    writer.stdin.write("\n")
    writer.stdin.flush()
    return int(line_of(writer))


def test_beside_a_process_that_writes_every_write_is_seen_and_none_is_hindered(
    tmp_path: Path, writer: subprocess.Popen[str]
) -> None:
    for expected in range(1, 31):
        assert recorded(writer) == expected
        assert len(read_audit(tmp_path / "j.sqlite").entries) == expected


def test_after_a_kill_all_that_was_committed_is_read_and_the_next_writer_goes_on(
    tmp_path: Path, writer: subprocess.Popen[str]
) -> None:
    assert [recorded(writer) for _ in range(3)] == [1, 2, 3]
    writer.kill()
    writer.wait(PATIENCE_SECONDS)
    path = tmp_path / "j.sqlite"
    assert len(read_audit(path).entries) == 3
    database = connect(path)
    insert(database, [replace(sol_intent(9, IntentStatus.RECORDED), recorded_ms=9)])
    assert len(read_audit(path).entries) == 4
    database.close()


async def test_reading_neither_makes_nor_changes_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    await (await open_journal(path, NOW, inline)).close()
    before = path.read_bytes()
    read_audit(path)
    assert path.read_bytes() == before


def test_a_journal_of_the_first_version_is_read_without_being_renewed(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        for statement in _FIRST.split(";"):
            old.execute(statement)
        old.execute("PRAGMA user_version=1")
    assert read_audit(path).entries == ()
    with closing(sqlite3.connect(path)) as old:
        assert old.execute("PRAGMA user_version").fetchone()[0] == 1


async def test_it_can_be_narrowed_to_one_market(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    journal = await open_journal(path, NOW, inline)
    await journal.record(sol_intent(7, IntentStatus.RECORDED))
    everywhere = Command(1, CommandKind.KILL, CommandStatus.SENDING, NOW, scope="all")
    await journal.record_command(everywhere)
    await journal.close()
    audit = read_audit(path)
    assert audit.of("SOL_USDC_PERP").entries == audit.entries
    assert [entry.what for entry in audit.of("ETH_USDC_PERP").entries] == [everywhere]


def test_no_journal_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(JournalFailed, match=r"no journal .*j\.sqlite"):
        read_audit(tmp_path / "j.sqlite")


def test_a_damaged_one_is_an_error_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    path.write_bytes(b"no database" * 999)
    with pytest.raises(JournalFailed, match="cannot be read"):
        read_audit(path)
