"""Cancelling: each answer, never blocked by the gates, and followed until it is known."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import ExchangeLedger, Reply
from tui.actions.cancelling import cancel_once
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
)
from tui.client.answers import CancelAnswer, Cancelled, Declined
from tui.domain.events import Link, LinkDown
from tui.domain.intent import IntentStatus
from tui.domain.order import Order, OrderStatus


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    numbers = count(1)
    made = DeskWorld(tmp_path / "j.db", lambda: next(numbers))
    await made.start()
    made.submit()
    await made.advance(1.0)
    yield made
    await made.kill()


async def cancelled(world: DeskWorld, seconds: float = 0.1) -> CancelOutcome:
    (order,) = world.session.state.orders.values()
    task = asyncio.create_task(world.desk.cancel(order))
    await world.advance(seconds)
    return task.result()


def status(world: DeskWorld) -> IntentStatus:
    return world.session.state.intents[1].status


async def test_a_live_order_is_cancelled(world: DeskWorld) -> None:
    outcome = await cancelled(world)
    assert isinstance(outcome, CancelDone)
    assert outcome.order.status is OrderStatus.CANCELLED
    assert status(world) is IntentStatus.CANCELLED
    assert world.session.state.orders == {}


async def test_no_gate_stands_in_the_way_of_a_cancel(world: DeskWorld) -> None:
    world.session.publish(LinkDown(Link.PRIVATE, "silent", None))
    world.journal.trouble = "the disk is full"
    await world.clock.advance(600)
    assert world.desk.blockers("SOL_USDC_PERP") != ()
    assert isinstance(await cancelled(world), CancelDone)


async def test_fault_r17_a_cancel_that_is_only_accepted_is_pending_until_seen(
    world: DeskWorld,
) -> None:
    world.exchange.cancel_reply = Reply.ANSWER
    world.streaming = lambda: False
    assert isinstance(await cancelled(world), CancelPending)
    assert status(world) is IntentStatus.RESTING
    await world.advance(5)
    assert status(world) is IntentStatus.CANCELLED


async def test_a_cancel_nobody_answered_is_unknown_and_looked_up(world: DeskWorld) -> None:
    world.exchange.cancel_reply = Reply.SILENCE
    world.streaming = lambda: False
    assert isinstance(await cancelled(world), CancelUnknown)
    await world.advance(2)
    assert status(world) is IntentStatus.CANCELLED


async def test_fault_r18_an_order_that_is_gone_is_looked_up_and_not_taken_for_cancelled(
    world: DeskWorld,
) -> None:
    world.streaming = lambda: False
    world.exchange.fill("1", world.session.plan(quantity="1").position.quantity)
    outcome = await cancelled(world)
    assert isinstance(outcome, AlreadyGone)
    assert outcome.order is not None
    assert outcome.order.status is OrderStatus.FILLED
    assert status(world) is IntentStatus.FILLED


async def test_what_history_does_not_show_yet_is_followed_until_it_does(world: DeskWorld) -> None:
    world.streaming = lambda: False
    world.exchange.lag = 6.0
    world.exchange.end("1")
    assert await cancelled(world) == AlreadyGone(None)
    assert status(world) is IntentStatus.RESTING
    await world.advance(20)
    assert status(world) is IntentStatus.CANCELLED


async def test_without_a_connection_the_cancel_failed(world: DeskWorld) -> None:
    world.exchange.cancel_reply = Reply.NO_CONNECTION
    assert isinstance(await cancelled(world), CancelFailed)
    assert status(world) is IntentStatus.RESTING


class Answering(ExchangeLedger):
    """Gives one prepared answer to a cancel."""

    answer: CancelAnswer

    async def cancel_order(self, _symbol: str, _order_id: str) -> CancelAnswer:
        return self.answer


@pytest.mark.parametrize(("definitive", "kind"), [(True, CancelFailed), (False, CancelUnknown)])
async def test_a_declined_cancel_failed_only_when_the_refusal_is_plain(
    world: DeskWorld, definitive: bool, kind: type[CancelFailed | CancelUnknown]
) -> None:
    exchange = Answering(FakeClock())
    exchange.answer = Declined(400, "X", "why", definitive=definitive)
    (order,) = world.session.state.orders.values()
    assert await cancel_once(exchange, order) == kind("why")


async def test_fault_r24_an_answer_about_another_order_leaves_the_outcome_unknown(
    world: DeskWorld,
) -> None:
    (order,) = world.session.state.orders.values()
    other = Order(**{name: getattr(order, name) for name in Order.__slots__} | {"order_id": "9"})
    exchange = Answering(FakeClock())
    exchange.answer = Cancelled(other)
    assert isinstance(await cancel_once(exchange, order), CancelUnknown)
