"""Commands: written down before they are sent, and settled by whatever shows how it ended."""

from tests.builders import sol_order
from tests.fakes.exchange_ledger import Reply, Script
from tests.fakes.live_desk import World, running, world
from tui.client.answers import Unanswered
from tui.domain.command import Command, CommandKind, CommandStatus


def only(w: World) -> Command:
    (command,) = w.session.state.commands.values()
    return command


async def cancelled(w: World, reply: Reply | None, seconds: float = 0.1) -> Command:
    await w.submit(within=1)
    w.exchange.cancel_reply = reply
    await w.wait(w.desk.cancel(w.session.state.orders["1"]), within=seconds)
    return only(w)


async def test_a_cancel_is_on_the_disk_before_it_is_sent() -> None:
    async with running(await world()) as w:
        seen: list[str] = []

        async def look(where: str) -> None:
            if where == "before the cancel":
                rows = w.journal._database.execute("SELECT status FROM command_transition")
                seen.extend(row[0] for row in rows)

        w.exchange.step = look
        command = await cancelled(w, None)
        assert seen == ["sending"]
        assert (command.kind, command.order_id) == (CommandKind.CANCEL, "1")
        assert command.status is CommandStatus.DONE


async def test_a_cancel_that_cannot_be_written_down_goes_all_the_same() -> None:
    async with running(await world()) as w:
        await w.submit(within=1)
        w.journal.trouble = "the disk is full"
        await w.wait(w.desk.cancel(w.session.state.orders["1"]), within=0.1)
        assert w.exchange.live() == ()


async def test_fault_r17_a_pending_cancel_is_done_when_the_order_is_gone() -> None:
    async with running(await world()) as w:
        assert (await cancelled(w, Reply.ANSWER)).status is CommandStatus.PENDING
        await w.clock.advance(5)
        assert only(w).status is CommandStatus.DONE


async def test_a_cancel_that_lost_against_a_fill_is_gone() -> None:
    async with running(await world(Script(fill_after=0.5))) as w:
        await w.submit(within=0.2)
        w.exchange.cancel_reply = Reply.ANSWER
        await w.wait(w.desk.cancel(w.session.state.orders["1"]), within=0.1)
        await w.clock.advance(5)
        assert only(w).status is CommandStatus.GONE


async def test_an_order_that_rests_on_was_not_cancelled() -> None:
    async with running(await world()) as w:
        w.exchange.put(sol_order("800"))

        async def silent(_symbol: str, _order_id: str) -> Unanswered:
            return Unanswered("no answer within 10 s")

        w.exchange.cancel_order = silent  # type: ignore[assignment,method-assign]  # because scripted
        await w.wait(w.desk.cancel(w.session.state.orders["800"]), within=0.1)
        assert only(w).status is CommandStatus.UNKNOWN
        await w.clock.advance(60)
        assert only(w).status is CommandStatus.REJECTED
