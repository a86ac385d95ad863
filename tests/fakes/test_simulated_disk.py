"""Writes in order, writes that fail, and writes that a death cuts off."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from tests.fakes.simulated_disk import SimulatedDisk, salvage
from tests.fakes.virtual_loop import VirtualLoop, run


def test_work_is_done_in_the_order_it_was_asked_for_and_takes_its_time() -> None:
    async def main(loop: VirtualLoop) -> tuple[list[int], float]:
        disk, done = SimulatedDisk(lambda _: True, lambda: 2.0), list[int]()
        began = loop.time()
        await asyncio.gather(*(disk(lambda n=n: done.append(n)) for n in range(3)))  # type: ignore[misc]  # n is bound here
        return done, loop.time() - began

    assert run(main) == ([0, 1, 2], 6.0)


def test_work_is_done_although_whoever_asked_has_gone() -> None:
    async def main(loop: VirtualLoop) -> list[str]:
        disk, done = SimulatedDisk(lambda _: True, lambda: 1.0), list[str]()
        asked = asyncio.ensure_future(disk(lambda: done.append("written")))
        loop.call_later(0.5, asked.cancel)
        await asyncio.wait({asked})
        await disk(lambda: None)
        return done

    assert run(main) == ["written"]


def test_a_full_disk_fails_as_sqlite_does() -> None:
    async def main(_loop: VirtualLoop) -> None:
        disk = SimulatedDisk(lambda _: True, lambda: 1.0)
        disk.is_full = True
        await disk(lambda: None)

    with pytest.raises(sqlite3.OperationalError, match="full"):
        run(main)


@pytest.mark.parametrize(("seam", "written"), [("before a write", []), ("after a write", ["x"])])
def test_nobody_hears_of_a_write_that_a_death_cut_off(seam: str, written: list[str]) -> None:
    async def main(loop: VirtualLoop) -> tuple[list[str], bool]:
        done = list[str]()
        disk = SimulatedDisk(lambda where: where != seam, lambda: 1.0)
        asked = asyncio.ensure_future(disk(lambda: done.append("x")))
        alarm = loop.create_future()
        loop.call_later(60.0, alarm.set_result, None)
        await alarm
        heard = asked.done()
        asked.cancel()
        return done, heard

    assert run(main) == (written, False)


def test_what_is_salvaged_is_what_was_committed(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.sqlite", tmp_path / "b.sqlite"
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE t (n)")
    database.execute("INSERT INTO t VALUES (1)")
    database.execute("BEGIN")
    database.execute("INSERT INTO t VALUES (2)")
    salvage(path, copy)
    database.close()
    other = sqlite3.connect(copy)
    assert other.execute("SELECT n FROM t").fetchall() == [(1,)]
    other.close()
