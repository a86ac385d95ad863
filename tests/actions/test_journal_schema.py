"""An older journal becomes a newer one with nothing lost, or stays what it is."""

import sqlite3
from pathlib import Path

import pytest

from tests.fakes.off_loop import inline
from tui.actions import journal_schema
from tui.actions.journal import open_journal
from tui.actions.journal_schema import VERSION, bring_up_to_date
from tui.domain.intent import IntentKind, IntentStatus, TimeInForce
from tui.domain.order import OrderType

NOW = 1_750_000_000_000


def first_version(path: Path) -> None:
    """A journal as version 1 wrote it, with one order that may be on its way."""
    database = sqlite3.connect(path)
    for statement in journal_schema._FIRST.split(";"):
        database.execute(statement)
    database.execute(
        "INSERT INTO intent VALUES (7,'SOL_USDC_PERP','Ask','160.50','4.10',1,'GTC','p1','150',?)",
        (NOW,),
    )
    database.execute(
        "INSERT INTO transition (client_id, at_ms, status) VALUES (7, ?, 'sending')", (NOW,)
    )
    database.execute("PRAGMA user_version=1")
    database.commit()
    database.close()


async def test_an_order_of_the_first_version_is_recovered_by_the_second(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    first_version(path)
    journal = await open_journal(path, NOW, inline)
    (found,) = journal.recovered
    assert (found.client_id, found.status) == (7, IntentStatus.UNKNOWN)
    assert (found.kind, found.replaces, found.batch) == (IntentKind.TAKE_PROFIT, None, None)
    ticket = found.ticket
    assert (ticket.time_in_force, ticket.order_type) == (TimeInForce.GTC, OrderType.LIMIT)
    assert (ticket.post_only, ticket.reduce_only) == (False, True)
    assert journal.is_used(7)
    assert journal.halted_since is None
    await journal.close()


def columns(path: Path) -> tuple[int, set[str]]:
    database = sqlite3.connect(path)
    version = database.execute("PRAGMA user_version").fetchone()[0]
    names = {row[1] for row in database.execute("PRAGMA table_info(intent)")}
    database.close()
    return version, names


def test_a_migration_that_breaks_off_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j.sqlite"
    first_version(path)
    before = columns(path)
    broken = {**journal_schema._STEPS, 1: journal_schema._SECOND + ";NO SUCH STATEMENT"}
    monkeypatch.setattr(journal_schema, "_STEPS", broken)
    database = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        bring_up_to_date(database)
    database.close()
    assert columns(path) == before


def test_a_new_file_is_of_the_newest_version(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "j.sqlite", isolation_level=None)
    bring_up_to_date(database)
    bring_up_to_date(database)
    assert database.execute("PRAGMA user_version").fetchone()[0] == VERSION
    database.close()
