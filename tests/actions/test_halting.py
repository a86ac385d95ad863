"""The kill switch: nothing more leaves, what rests of ours is cancelled, and it outlives us."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from tests.builders import sol_order
from tests.fakes.clock import settle
from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import Reply, Script
from tests.fakes.live_desk import World, running, world
from tui.actions.denials import DenialCode, Denied
from tui.actions.outcomes import CancelDone
from tui.domain.command import CommandKind, CommandStatus
from tui.domain.intent import IntentStatus
from tui.domain.money import Price
from tui.domain.order import Order, OrderStatus


def stop_loss(client_id: int | None = None) -> Order:
    return sol_order(
        "900",
        client_id=client_id,
        status=OrderStatus.TRIGGER_PENDING,
        quantity=None,
        price=None,
        trigger_price=Price(Decimal(120)),
        trigger_quantity="100%",
    )


async def two_resting(w: World) -> None:
    await w.submit(w.session.plan("160", "2"), within=1)
    await w.submit(w.session.plan("161", "2"), within=1)


async def test_it_cancels_our_resting_orders_and_leaves_every_other() -> None:
    async with running(await world()) as w:
        await two_resting(w)
        theirs, waiting = sol_order("800", client_id=77), stop_loss(client_id=1)
        w.exchange.put(theirs)
        w.exchange.put(waiting)
        outcome = await w.wait(w.desk.halt(), within=1)
        assert outcome.trouble is None
        assert outcome.halted.left == 0
        assert [type(result) for _, result in outcome.results] == [CancelDone, CancelDone]
        assert {order.order_id for order in w.exchange.live()} == {"800", "900"}
        assert w.desk.halted == outcome.halted == w.session.state.halted


async def test_nothing_is_sent_while_it_is_on_and_cancels_are() -> None:
    async with running(await world()) as w:
        w.exchange.put(sol_order("800"))
        await w.wait(w.desk.halt(), within=1)
        outcome = await w.submit()
        assert isinstance(outcome, Denied)
        assert [reason.code for reason in outcome.reasons] == [DenialCode.HALTED]
        assert w.codes() == [DenialCode.HALTED]
        order = w.session.state.orders["800"]
        assert isinstance(await w.wait(w.desk.cancel(order)), CancelDone)
        assert await w.desk.unlock() is None
        assert (w.desk.halted, w.session.state.halted, w.codes()) == (None, None, [])


async def test_an_order_being_written_down_when_it_is_thrown_does_not_leave() -> None:
    made = await world()
    halts: list[asyncio.Task[object]] = []

    async def halted_meanwhile(work: object) -> object:
        if not halts:
            halts.append(asyncio.create_task(made.desk.halt()))
            await settle()
        return work()  # type: ignore[operator]  # because it is a callable

    async with running(made) as w:
        w.journal._off_loop = halted_meanwhile  # type: ignore[assignment]  # because time passes in it
        outcome = await w.submit()
        assert isinstance(outcome, Denied)
        assert DenialCode.HALTED in [reason.code for reason in outcome.reasons]
        assert w.exchange.posts == []
        await asyncio.gather(*halts)


async def test_an_order_that_shows_up_later_is_cancelled_too() -> None:
    async with running(await world(Script(accept_after=14.0, reply=Reply.SILENCE))) as w:
        submitting = asyncio.create_task(w.desk.submit(w.session.plan()))
        await w.clock.advance(0.5)
        outcome = await w.wait(w.desk.halt(), within=1)
        assert outcome.halted.left == 0
        await w.clock.advance(60)
        await submitting
        assert w.status() is IntentStatus.CANCELLED
        assert w.exchange.live() == ()
        assert w.desk.halted is not None
        assert w.desk.halted.left == 0


async def test_cancels_nobody_answered_are_counted_until_the_exchange_agrees() -> None:
    async with running(await world()) as w:
        await two_resting(w)
        w.exchange.cancel_reply = Reply.NO_CONNECTION
        outcome = await w.wait(w.desk.halt(), within=1)
        assert outcome.halted.left == 2
        (kill,) = [c for c in w.session.state.commands.values() if c.kind is CommandKind.KILL]
        assert (kill.status, kill.left) == (CommandStatus.PENDING, 2)
        w.exchange.cancel_reply = None
        await w.clock.advance(20)
        assert w.desk.halted is not None
        assert w.desk.halted.left == 0
        assert w.session.state.commands[kill.number].status is CommandStatus.DONE


async def test_a_count_that_cannot_be_asked_is_not_zero() -> None:
    async with running(await world()) as w:
        await two_resting(w)
        w.exchange.reads_fail = lambda: True
        outcome = await w.wait(w.desk.halt(), within=1)
        assert outcome.halted.left is None
        w.exchange.reads_fail = lambda: False
        await w.clock.advance(5)
        assert w.desk.halted is not None
        assert w.desk.halted.left == 0


async def test_it_holds_across_a_restart_until_it_is_unlocked(tmp_path: Path) -> None:
    numbers = count(1)
    made = DeskWorld(tmp_path / "j.db", lambda: next(numbers))
    await made.start()
    made.submit()
    await made.advance(1.0)
    made.exchange.cancel_reply = Reply.NO_CONNECTION
    halting = asyncio.create_task(made.desk.halt())
    await made.advance(1.0)
    assert halting.done()
    await made.kill()
    made.exchange.cancel_reply = None
    await made.start()
    assert made.session.state.halted is not None
    await made.advance(10.0)
    assert made.exchange.live() == ()
    made.submit()
    await made.advance(1.0)
    assert isinstance(made.outcomes[-1], Denied)
    assert await made.desk.unlock() is None
    await made.kill()
    await made.start()
    assert made.desk.halted is None
    await made.kill()


@pytest.mark.parametrize("good_writes", [0, 1])
async def test_without_a_disk_it_holds_for_this_run_and_says_so(good_writes: int) -> None:
    made = await world()
    async with running(made) as w:
        await two_resting(w)
        honest, left = w.journal._off_loop, [good_writes]

        async def full(work: object) -> object:
            if not left[0]:
                raise OSError(28, "No space left on device")
            left[0] -= 1
            return work()  # type: ignore[operator]  # because it is a callable

        w.journal._off_loop = full  # type: ignore[assignment]  # because it stands for a full disk
        outcome = await w.wait(w.desk.halt(), within=1)
        assert (outcome.trouble is None) is (good_writes == 1)
        assert outcome.halted.left == 0
        assert w.exchange.live() == ()
        assert await w.desk.unlock() is not None
        assert w.desk.halted is not None
        w.journal._off_loop = honest


async def test_who_may_not_send_may_not_throw_it() -> None:
    async with running(await world(read_only=True)) as w:
        w.exchange.put(replace(sol_order("800"), client_id=1))
        outcome = await w.desk.halt()
        assert outcome.trouble is not None
        assert w.exchange.cancels == []
        assert await w.desk.unlock() is not None
