"""How the log ends, judged from its bytes; SQLite itself writes them."""

import sqlite3
import struct
from pathlib import Path

import pytest

from tui.actions.journal_log import _FRAME, LogEnd, _is_more_than_one, _sum, end_of_log

PAGE = 4096 + 24
HEADER = 32


def written(folder: Path, rows: int = 3) -> tuple[Path, bytes]:
    """A database left open with `rows` transactions in its log, and the log."""
    path = folder / "j.db"
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE t (x)")
    for row in range(rows):
        database.execute("INSERT INTO t VALUES (?)", (row,))
    log = (folder / "j.db-wal").read_bytes()
    copy = folder / "copy.db"
    copy.write_bytes(path.read_bytes())
    database.close()
    return copy, log


def end(path: Path, log: bytes) -> LogEnd:
    path.with_name(f"{path.name}-wal").write_bytes(log)
    return end_of_log(path)


def flipped(log: bytes, byte: int) -> bytes:
    return log[:byte] + bytes([log[byte] ^ 1]) + log[byte + 1 :]


def test_without_a_log_it_is_clean(tmp_path: Path) -> None:
    assert end_of_log(tmp_path / "j.db") is LogEnd.CLEAN


def test_a_whole_log_is_clean_and_so_is_one_cut_between_two_transactions(tmp_path: Path) -> None:
    path, log = written(tmp_path)
    assert end(path, log) is LogEnd.CLEAN
    assert end(path, log[:-PAGE]) is LogEnd.CLEAN
    assert end(path, log[:HEADER]) is LogEnd.CLEAN
    assert end(path, b"") is LogEnd.CLEAN


@pytest.mark.parametrize("missing", [1, 100, PAGE - 1])
def test_a_last_transaction_that_is_not_whole_is_torn(tmp_path: Path, missing: int) -> None:
    path, log = written(tmp_path)
    assert end(path, log[:-missing]) is LogEnd.TORN


def test_a_head_that_is_not_whole_is_torn(tmp_path: Path) -> None:
    path, log = written(tmp_path)
    assert end(path, log[: HEADER - 1]) is LogEnd.TORN


def test_a_change_in_the_last_transaction_cannot_be_told_from_a_torn_one(tmp_path: Path) -> None:
    path, log = written(tmp_path)
    for byte in (len(log) - PAGE + offset for offset in (0, 4, 8, 16, 24, 2000)):
        assert end(path, flipped(log, byte)) is LogEnd.TORN


def test_a_change_before_the_last_transaction_is_damage(tmp_path: Path) -> None:
    path, log = written(tmp_path)
    for byte in (len(log) - 3 * PAGE + offset for offset in (0, 4, 8, 16, 24, 2000)):
        assert end(path, flipped(log, byte)) is LogEnd.DAMAGED


@pytest.mark.parametrize("byte", [0, 3, 9, 17, 25])
def test_a_change_of_the_head_is_damage(tmp_path: Path, byte: int) -> None:
    path, log = written(tmp_path)
    assert end(path, flipped(log, byte)) is LogEnd.DAMAGED


def test_a_log_without_its_database_is_damage(tmp_path: Path) -> None:
    path, log = written(tmp_path)
    path.write_bytes(b"")
    assert end(path, log) is LogEnd.DAMAGED
    assert path.with_name("copy.db-wal").read_bytes() == log
    path.unlink()
    assert end(path, log) is LogEnd.DAMAGED


def test_frames_left_over_from_an_earlier_log_are_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE t (x)")
    for row in range(20):
        database.execute("INSERT INTO t VALUES (?)", (row,))
    database.execute("PRAGMA wal_checkpoint(RESTART)")
    database.execute("INSERT INTO t VALUES ('the log begins anew')")
    log = (tmp_path / "j.db-wal").read_bytes()
    assert len(log) > 10 * PAGE
    assert end_of_log(path) is LogEnd.TORN
    database.close()


def rest(*frames: tuple[int, int, int]) -> bytes:
    """Frames of page, size after commit, and salt; the header's salt is 5."""
    return b"".join(
        _FRAME.pack(page, size, salt, salt, 0, 0) + bytes(8) for page, size, salt in frames
    )


@pytest.mark.parametrize(
    ("frames", "more"),
    [
        ([(1, 0, 5), (2, 0, 5), (3, 9, 5)], False),
        ([(1, 0, 5), (1, 0, 5)], True),
        ([(1, 1, 5), (2, 0, 5)], True),
        ([(1, 9, 5), (2, 9, 4)], False),
        ([(1, 9, 4), (1, 9, 4)], False),
        ([(1, 9, 4), (1, 0, 5), (2, 9, 5)], False),
        ([], False),
    ],
)
def test_a_rest_is_more_than_one_transaction_when_a_page_or_an_end_comes_again(
    frames: list[tuple[int, int, int]], more: bool
) -> None:
    header = (0, 0, 8, 0, 5, 5, 0, 0)
    assert _is_more_than_one(rest(*frames), header) is more


@pytest.mark.parametrize(("magic", "sums"), [(0x377F0682, (1, 3)), (0x377F0683, (1, 3))])
def test_sums_are_taken_in_the_byte_order_of_the_log(magic: int, sums: tuple[int, int]) -> None:
    order = ">" if magic & 1 else "<"
    assert _sum(struct.pack(f"{order}II", 1, 2), (0, 0), magic) == sums
    assert _sum(struct.pack(f"{order}II", 1, 0), (0xFFFFFFFF, 1), magic) == (1, 2)
