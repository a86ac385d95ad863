"""The desk beside a command: its bugs are not lost, and leaving lets nothing new out."""

from itertools import count

import pytest

from tests.fakes.clock import FakeClock, settle
from tests.fakes.desk_session import DeskSession
from tests.fakes.exchange_ledger import ExchangeLedger
from tests.fakes.off_loop import inline
from tui.actions.desk import Desk
from tui.actions.journal import open_journal
from tui.cli.trading import working


class BrokenError(Exception):
    """What a bug of ours looks like."""


async def desk_of(clock: FakeClock, session: DeskSession) -> Desk:
    journal = await open_journal(None, clock.wall_ms(), inline)
    ids = count(1)
    return Desk(session, ExchangeLedger(clock), journal, clock, lambda: next(ids))


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
