"""Disks that take nothing more: full at every size, read-only, or locked by another program."""

import os
import resource
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from tests.fakes.off_loop import inline
from tui.actions.journal import Journal, JournalFailed, open_journal
from tui.actions.journal_file import intents
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity
from tui.domain.position import Side

NOW = 1_750_000_000_000
NOBODY = 65_534
MANY = 40


@dataclass
class Disks:
    """What came of them."""

    results: Counter[str] = field(default_factory=Counter)
    unsafe: list[str] = field(default_factory=list)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Every write beyond `size` bytes of a file fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def without_privileges(folder: Path) -> Iterator[None]:
    """What is done inside is not done by the superuser, whom no mode of a file stops."""
    if os.geteuid() != 0:
        yield
        return
    for entry in (folder, *folder.rglob("*")):
        os.chown(entry, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


async def sends(
    path: Path, spoil: Callable[[Journal], None] = lambda _: None, *, first: int = 1
) -> set[int]:
    """Record and send until the journal refuses; the client ids whose sending was durable.

    They are numbered from `first` on.
    """
    try:
        journal = await open_journal(path, NOW, inline)
    except JournalFailed:
        return set()
    spoil(journal)
    durable = set[int]()
    try:
        for client_id in range(first, first + MANY):
            intent = _intent(client_id)
            await journal.record(intent)
            await journal.move(replace(intent, status=IntentStatus.SENDING), at_ms=NOW)
            durable.add(client_id)
    except JournalFailed:
        assert journal.trouble
    journal._database.close()
    return durable


def _intent(client_id: int) -> Intent:
    ticket = Ticket("SOL_USDC_PERP", Side.ASK, Price(Decimal(160)), Quantity(Decimal(1)))
    return Intent(client_id, ticket, "p1", Price(Decimal(150)), IntentStatus.RECORDED, NOW)


async def _after(path: Path, durable: set[int]) -> str:
    """How the next run, on a sound disk, finds what was sent."""
    try:
        journal = await open_journal(path, NOW, inline)
    except JournalFailed as refused:
        return "refused" if str(refused) else "UNSAFE: refused without a reason"
    told = {one.client_id: one.status for one in intents(journal._database)}
    await journal.close()
    lost = [client_id for client_id in durable if told.get(client_id) is not IntentStatus.UNKNOWN]
    return f"UNSAFE: {lost} of {len(durable)}" if lost else "recovered"


async def spoiled_disks(folder: Path, *, long: bool) -> Disks:
    """Try them all in `folder`."""
    disks = Disks()
    for size in range(0, 600_000, 1_021 if long else 30_011):
        path = folder / f"limit{size}" / "j.db"
        with files_no_larger_than(size):
            durable = await sends(path)
        _count(disks, "full disk", await _after(path, durable))
    for pages in range(8, 60, 1 if long else 7):
        path = folder / f"pages{pages}" / "j.db"
        durable = await sends(path, partial(_page_limit, pages))
        _count(disks, "full database", await _after(path, durable))
    for name in ("file", "folder"):
        _count(disks, f"read-only {name}", await _read_only(name))
    _count(disks, "locked by a writer", await _locked(folder / "writer" / "j.db"))
    _count(disks, "read meanwhile", await _read_meanwhile(folder / "reader" / "j.db"))
    return disks


def _count(disks: Disks, name: str, result: str) -> None:
    disks.results[f"{name} {result.partition(':')[0]}"] += 1
    if result.startswith("UNSAFE"):
        disks.unsafe.append(f"{name}: {result}")


def _page_limit(most: int, journal: Journal) -> None:
    journal._database.execute(f"PRAGMA max_page_count={most}")


async def _read_only(what: str) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "j.db"
        durable = await sends(path)
        with without_privileges(folder):
            _set_modes(path, *((0o700, 0o400) if what == "file" else (0o500, 0o600)))
            while_read_only = await sends(path, first=2 * MANY)
            _set_modes(path, 0o700, 0o600)
        if while_read_only:
            return f"UNSAFE: {while_read_only} written to what cannot be written"
        return await _after(path, durable)


def _set_modes(path: Path, folder: int, file: int) -> None:
    path.parent.chmod(folder)
    path.chmod(file)


async def _locked(path: Path) -> str:
    durable = await sends(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    if await sends(path, first=2 * MANY):
        return "UNSAFE: written while another program had locked it"
    other.close()
    return await _after(path, durable)


async def _read_meanwhile(path: Path) -> str:
    """Somebody looks at it, from before the writes to after the next run has begun."""
    durable = await sends(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM intent").fetchall()
    more = await sends(path, first=2 * MANY)
    result = await _after(path, durable | more)
    other.close()
    return result if more else "UNSAFE: a reader keeps the journal from being written"
