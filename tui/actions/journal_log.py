"""The write-ahead log of the journal, judged before SQLite reads it.

SQLite takes the log up to the first frame that is not whole and drops the rest without a word. A
rest of one transaction is what a crash leaves: it was never finished, so nothing was sent on it.
But it can also be a finished transaction that was damaged since, and then what it said is not
known. A rest of more than one transaction is damage: the second was only begun when the first was
durable.
"""

import struct
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path

_HEADER = struct.Struct(">IIIIIIII")
_FRAME = struct.Struct(">IIIIII")
_MAGIC = 0x377F0682  # the lowest bit tells the byte order of the sums
_WORD = 0xFFFFFFFF


class LogEnd(Enum):
    """How the log ends."""

    CLEAN = auto()
    """With a finished transaction, or there is no log."""
    TORN = auto()
    """With something that is no finished transaction, or is one no longer."""
    DAMAGED = auto()
    """Transactions that were durable once cannot be read."""


def end_of_log(path: Path) -> LogEnd:
    """Judge the log beside the database at `path`, to which nobody writes. Raises `OSError`."""
    log = path.with_name(f"{path.name}-wal")
    if not log.exists():
        return LogEnd.CLEAN
    text = log.read_bytes()
    if text and not (path.exists() and path.stat().st_size):
        return LogEnd.DAMAGED  # SQLite would throw the log away
    if len(text) <= _HEADER.size:
        return LogEnd.CLEAN if len(text) in (0, _HEADER.size) else LogEnd.TORN
    header = _HEADER.unpack_from(text)
    sums = _sum(text[: _HEADER.size - 8], (0, 0), header[0])
    if header[0] & ~1 != _MAGIC or sums != header[6:]:
        return LogEnd.DAMAGED
    rest = text[_end_of_the_finished(text, header) :]
    if not rest:
        return LogEnd.CLEAN
    return LogEnd.DAMAGED if _is_more_than_one(rest, header) else LogEnd.TORN


def _end_of_the_finished(text: bytes, header: tuple[int, ...]) -> int:
    """Where the last transaction ends that SQLite will read."""
    end, sums = _HEADER.size, (header[6], header[7])
    for start, frame in _frames(text, header, _HEADER.size):
        _, size, salt1, salt2, *said = frame
        body = start + _FRAME.size
        sums = _sum(text[start : start + 8], sums, header[0])
        sums = _sum(text[body : body + header[2]], sums, header[0])
        if (salt1, salt2) != header[4:6] or list(sums) != said:
            break
        if size:
            end = body + header[2]
    return end


def _is_more_than_one(rest: bytes, header: tuple[int, ...]) -> bool:
    """Whether the unreadable rest holds frames of this log from more than one transaction."""
    pages, is_over = set[int](), False
    for _, (page, size, salt1, salt2, *_sums) in _frames(rest, header, 0):
        if (salt1, salt2) != header[4:6]:
            continue  # left over from before the log was last begun anew
        if is_over or page in pages:
            return True
        pages.add(page)
        is_over = size != 0
    return False


def _frames(
    text: bytes, header: tuple[int, ...], start: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each whole frame: where it starts, and its head."""
    step = _FRAME.size + header[2]
    for at in range(start, len(text) - step + 1, step):
        yield at, _FRAME.unpack_from(text, at)


def _sum(text: bytes, sums: tuple[int, int], magic: int) -> tuple[int, int]:
    """SQLite's running sum over pairs of words."""
    order = ">" if magic & 1 else "<"
    first, second = sums
    for one, two in struct.iter_unpack(f"{order}II", text):
        first = (first + one + second) & _WORD
        second = (second + two + first) & _WORD
    return first, second
