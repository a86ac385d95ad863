"""The leverage limit: written down, sent once, and looked at when nobody answered."""

from decimal import Decimal

import pytest

from tests.fakes.exchange_ledger import Reply
from tests.fakes.live_desk import World, running, world
from tui.domain.command import Command, CommandKind, CommandStatus


async def changed(w: World, limit: str = "5") -> Command:
    return (await w.wait(w.desk.change_leverage(Decimal(limit)), within=60)).command


@pytest.mark.parametrize(
    ("reply", "status", "after"),
    [
        (Reply.ANSWER, CommandStatus.DONE, "5"),
        (Reply.SILENCE, CommandStatus.DONE, "5"),
        (Reply.SERVER_ERROR, CommandStatus.REJECTED, "10"),
        (Reply.REFUSAL, CommandStatus.REJECTED, "10"),
        (Reply.NO_CONNECTION, CommandStatus.NOT_SENT, "10"),
    ],
)
async def test_each_answer_ends_in_what_is_so(
    reply: Reply, status: CommandStatus, after: str
) -> None:
    async with running(await world()) as w:
        w.exchange.leverage_reply = reply
        command = await changed(w)
        assert (command.kind, command.status) == (CommandKind.SETTING, status)
        assert command.scope == "leverage limit 5"
        assert w.exchange.leverage == Decimal(after)
        assert w.session.state.commands[command.number] == command


async def test_while_the_account_cannot_be_read_it_stays_unknown() -> None:
    async with running(await world()) as w:
        w.exchange.leverage_reply = Reply.SILENCE
        w.exchange.reads_fail = lambda: True
        assert (await changed(w)).status is CommandStatus.UNKNOWN


async def test_a_limit_that_cannot_be_is_not_sent() -> None:
    async with running(await world()) as w:
        command = await changed(w, "0.5")
        assert command.status is CommandStatus.NOT_SENT
        assert w.exchange.leverage == Decimal(10)


async def test_it_is_no_cancel_so_the_kill_switch_stops_it() -> None:
    async with running(await world()) as w:
        await w.wait(w.desk.halt())
        command = await changed(w)
        assert command.status is CommandStatus.NOT_SENT
        assert command.reason is not None
        assert "kill switch" in command.reason


async def test_what_cannot_be_written_down_is_not_sent() -> None:
    async with running(await world()) as w:
        w.journal.trouble = "the disk is full"
        command = await changed(w)
        assert command.status is CommandStatus.NOT_SENT
        assert w.exchange.leverage == Decimal(10)


async def test_read_only_changes_nothing() -> None:
    async with running(await world(read_only=True)) as w:
        assert (await changed(w)).status is CommandStatus.NOT_SENT
        assert w.exchange.leverage == Decimal(10)
