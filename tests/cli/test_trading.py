"""The desk beside a command: its bugs are not lost, and leaving lets nothing new out."""

import asyncio
import os
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import cast

import pytest

from tests.builders import SOL
from tests.fakes.clock import FakeClock, settle
from tests.fakes.desk_session import DeskSession
from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import ExchangeLedger, Script
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.feeds import HandFeed
from tests.fakes.off_loop import inline
from tests.fakes.reads import FakeReads
from tui.actions.denials import Denial, DenialCode
from tui.actions.desk import Desk
from tui.actions.journal import Journal, fingerprint, open_journal
from tui.cli.connect import connected
from tui.cli.exits import ExitCode, Stop
from tui.cli.holding import account_journal
from tui.cli.identity import Identity
from tui.cli.trading import (
    OPENING_SECONDS,
    SENDING_SECONDS,
    Trading,
    _leave,
    insist_on_writing,
    opened,
    working,
)
from tui.client.errors import NotConnected, ReadFailed, Refused
from tui.session.session import Session
from tui.settings import Wish
from tui.wire.refusals import parse_refusal
from tui.wire.signing import Signer


class BrokenError(Exception):
    """What a bug of ours looks like."""


async def desk_of(clock: FakeClock, session: DeskSession) -> Desk:
    journal = await open_journal(None, clock.wall_ms(), inline)
    ids = count(1)
    return Desk(session, ExchangeLedger(clock), journal, clock, lambda: next(ids))


def session_on(reads: FakeReads, clock: FakeClock) -> Session:
    return Session(reads, clock, FakeExchangeTime(clock), HandFeed, SOL)


OTHER = Denial(DenialCode.OTHER_WRITER, detail="process 4242")


def locks_in(directory: Path) -> int:
    return len(list(directory.glob("writer-*.lock")))


def journals_in(directory: Path) -> int:
    return len(list(directory.glob("journal-*.sqlite")))


TOO_MANY = Refused(parse_refusal(429, b'{"code":"TOO_MANY_REQUESTS","message":"slow down"}'))


async def test_a_market_is_opened_as_soon_as_the_exchange_answers_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock, reads = FakeClock(), FakeReads()
    reads.fail("markets", error=TOO_MANY)
    opening = asyncio.create_task(opened(session_on(reads, clock), clock))
    await clock.advance(9)
    assert not opening.done()
    assert "slow down" in capsys.readouterr().err
    reads.recover()
    await clock.advance(3)
    assert SOL in opening.result().markets


@pytest.mark.parametrize(
    ("error", "within"), [(TOO_MANY, OPENING_SECONDS + 5), (NotConnected("refused"), 0)]
)
async def test_a_market_that_cannot_be_opened_ends_the_program_as_not_connected(
    error: ReadFailed, within: float
) -> None:
    clock, reads = FakeClock(), FakeReads()
    reads.fail("markets", error=error)
    opening = asyncio.create_task(opened(session_on(reads, clock), clock))
    await clock.advance(within)
    with pytest.raises(Stop) as stopped:
        opening.result()
    assert stopped.value.code is ExitCode.NOT_CONNECTED


async def test_leaving_with_an_order_on_its_way_waits_says_so_and_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = count(1)
    world = DeskWorld(tmp_path / "j.db", lambda: next(numbers))
    await world.start()
    await _leave(world.desk)
    assert capsys.readouterr().err == ""
    await world.kill()
    world.exchange.scripts = [Script(reply_after=3.0)]
    await world.start()
    world.submit()
    await world.advance(1.0)
    leaving = asyncio.create_task(_leave(world.desk))
    await world.advance(3.0)
    assert leaving.done()
    assert f"waiting up to {SENDING_SECONDS:g} s for an order" in capsys.readouterr().err
    assert world.outcomes
    await world.kill()


async def test_the_desk_works_until_the_command_ends() -> None:
    clock = FakeClock()
    session = DeskSession(clock)
    desk = await desk_of(clock, session)
    async with working(desk):
        await settle()
        assert session._listeners
    await settle()


async def test_a_bug_in_the_work_beside_is_raised_and_not_swallowed() -> None:
    clock = FakeClock()
    session = DeskSession(clock)
    desk = await desk_of(clock, session)

    def broken() -> None:
        raise BrokenError

    desk._intents.announce_recovered = broken  # type: ignore[method-assign]  # because it is the bug

    async def command() -> None:
        async with working(desk):
            await settle()

    with pytest.raises(BrokenError):
        await command()


@pytest.mark.parametrize(
    ("wish", "is_ephemeral", "files"),
    [(Wish.LIVE, False, 1), (Wish.READ_ONLY, False, 0), (Wish.SANDBOX, True, 0)],
)
async def test_only_who_can_act_on_an_account_that_lasts_holds_its_journal(
    tmp_path: Path, wish: Wish, files: int, *, is_ephemeral: bool
) -> None:
    identity = Identity(wish, Signer(bytes(range(32))))
    async with connected(identity, None, is_ephemeral=is_ephemeral) as connection:
        with ExitStack() as held:
            journal, other = await account_journal(connection, tmp_path, held)
            assert (journal.trouble, other) == (None, None)
            assert journals_in(tmp_path) == locks_in(tmp_path) == files
            await journal.close()


async def test_fault_l10_a_second_program_that_could_act_looks_on_and_is_told_who_holds_the_account(
    tmp_path: Path,
) -> None:
    identity = Identity(Wish.LIVE, Signer(bytes(range(32))))
    async with connected(identity, None) as connection:
        with ExitStack() as held:
            first, nobody = await account_journal(connection, tmp_path, held)
            second, other = await account_journal(connection, tmp_path, held)
            assert (first.trouble, second.trouble, nobody) == (None, None, None)
            assert other is not None
            assert f"process {os.getpid()}, since" in other.detail
            assert journals_in(tmp_path) == 1
            await first.close()
            await second.close()
        with ExitStack() as held:
            third, nobody = await account_journal(connection, tmp_path, held)
            assert nobody is None
            await third.close()


async def test_where_there_can_be_no_lock_nothing_is_recorded_and_nothing_sent(
    tmp_path: Path,
) -> None:
    signer = Signer(bytes(range(32)))
    (tmp_path / f"writer-{fingerprint(signer.api_key)}.lock").symlink_to("/nowhere")
    async with connected(Identity(Wish.LIVE, signer), None) as connection:
        with ExitStack() as held:
            journal, other = await account_journal(connection, tmp_path, held)
    assert other is None
    assert "cannot be used" in (journal.trouble or "")
    await journal.close()


@pytest.mark.parametrize("only_looks", [True, False])
def test_a_command_beside_another_writer_ends_before_it_sends(
    capsys: pytest.CaptureFixture[str], *, only_looks: bool
) -> None:
    desk = Trading(cast("Session", None), cast("Desk", None), cast("Journal", None), OTHER)
    insist_on_writing(replace(desk, other_writer=None))
    if only_looks:
        insist_on_writing(desk, only_looks=True)
        assert "process 4242" in capsys.readouterr().err
        return
    with pytest.raises(Stop, match="process 4242") as stopped:
        insist_on_writing(desk)
    assert stopped.value.code is ExitCode.DENIED
