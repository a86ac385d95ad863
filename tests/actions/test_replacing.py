"""Replacing: which request goes first, never two exits too many, and the gap is measured."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import sol_order
from tests.fakes.desk_session import SYMBOL
from tests.fakes.exchange_ledger import Reply, Script
from tests.fakes.live_desk import World, running, world
from tui.actions.denials import DenialCode, Denied
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelPending,
    ReplaceOutcome,
)
from tui.domain.events import Noted
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan, Plan
from tui.domain.intent import Intent, IntentKind, IntentStatus
from tui.domain.money import Price
from tui.domain.order import Order, OrderStatus
from tui.domain.orders.plan import ReplacePolicy
from tui.domain.position import Side


async def resting(w: World, quantity: str) -> Order:
    await w.submit(w.session.plan("160", quantity), within=1)
    return w.session.state.orders["1"]


def plan_for(w: World, order: Order, price: str = "170", quantity: str | None = None) -> Plan:
    view = w.session.view(SYMBOL, w.clock.monotonic())
    assert view is not None
    size = str(order.quantity) if quantity is None else quantity
    plan = check(Draft(price, size), replace(view.without(order.order_id), mark_age=0.0))
    assert isinstance(plan, ExitPlan), plan
    return plan


async def replaced(
    w: World, quantity: str, within: float = 30.0, price: str = "170"
) -> tuple[Order, Denied | ReplaceOutcome]:
    order = await resting(w, quantity)
    return order, await w.wait(w.desk.replace(order, plan_for(w, order, price)), within)


def gaps(w: World) -> list[tuple[object, ...]]:
    rows = w.journal._database.execute("SELECT order_id, policy, lasted_ms FROM uncovered")
    return [tuple(row) for row in rows]


def notes(w: World) -> list[str]:
    """What the log says of replacements."""
    return [
        event.text
        for event in w.session.events
        if isinstance(event, Noted) and "replaced" in event.text
    ]


async def test_where_both_fit_the_new_one_is_placed_first_and_nothing_is_uncovered() -> None:
    async with running(await world()) as w:
        _, outcome = await replaced(w, "4")
        assert isinstance(outcome, ReplaceOutcome)
        assert (outcome.policy, outcome.uncovered_ms) == (ReplacePolicy.PLACE_FIRST, 0)
        assert isinstance(outcome.placed, Intent)
        assert (outcome.placed.kind, outcome.placed.replaces) == (IntentKind.REPLACE, "1")
        assert isinstance(outcome.cancelled, CancelDone)
        assert [order.order_id for order in w.exchange.live()] == ["2"]
        assert gaps(w) == []
        assert notes(w) == ["Order 1 is replaced by 2: never uncovered"]


async def test_where_they_do_not_fit_the_old_one_goes_first_and_the_gap_is_written_down() -> None:
    async with running(await world()) as w:
        _, outcome = await replaced(w, "10")
        assert isinstance(outcome, ReplaceOutcome)
        assert outcome.policy is ReplacePolicy.CANCEL_FIRST
        assert isinstance(outcome.placed, Intent)
        assert outcome.placed.status is IntentStatus.RESTING
        assert outcome.uncovered_ms is not None
        assert 0 < outcome.uncovered_ms < 1_000
        assert [order.order_id for order in w.exchange.live()] == ["2"]
        assert gaps(w) == [("1", "cancel first", outcome.uncovered_ms)]
        gap = f"neither was live for {outcome.uncovered_ms} ms at most"
        assert notes(w) == [f"Order 1 is replaced by 2: {gap}"]


async def test_an_order_that_would_be_denied_leaves_the_old_one_alone() -> None:
    async with running(await world()) as w:
        order = await resting(w, "10")
        plan = plan_for(w, order)
        w.session.mark = Decimal(175)
        outcome = await w.wait(w.desk.replace(order, plan))
        assert isinstance(outcome, Denied)
        assert w.exchange.cancels == []
        assert [order.order_id for order in w.exchange.live()] == ["1"]


async def test_a_new_order_that_is_refused_leaves_the_old_one_in_place() -> None:
    refused = Script(accept_after=None, reply=Reply.REFUSAL)
    async with running(await world(Script(), refused)) as w:
        _, outcome = await replaced(w, "4")
        assert isinstance(outcome, ReplaceOutcome)
        assert isinstance(outcome.placed, Intent)
        assert outcome.placed.status is IntentStatus.REJECTED
        assert (outcome.cancelled, outcome.uncovered_ms) == (None, 0)
        assert w.exchange.cancels == []


async def test_a_new_order_nobody_answered_about_leaves_the_old_one_in_place() -> None:
    silent = Script(accept_after=None, reply=Reply.SILENCE)
    async with running(await world(Script(), silent)) as w:
        _, outcome = await replaced(w, "4")
        assert isinstance(outcome, ReplaceOutcome)
        assert isinstance(outcome.placed, Intent)
        assert outcome.placed.status is IntentStatus.UNKNOWN
        assert w.exchange.cancels == []


async def test_an_old_order_that_filled_meanwhile_is_not_replaced() -> None:
    async with running(await world(stream=False)) as w:
        order = await resting(w, "10")
        plan = plan_for(w, order)
        w.exchange.fill("1", Decimal(10))
        outcome = await w.wait(w.desk.replace(order, plan))
        assert isinstance(outcome, ReplaceOutcome)
        assert isinstance(outcome.cancelled, AlreadyGone)
        assert (outcome.placed, outcome.uncovered_ms) == (None, None)
        assert len(w.exchange.posts) == 1


async def test_a_part_filled_just_before_the_cancel_places_nothing() -> None:
    async with running(await world(stream=False)) as w:
        order = await resting(w, "10")
        plan = plan_for(w, order)
        w.exchange.fill("1", Decimal(3))
        outcome = await w.wait(w.desk.replace(order, plan))
        assert isinstance(outcome, ReplaceOutcome)
        assert outcome.placed is None
        assert gaps(w) == [("1", "cancel first", None)]


async def test_a_pending_cancel_is_waited_for() -> None:
    async with running(await world()) as w:
        w.exchange.cancel_reply = Reply.ANSWER
        _, outcome = await replaced(w, "10")
        assert isinstance(outcome, ReplaceOutcome)
        assert isinstance(outcome.cancelled, CancelPending)
        assert isinstance(outcome.placed, Intent)
        assert outcome.uncovered_ms is not None
        assert outcome.uncovered_ms >= 1_000


async def test_a_cancel_that_never_left_places_nothing() -> None:
    async with running(await world()) as w:
        w.exchange.cancel_reply = Reply.NO_CONNECTION
        _, outcome = await replaced(w, "10")
        assert isinstance(outcome, ReplaceOutcome)
        assert isinstance(outcome.cancelled, CancelFailed)
        assert outcome.placed is None
        assert len(w.exchange.posts) == 1


async def test_leaving_finishes_the_second_half_of_what_was_begun() -> None:
    async with running(await world()) as w:
        order = await resting(w, "10")
        w.exchange.cancel_reply = Reply.ANSWER
        replacing = asyncio.create_task(w.desk.replace(order, plan_for(w, order)))
        await w.clock.advance(0.2)
        leaving = asyncio.create_task(w.desk.finished(10.0))
        await w.clock.advance(12)
        assert leaving.result() is True
        outcome = replacing.result()
        assert isinstance(outcome, ReplaceOutcome)
        assert isinstance(outcome.placed, Intent)
        assert [one.price for one in w.exchange.live()] == [Price(Decimal(170))]


async def test_the_kill_switch_stops_the_second_half() -> None:
    async with running(await world()) as w:
        order = await resting(w, "10")
        w.exchange.cancel_reply = Reply.ANSWER
        replacing = asyncio.create_task(w.desk.replace(order, plan_for(w, order)))
        await w.clock.advance(0.2)
        halting = asyncio.create_task(w.desk.halt())
        await w.clock.advance(12)
        assert halting.done()
        outcome = replacing.result()
        assert isinstance(outcome, ReplaceOutcome)
        assert isinstance(outcome.placed, Denied)
        assert outcome.uncovered_ms is None
        assert w.exchange.live() == ()


@pytest.mark.parametrize(
    "change",
    [
        {"status": OrderStatus.TRIGGER_PENDING, "trigger_price": Price(Decimal(1))},
        {"side": Side.BID},
        {"symbol": "ETH_USDC_PERP"},
    ],
)
async def test_an_order_of_another_kind_market_or_side_is_not_replaced(
    change: dict[str, object],
) -> None:
    async with running(await world()) as w:
        other = replace(sol_order("900"), **change)  # type: ignore[arg-type]  # any field
        w.exchange.put(other)
        outcome = await w.wait(w.desk.replace(other, w.session.plan()))
        assert isinstance(outcome, Denied)
        assert [reason.code for reason in outcome.reasons] == [DenialCode.NOT_REPLACEABLE]
        assert w.exchange.posts == []


async def test_another_order_on_the_market_waits_for_its_end() -> None:
    async with running(await world()) as w:
        other = w.session.plan("180", "1")
        order = await resting(w, "10")
        w.exchange.cancel_reply = Reply.ANSWER
        replacing = asyncio.create_task(w.desk.replace(order, plan_for(w, order)))
        await w.clock.advance(0.2)
        outcome = await w.desk.submit(other)
        assert isinstance(outcome, Denied)
        assert [reason.code for reason in outcome.reasons] == [DenialCode.IN_PROGRESS]
        await w.clock.advance(12)
        assert replacing.done()
