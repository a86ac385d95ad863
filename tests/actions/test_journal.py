"""The journal: durable before the next step, private, honest when it fails, right after a crash."""

import asyncio
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.fakes.clock import settle
from tests.fakes.off_loop import inline
from tui.actions import journal_file
from tui.actions.journal import (
    Journal,
    JournalFailed,
    OneThread,
    failed_journal,
    fingerprint,
    open_journal,
)
from tui.actions.journal_commands import commands
from tui.actions.journal_file import Sent, connect, free_bytes
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import Intent, IntentKind, IntentStatus, Ticket, TimeInForce
from tui.domain.money import Price, Quantity
from tui.domain.order import OrderType
from tui.domain.position import Side

NOW = 1_750_000_000_000
DAY = 24 * 3_600_000
SENT = Sent(NOW, 5_000, "d" * 64)


def intent(client_id: int = 7, status: IntentStatus = IntentStatus.RECORDED) -> Intent:
    ticket = Ticket("SOL_USDC_PERP", Side.ASK, Price(Decimal("160.50")), Quantity(Decimal("4.10")))
    return Intent(client_id, ticket, "p1", Price(Decimal("150.123")), status, NOW)


async def opened(path: Path | None, now: int = NOW) -> Journal:
    return await open_journal(path, now, inline)


async def after(path: Path, *moved: Intent, now: int = NOW) -> tuple[Intent, ...]:
    """What the next run finds once `moved` was written one after the other."""
    journal = await opened(path)
    await journal.record(intent())
    for one in moved:
        await journal.move(one, at_ms=NOW)
    await journal.close()
    again = await opened(path, now)
    await again.close()
    return again.recovered


async def test_an_intent_comes_back_with_the_very_text_of_its_terms(tmp_path: Path) -> None:
    resting = replace(
        intent(), status=IntentStatus.RESTING, order_id="o1", executed=Quantity(Decimal("0.10"))
    )
    (found,) = await after(tmp_path / "j.db", resting)
    assert found == resting
    assert str(found.ticket.price) == "160.50"
    assert str(found.executed) == "0.10"


async def test_everything_that_an_intent_says_comes_back(tmp_path: Path) -> None:
    plain = intent(status=IntentStatus.RESTING)
    terms = replace(plain.ticket, reduce_only=False, post_only=True, time_in_force=TimeInForce.GTC)
    rich = replace(plain, ticket=terms, kind=IntentKind.REPLACE, replaces="o9", batch="7")
    poor = replace(
        rich,
        client_id=8,
        ticket=replace(terms, order_type=OrderType.MARKET, post_only=False, reduce_only=True),
        position_id=None,
        replaces=None,
        batch=None,
    )
    journal = await opened(tmp_path / "j.db")
    await journal.record(rich, poor)
    await journal.close()
    again = await opened(tmp_path / "j.db")
    await again.close()
    assert again.recovered == (rich, poor)


async def test_recorded_but_not_sending_was_not_sent(tmp_path: Path) -> None:
    (found,) = await after(tmp_path / "j.db")
    assert found.status is IntentStatus.NOT_SENT
    assert found.reason == "the program ended before it was sent"


async def test_sending_may_have_been_sent(tmp_path: Path) -> None:
    (found,) = await after(tmp_path / "j.db", intent(status=IntentStatus.SENDING))
    assert found.status is IntentStatus.UNKNOWN
    assert found.reason == "the program ended while it was being sent"


async def test_recovery_is_written_and_finds_the_same_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    first = await after(path, intent(status=IntentStatus.SENDING))
    again = await opened(path)
    assert again.recovered == first
    await again.close()


@pytest.mark.parametrize(
    ("status", "now", "kept"),
    [
        (IntentStatus.UNKNOWN, NOW + 9 * DAY, True),
        (IntentStatus.RESTING, NOW + 9 * DAY, True),
        (IntentStatus.PARTLY_FILLED, NOW + 9 * DAY, True),
        (IntentStatus.MISMATCH, NOW + 9 * DAY, True),
        (IntentStatus.ABSENT, NOW + DAY - 1, True),
        (IntentStatus.ABSENT, NOW + DAY, False),
        (IntentStatus.REJECTED, NOW + DAY, False),
        (IntentStatus.FILLED, NOW, False),
        (IntentStatus.CANCELLED, NOW, False),
        (IntentStatus.EXPIRED, NOW, False),
    ],
)
async def test_what_still_matters_is_kept_in_sight(
    tmp_path: Path, status: IntentStatus, now: int, kept: bool
) -> None:
    found = await after(tmp_path / "j.db", intent(status=status), now=now)
    assert bool(found) is kept


async def test_a_client_id_stays_used_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    await after(path, intent(status=IntentStatus.FILLED))
    journal = await opened(path)
    assert journal.is_used(7)
    assert not journal.is_used(8)
    await journal.close()


async def test_one_client_id_cannot_be_recorded_twice() -> None:
    journal = await opened(None)
    await journal.record(intent())
    with pytest.raises(JournalFailed):
        await journal.record(intent())
    await journal.close()


async def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "j.db"
    journal = await opened(path)
    await journal.record(intent())
    modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in path.parent.iterdir()}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}
    await journal.close()


async def test_a_file_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    path.touch(mode=0o644)
    await (await opened(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_link_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.db"
    target.touch()
    (tmp_path / "j.db").symlink_to(target)
    with pytest.raises(JournalFailed):
        await opened(tmp_path / "j.db")


async def test_a_journal_that_another_program_has_locked_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.actions.journal_file._PATIENCE", 0)
    await (await opened(tmp_path / "j.db")).close()
    with closing(sqlite3.connect(tmp_path / "j.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalFailed, match="another program has locked"):
            await opened(tmp_path / "j.db")
    await (await opened(tmp_path / "j.db")).close()


def _full_disk(database: sqlite3.Connection) -> None:
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count={pages}")


def _read_only_disk(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA query_only=ON")


async def _record_many(journal: Journal) -> None:
    for client_id in range(1, 500):
        await journal.record(intent(client_id))


@pytest.mark.parametrize("spoil", [_full_disk, _read_only_disk])
async def test_fault_l06_a_disk_that_takes_nothing_fails_aloud_and_stays_failed(
    tmp_path: Path, spoil: Callable[[sqlite3.Connection], None]
) -> None:
    journal = await opened(tmp_path / "j.db")
    spoil(journal._database)
    with pytest.raises(JournalFailed):
        await _record_many(journal)
    assert journal.trouble is not None
    with pytest.raises(JournalFailed):
        await journal.move(intent(), at_ms=NOW)
    await journal.close()


async def test_fault_l07_a_torn_last_write_leaves_open_whether_it_was_finished(
    tmp_path: Path,
) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    await journal.record(intent())
    log = tmp_path / "j.db-wal"
    before = log.stat().st_size
    await journal.move(intent(status=IntentStatus.SENDING), at_ms=NOW, sent=SENT)
    whole = log.read_bytes()
    for length in [*range(before, len(whole), 97), len(whole)]:
        torn = tmp_path / f"torn{length}"
        torn.mkdir()
        shutil.copy(path, torn / "j.db")
        (torn / "j.db-wal").write_bytes(whole[:length])
        again = await opened(torn / "j.db")
        unsent = IntentStatus.NOT_SENT if length == before else IntentStatus.UNKNOWN
        assert again.recovered[0].status is unsent
        await again.close()
    await journal.close()


async def test_fault_l08_a_damaged_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    await after(path)
    path.write_bytes(b"not a database at all" * 400)
    with pytest.raises(JournalFailed, match="move it aside"):
        await opened(path)


async def test_fault_l16_a_journal_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    await after(path)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(JournalFailed, match="version 99"):
        await opened(path)


async def test_a_path_that_cannot_be_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalFailed, match=r"file/j\.db"):
        await opened(tmp_path / "file" / "j.db")


async def test_what_was_sent_is_kept_without_its_signature(tmp_path: Path) -> None:
    journal = await opened(tmp_path / "j.db")
    await journal.record(intent())
    await journal.move(intent(status=IntentStatus.SENDING), at_ms=NOW, sent=SENT)
    row = journal._database.execute(
        "SELECT signed_ms, window_ms, digest FROM transition WHERE status = 'sending'"
    ).fetchone()
    assert tuple(row) == (NOW, 5_000, "d" * 64)
    columns = {
        column[1]
        for table in ("intent", "transition")
        for column in journal._database.execute(f"PRAGMA table_info({table})")
    }
    assert not any("sign" in name and name != "signed_ms" for name in columns)
    assert not any("key" in name or "secret" in name for name in columns)
    await journal.close()


async def test_every_write_is_flushed_to_the_disk(tmp_path: Path) -> None:
    journal = await opened(tmp_path / "j.db")
    answers = {
        name: journal._database.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "journal_mode", "locking_mode")
    }
    assert answers == {"synchronous": 2, "journal_mode": "wal", "locking_mode": "normal"}
    await journal.close()


async def test_writes_in_the_thread_keep_their_order(tmp_path: Path) -> None:
    journal = await open_journal(tmp_path / "j.db", NOW, OneThread())
    await journal.record(intent())
    await journal.move(intent(status=IntentStatus.SENDING), at_ms=NOW, sent=SENT)
    rows = journal._database.execute("SELECT status FROM transition ORDER BY number").fetchall()
    assert [row[0] for row in rows] == ["recorded", "sending"]
    await journal.close()
    with pytest.raises(JournalFailed):
        await journal.record(intent(8))


async def test_a_write_that_waits_its_turn_is_done_though_its_caller_is_cancelled() -> None:
    thread, gate, done = OneThread(), threading.Event(), list[str]()
    holding = asyncio.create_task(thread(gate.wait))
    writing = asyncio.create_task(thread(lambda: done.append("written")))
    await settle()
    writing.cancel()
    await settle()
    gate.set()
    await holding
    await thread(lambda: None)
    assert writing.cancelled()
    assert done == ["written"]


async def test_closing_ends_the_thread_of_the_writes() -> None:
    before = set(threading.enumerate())
    journal = await open_journal(None, NOW)
    (writer,) = {
        thread for thread in threading.enumerate() if thread.name.startswith("journal")
    } - before
    await journal.close()
    assert not writer.is_alive()


async def test_without_a_journal_nothing_can_be_recorded() -> None:
    journal = failed_journal("the disk is full")
    with pytest.raises(JournalFailed, match="the disk is full"):
        await journal.record(intent())
    await journal.close()


def test_the_name_of_an_account_does_not_give_its_key_away() -> None:
    name = fingerprint("DAoVqKAE5cNU5Q4lGGdLXQ==")
    assert len(name) == 16
    assert name == fingerprint("DAoVqKAE5cNU5Q4lGGdLXQ==")
    assert "DAoV" not in name


def command(number: int = 1, status: CommandStatus = CommandStatus.RECORDED) -> Command:
    return Command(number, CommandKind.CANCEL, status, NOW, "SOL_USDC_PERP", "o1")


@pytest.mark.parametrize(
    ("left", "found"),
    [
        (CommandStatus.RECORDED, []),
        (
            CommandStatus.SENDING,
            [(CommandStatus.UNKNOWN, "the program ended while it was being sent")],
        ),
        (CommandStatus.UNKNOWN, [(CommandStatus.UNKNOWN, None)]),
        (CommandStatus.DONE, []),
    ],
)
async def test_a_command_that_a_crash_cut_off_is_settled_as_an_order_is(
    tmp_path: Path, left: CommandStatus, found: list[tuple[CommandStatus, str | None]]
) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    await journal.record_command(command())
    if left is not CommandStatus.RECORDED:
        await journal.move_command(command(status=left), NOW + 1)
    await journal.close()
    for now in (NOW + 2, NOW + 3):  # what recovery wrote is what the next run finds
        again = await opened(path, now)
        await again.close()
        assert [(one.status, one.reason) for one in again.commands] == found
    if left is CommandStatus.RECORDED:
        with closing(connect(path)) as database:
            (found_now,) = commands(database)
        assert found_now.status is CommandStatus.NOT_SENT
        assert found_now.reason == "the program ended before it was sent"


async def test_what_recovery_settles_is_written_once_and_nothing_else_is(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    await journal.record(intent(1), intent(2, IntentStatus.RESTING))
    await journal.record_command(command())
    await journal.close()
    for _ in range(2):
        again = await opened(path, NOW + 5)
        await again.close()
    with closing(connect(path)) as database:
        moves = database.execute("SELECT client_id, at_ms, status FROM transition ORDER BY number")
        assert [tuple(row) for row in moves] == [
            (1, NOW, "recorded"),
            (2, NOW, "resting"),
            (1, NOW + 5, "not sent"),
        ]
        ends = database.execute("SELECT at_ms, status FROM command_transition ORDER BY number")
        assert [tuple(row) for row in ends] == [(NOW, "recorded"), (NOW + 5, "not sent")]


async def test_a_torn_end_leaves_open_whether_a_command_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    await journal.record_command(command())
    torn = tmp_path / "torn.db"
    shutil.copy(path, torn)
    log = (tmp_path / "j.db-wal").read_bytes()
    (tmp_path / "torn.db-wal").write_bytes(log + log[32:200])
    again = await opened(torn)
    (found,) = again.commands
    assert (found.status, found.reason) == (
        CommandStatus.UNKNOWN,
        "the journal ends torn, it may have been sent",
    )
    await again.close()
    await journal.close()


async def test_commands_are_numbered_from_one_and_on_from_the_last_run(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    assert [journal.next_command(), journal.next_command()] == [1, 2]
    await journal.record_command(command(5))
    await journal.close()
    again = await opened(path)
    await again.close()
    assert again.next_command() == 6


async def test_the_time_of_the_newest_fill_is_kept_and_never_goes_back(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    assert [journal.newest_fill_ms] == [None]
    for time_ms in (NOW, NOW + 7, NOW + 3):
        await journal.saw_fill(time_ms)
    assert journal.newest_fill_ms == NOW + 7
    await journal.close()
    again = await opened(path)
    await again.close()
    assert again.newest_fill_ms == NOW + 7


async def test_the_kill_switch_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    assert [journal.halted_since] == [None]
    await journal.halt(NOW + 1, is_on=True)
    assert journal.halted_since == NOW + 1
    await journal.close()
    again = await opened(path)
    assert again.halted_since == NOW + 1
    await again.halt(NOW + 2, is_on=False)
    assert [again.halted_since] == [None]
    await again.close()


async def test_the_room_on_the_disk_is_known_from_the_start_and_after_every_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter(range(900, 0, -100))
    disks = SimpleNamespace(disk_usage=lambda _: SimpleNamespace(free=next(left)))
    monkeypatch.setattr(journal_file, "shutil", disks)
    journal = await opened(tmp_path / "j.db")
    assert journal.room == 900
    await journal.record(intent())
    assert journal.room == 800
    await journal.close()


async def test_in_memory_there_is_no_room_to_speak_of(tmp_path: Path) -> None:
    journal = await opened(None)
    await journal.record(intent())
    assert journal.room is None
    await journal.close()
    with closing(connect(tmp_path / "j.db")) as database:
        assert free_bytes(database) == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.1)


@pytest.mark.parametrize(("age", "counts"), [(59_999, True), (60_000, False)])
async def test_what_was_sent_within_the_last_minute_counts(
    tmp_path: Path, age: int, counts: bool
) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    await journal.record(intent())
    await journal.move(intent(status=IntentStatus.SENDING), at_ms=NOW, sent=SENT)
    await journal.close()
    again = await opened(path, NOW + age)
    await again.close()
    assert again.recently_sent == ((NOW,) if counts else ())


async def test_what_cannot_be_written_is_told_in_the_words_it_is_remembered_by(
    tmp_path: Path,
) -> None:
    journal = await opened(tmp_path / "j.db")
    await journal.close()
    with pytest.raises(JournalFailed, match=r"^the journal is closed$"):
        await journal.record(intent())
    journal = failed_journal("no disk")
    await journal.close()
    with pytest.raises(JournalFailed, match=r"^no disk$"):
        await journal.record(intent())
    journal = await opened(tmp_path / "j.db")
    await journal.record(intent())
    with pytest.raises(JournalFailed) as failed:
        await journal.record(intent())
    assert str(failed.value) == journal.trouble
    assert "UNIQUE" in str(journal.trouble)
    await journal.close()


async def test_a_log_that_cannot_be_read_is_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    journal = await opened(path)
    await journal.record(intent())
    broken = tmp_path / "broken.db"
    shutil.copy(path, broken)
    log = bytearray((tmp_path / "j.db-wal").read_bytes())
    log[60] ^= 1  # within the first frame, so that what follows it cannot be trusted
    (tmp_path / "broken.db-wal").write_bytes(log)
    await journal.close()
    with pytest.raises(JournalFailed, match=r"broken\.db is damaged; move it aside"):
        await opened(broken)


def test_the_database_keeps_what_it_is_told_as_hard_as_it_can(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with closing(connect(folder / "j.db")) as database:

        def setting(name: str) -> object:
            return database.execute(f"PRAGMA {name}").fetchone()[0]

        assert setting("journal_mode") == "wal"
        full, on = 2, 1
        assert setting("synchronous") == full
        assert [setting(name) for name in ("fullfsync", "checkpoint_fullfsync")] == [on, on]
        assert setting("foreign_keys") == on
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
