"""The row `journal`: whatever happens to its file, what was being sent is not taken for unsent.

A real journal is written through a life of several intents and left as a killed program leaves it.
Then copies of its files are cut at every byte, single bits are flipped, the disk is full at every
size, the files cannot be written or are held by another program. Each copy is opened twice, since a
first opening may change it. It has to be refused with a reason, or to tell of every intent what is
safe: one whose sending was durable is never forgotten, never "not sent", and has its own terms. The
same holds for commands, and a kill switch that was put on stays on.
"""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from tests.fakes.off_loop import inline
from tests.proof.spoiled_disks import spoiled_disks
from tui.actions.journal import Journal, JournalFailed, open_journal
from tui.actions.journal_commands import commands
from tui.actions.journal_file import Sent, intents
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity
from tui.domain.moves import PROVEN_AWAY
from tui.domain.position import Side

NOW = 1_750_000_000_000
SENT = Sent(NOW, 5_000, "d" * 64)
_LAST, _EARLIER = {False: 211, True: 1}, {False: 20_000, True: 7}
"""Bytes from one cut to the next, in the last write and before it, short and long."""
_FLIPS = {False: 250, True: 60_000}
_MEMORY = Path("/dev/shm")  # noqa: S108  # because it is only faster: nothing there lasts


@dataclass(frozen=True)
class Word:
    """What a journal says, or what was durable: the newest on everything."""

    intents: Mapping[int, Intent] = field(default_factory=dict)
    """By client id."""
    commands: Mapping[int, Command] = field(default_factory=dict)
    """By number."""
    halted: bool = False

    def with_intent(self, intent: Intent) -> "Word":
        """One more word on an intent."""
        return replace(self, intents={**self.intents, intent.client_id: intent})

    def with_command(self, command: Command) -> "Word":
        """One more word on a command."""
        return replace(self, commands={**self.commands, command.number: command})


def intent(client_id: int) -> Intent:
    """A new intent with terms of its own."""
    ticket = Ticket(
        "SOL_USDC_PERP", Side.ASK, Price(Decimal(160) + client_id), Quantity(Decimal(client_id))
    )
    return Intent(client_id, ticket, "p1", Price(Decimal(150)), IntentStatus.RECORDED, NOW)


def command(number: int) -> Command:
    """A new cancel of an order of its own."""
    return Command(
        number, CommandKind.CANCEL, CommandStatus.RECORDED, NOW, "SOL_USDC_PERP", f"o{number}"
    )


FIRST_RUN = (
    (1, "recorded sending resting filled"),
    (2, "recorded sending unknown absent"),
    (3, "recorded sending rejected"),
    (4, "recorded not sent"),
)
SECOND_RUN = ((5, "recorded sending unknown resting"), (6, "recorded"), (7, "recorded sending"))
COMMANDS = ((1, "recorded sending done"), (2, "recorded"), (3, "recorded sending"))
ENDS = ("order", "command", "halt")
"""What the life was at when it ended."""


@dataclass
class Life:
    """A journal as a killed program left it."""

    database: bytes = b""
    log: bytes = b""
    moments: list[tuple[int, Word]] = field(default_factory=list)
    """After each write of the last run: how long the log was, and what was durable."""

    @property
    def durable(self) -> Word:
        """What was durable in the end."""
        return self.moments[-1][1]

    def durable_at(self, length: int) -> Word:
        """What was durable when the log was so long."""
        return [word for size, word in self.moments if size <= length][-1]


async def lived(folder: Path, end: str = "order") -> Life:
    """Write two runs and take the files away from under the second, which ends with `end`."""
    path, log, life = folder / "j.db", folder / "j.db-wal", Life()
    journal = await open_journal(path, NOW, inline)
    word = Word()
    for client_id, words in FIRST_RUN:
        for status in _each(words):
            word = await _write(journal, client_id, status, word)
    await journal.halt(NOW, is_on=True)
    await journal.halt(NOW, is_on=False)
    await journal.close()
    journal = await open_journal(path, NOW, inline)
    life.moments.append((0, word))
    for part in (*(each for each in ENDS if each != end), end):
        async for now in _second_run(journal, part, word):
            word = now
            life.moments.append((log.stat().st_size, now))
    life.database, life.log = path.read_bytes(), log.read_bytes()
    await journal.close()
    return life


async def _second_run(journal: Journal, part: str, word: Word) -> AsyncIterator[Word]:
    """Each word of a part of the second run, as it becomes durable."""
    if part == "halt":
        await journal.halt(NOW, is_on=True)
        yield replace(word, halted=True)
    elif part == "command":
        for number, words in COMMANDS:
            for status in _each(words):
                word = await _command(journal, number, status, word)
                yield word
    else:
        for client_id, words in SECOND_RUN:
            for status in _each(words):
                word = await _write(journal, client_id, status, word)
                yield word


def _each(words: str) -> list[str]:
    return [word.replace("_", " ") for word in words.replace("not sent", "not_sent").split()]


async def _write(journal: Journal, client_id: int, name: str, word: Word) -> Word:
    status = IntentStatus(name)
    moved = replace(intent(client_id), status=status)
    if status is IntentStatus.RECORDED:
        await journal.record(moved)
    else:
        sent = SENT if status is IntentStatus.SENDING else None
        await journal.move(moved, at_ms=NOW, sent=sent)
    return word.with_intent(moved)


async def _command(journal: Journal, number: int, name: str, word: Word) -> Word:
    status = CommandStatus(name)
    moved = replace(command(number), status=status)
    if status is CommandStatus.RECORDED:
        await journal.record_command(moved)
    else:
        await journal.move_command(moved, NOW)
    return word.with_command(moved)


def lie(told: Word, durable: Word) -> str | None:
    """What of `told` is not safe to believe, where `durable` is what was written."""
    if durable.halted and not told.halted:
        return "the kill switch is off, it was put on"
    return _lie_of_intents(told.intents, durable.intents) or _lie_of_commands(
        told.commands, durable.commands
    )


def _lie_of_intents(told: Mapping[int, Intent], durable: Mapping[int, Intent]) -> str | None:
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


def _lie_of_commands(told: Mapping[int, Command], durable: Mapping[int, Command]) -> str | None:
    for number, wrote in durable.items():
        if number not in told:
            if wrote.status is not CommandStatus.RECORDED:
                return f"command {number} is forgotten, it was {wrote.status.value}"
            continue
        now = told[number]
        if now.status is CommandStatus.NOT_SENT and wrote.status is not CommandStatus.RECORDED:
            return f"command {number} is not sent, it was {wrote.status.value}"
    for number, now in told.items():
        if now.order_id != command(number).order_id:
            return f"command {number} is about what nobody named"
    return None


_HIGHEST = max(client_id for client_id, _ in SECOND_RUN)


async def opened_twice(path: Path, durable: Word) -> str:
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
        told = Word(
            {one.client_id: one for one in intents(journal._database)},
            {one.number: one for one in commands(journal._database)},
            journal.halted_since is not None,
        )
        await journal.close()
        wrong = lie(told, durable)
        if wrong is not None:
            return f"UNSAFE: {wrong}"
        result = result or "recovered"
    return result


def cuts(life: Life, *, long: bool) -> Iterator[tuple[str, bytes, bytes, Word]]:
    """Copies that end early: name, database, log, and what was durable by then."""
    last, whole = life.moments[-2][0], len(life.log)
    edges = {size + edge for size, _ in life.moments for edge in (-1, 0, 1)}
    steps = {*range(0, last, _EARLIER[long]), *range(last, whole, _LAST[long])}
    for at in sorted(steps | edges):
        if 0 <= at <= whole:
            yield f"log cut at {at}", life.database, life.log[:at], life.durable_at(at)
    for at in range(0, len(life.database), 7 if long else 997):
        yield f"database cut at {at}", life.database[:at], life.log, life.durable


def flips(life: Life, *, long: bool) -> Iterator[tuple[str, bytes, bytes, Word]]:
    """Copies with one bit changed, among the bytes that carry something."""
    both = life.database + life.log
    carrying = [byte * 8 + bit for byte, value in enumerate(both) if value for bit in range(8)]
    for place in random.Random(1).sample(carrying, _FLIPS[long] // len(ENDS)):
        spoiled = bytearray(both)
        spoiled[place // 8] ^= 1 << place % 8
        size = len(life.database)
        yield f"bit {place} flipped", bytes(spoiled[:size]), bytes(spoiled[size:]), life.durable


def spoiled_copies(life: Life, *, long: bool) -> Iterator[tuple[str, bytes, bytes, Word]]:
    """All of them."""
    yield from cuts(life, long=long)
    yield from flips(life, long=long)


def _sweep(folder: Path) -> None:
    for left in folder.glob("j.db*"):
        left.unlink()


async def counted(folder: Path, *, long: bool) -> tuple[Counter[str], list[str]]:
    """Open every spoiled copy; what came of them, and what was unsafe."""
    results, unsafe = Counter[str](), list[str]()
    path, log = folder / "j.db", folder / "j.db-wal"
    for end in ENDS:
        (folder / end).mkdir()
        life = await lived(folder / end, end)
        for name, database, wal, durable in spoiled_copies(life, long=long):
            path.write_bytes(database)
            log.write_bytes(wal)
            result = await opened_twice(path, durable)
            kind = "flips" if "flipped" in name else "cuts"
            results[f"{kind} {result.partition(':')[0]}"] += 1
            if result.startswith("UNSAFE"):
                unsafe.append(f"{end}, {name}: {result}")
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
