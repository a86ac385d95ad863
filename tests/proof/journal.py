"""The row `journal`: whatever happens to its file, what was being sent is not taken for unsent.

A real journal is written through a life of several intents and left as a killed program leaves it.
Then copies of its files are cut at every byte, single bits are flipped, the disk is full at every
size, the files cannot be written or are held by another program. Each copy is opened twice, since a
first opening may change it. It has to be refused with a reason, or to tell of every intent what is
safe: one whose sending was durable is never forgotten, never "not sent", and has its own terms.
"""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from tests.fakes.off_loop import inline
from tests.proof.spoiled_disks import spoiled_disks
from tui.actions.journal import Journal, JournalFailed, open_journal
from tui.actions.journal_file import Sent, intents
from tui.actions.lifecycle import PROVEN_AWAY
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity
from tui.domain.position import Side

NOW = 1_750_000_000_000
SENT = Sent(NOW, 5_000, "d" * 64)
_LAST, _EARLIER = {False: 211, True: 1}, {False: 20_000, True: 7}
"""Bytes from one cut to the next, in the last write and before it, short and long."""
_FLIPS = {False: 250, True: 60_000}
_MEMORY = Path("/dev/shm")  # noqa: S108  # because it is only faster: nothing there lasts

Fates = dict[int, Intent]
"""The newest durable word on each intent, by client id."""


def intent(client_id: int) -> Intent:
    """A new intent with terms of its own."""
    ticket = Ticket(
        "SOL_USDC_PERP", Side.ASK, Price(Decimal(160) + client_id), Quantity(Decimal(client_id))
    )
    return Intent(client_id, ticket, "p1", Price(Decimal(150)), IntentStatus.RECORDED, NOW)


FIRST_RUN = (
    (1, "recorded sending resting filled"),
    (2, "recorded sending unknown absent"),
    (3, "recorded sending rejected"),
    (4, "recorded not sent"),
)
SECOND_RUN = ((5, "recorded sending unknown resting"), (6, "recorded"), (7, "recorded sending"))


def statuses(words: str) -> tuple[IntentStatus, ...]:
    """The statuses that are named in `words`, in order."""
    return tuple(IntentStatus(word) for word in words.replace("not sent", "not_sent").split())


@dataclass
class Life:
    """A journal as a killed program left it."""

    database: bytes = b""
    log: bytes = b""
    moments: list[tuple[int, Fates]] = field(default_factory=list)
    """After each write of the last run: how long the log was, and what was durable."""

    @property
    def fates(self) -> Fates:
        """What was durable in the end."""
        return self.moments[-1][1]

    def durable_at(self, length: int) -> Fates:
        """What was durable when the log was so long."""
        return [fates for size, fates in self.moments if size <= length][-1]


async def lived(folder: Path) -> Life:
    """Write the two runs and take the files away from under the second."""
    path, log, fates, life = folder / "j.db", folder / "j.db-wal", Fates(), Life()
    journal = await open_journal(path, NOW, inline)
    for client_id, words in FIRST_RUN:
        for status in words.replace("not sent", "not_sent").split():
            await _write(journal, client_id, status, fates)
    await journal.close()
    journal = await open_journal(path, NOW, inline)
    life.moments.append((0, dict(fates)))
    for client_id, words in SECOND_RUN:
        for status in words.split():
            await _write(journal, client_id, status, fates)
            life.moments.append((log.stat().st_size, dict(fates)))
    life.database, life.log = path.read_bytes(), log.read_bytes()
    await journal.close()
    return life


async def _write(journal: Journal, client_id: int, word: str, fates: Fates) -> None:
    status = IntentStatus(word.replace("_", " "))
    moved = replace(intent(client_id), status=status)
    if status is IntentStatus.RECORDED:
        await journal.record(moved)
    else:
        await journal.move(moved, NOW, SENT if status is IntentStatus.SENDING else None)
    fates[client_id] = moved


def lie(told: Fates, durable: Fates) -> str | None:
    """What of `told` is not safe to believe, where `durable` is what was written."""
    for client_id, wrote in durable.items():
        if client_id not in told:
            if wrote.status is not IntentStatus.RECORDED:
                return f"{client_id} is forgotten, it was {wrote.status.value}"
            continue
        now = told[client_id]
        if now.status in PROVEN_AWAY and wrote.status not in (
            *PROVEN_AWAY,
            IntentStatus.RECORDED,
        ):
            return f"{client_id} is {now.status.value}, it was {wrote.status.value}"
    for client_id, now in told.items():
        if client_id > _HIGHEST or now.ticket != intent(client_id).ticket:
            return f"{client_id} has terms that nobody gave it"
    return None


_HIGHEST = max(client_id for client_id, _ in SECOND_RUN)


async def opened_twice(path: Path, durable: Fates) -> str:
    """Open the journal twice: "refused", "recovered", or what is unsafe about it."""
    result = ""
    for _ in range(2):
        try:
            journal = await open_journal(path, NOW, inline)
        except JournalFailed as refused:
            if not str(refused):
                return "UNSAFE: refused without a reason"
            result = result or "refused"
            continue
        told = {one.client_id: one for one in intents(journal._database)}
        await journal.close()
        wrong = lie(told, durable)
        if wrong is not None:
            return f"UNSAFE: {wrong}"
        result = result or "recovered"
    return result


def cuts(life: Life, *, long: bool) -> Iterator[tuple[str, bytes, bytes, Fates]]:
    """Copies that end early: name, database, log, and what was durable by then."""
    last, whole = life.moments[-2][0], len(life.log)
    edges = {size + edge for size, _ in life.moments for edge in (-1, 0, 1)}
    steps = {*range(0, last, _EARLIER[long]), *range(last, whole, _LAST[long])}
    for at in sorted(steps | edges):
        if 0 <= at <= whole:
            yield f"log cut at {at}", life.database, life.log[:at], life.durable_at(at)
    for at in range(0, len(life.database), 7 if long else 997):
        yield f"database cut at {at}", life.database[:at], life.log, life.fates


def flips(life: Life, *, long: bool) -> Iterator[tuple[str, bytes, bytes, Fates]]:
    """Copies with one bit changed, among the bytes that carry something."""
    both = life.database + life.log
    carrying = [byte * 8 + bit for byte, value in enumerate(both) if value for bit in range(8)]
    for place in random.Random(1).sample(carrying, _FLIPS[long]):
        spoiled = bytearray(both)
        spoiled[place // 8] ^= 1 << place % 8
        size = len(life.database)
        yield f"bit {place} flipped", bytes(spoiled[:size]), bytes(spoiled[size:]), life.fates


def spoiled_copies(life: Life, *, long: bool) -> Iterator[tuple[str, bytes, bytes, Fates]]:
    """All of them."""
    yield from cuts(life, long=long)
    yield from flips(life, long=long)


def _sweep(folder: Path) -> None:
    for left in folder.glob("j.db*"):
        left.unlink()


async def counted(folder: Path, *, long: bool) -> tuple[Counter[str], list[str]]:
    """Open every spoiled copy; what came of them, and what was unsafe."""
    (folder / "life").mkdir()
    life, results, unsafe = await lived(folder / "life"), Counter[str](), list[str]()
    path, log = folder / "j.db", folder / "j.db-wal"
    for name, database, wal, durable in spoiled_copies(life, long=long):
        path.write_bytes(database)
        log.write_bytes(wal)
        result = await opened_twice(path, durable)
        kind = "flips" if "flipped" in name else "cuts"
        results[f"{kind} {result.partition(':')[0]}"] += 1
        if result.startswith("UNSAFE"):
            unsafe.append(f"{name}: {result}")
        _sweep(folder)
    return results, unsafe


def run(*, long: bool) -> bool:
    """Print how many copies were opened and what came of them."""
    memory = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        results, unsafe = asyncio.run(counted(Path(folder), long=long))
        disks = asyncio.run(spoiled_disks(Path(folder) / "disks", long=long))
    results.update(disks.results)
    unsafe.extend(disks.unsafe)
    for name, count in sorted(results.items()):
        print(f"  {name:<40} {count:>9}")
    print(f"  {'unsafe':<40} {len(unsafe):>9}")
    for line in unsafe[:20]:
        print(f"    {line}")
    return not unsafe
