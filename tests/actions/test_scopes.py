"""Cancelling many: what is in the scope, what each became, and how many are left."""

from decimal import Decimal

import pytest

from tests.builders import sol_order
from tests.fakes.desk_session import SYMBOL
from tests.fakes.exchange_ledger import Reply
from tests.fakes.live_desk import World, running, world
from tui.actions.outcomes import CancelDone, ScopeOutcome
from tui.domain.command import CancelScope, CommandStatus
from tui.domain.money import Price
from tui.domain.order import OrderStatus
from tui.domain.position import Side

ETH = "ETH_USDC_PERP"


async def crowded(w: World) -> None:
    """One order of ours, and five of others: an exit, an entry, another market, and two stops."""
    await w.submit(within=1)
    stop = {
        "status": OrderStatus.TRIGGER_PENDING,
        "quantity": None,
        "price": None,
        "trigger_price": Price(Decimal(120)),
        "trigger_quantity": "100%",
    }
    for order in (
        sol_order("exit"),
        sol_order("entry", side=Side.BID, reduce_only=False),
        sol_order("other", symbol=ETH, reduce_only=False),
        sol_order("stop", **stop),
        sol_order("entry stop", side=Side.BID, reduce_only=False, **stop),
    ):
        w.exchange.put(order)


@pytest.mark.parametrize(
    ("scope", "stay"),
    [
        (CancelScope(), {"stop", "entry stop"}),
        (CancelScope(include_conditional=True), set()),
        (CancelScope(SYMBOL), {"other", "stop", "entry stop"}),
        (CancelScope(SYMBOL, include_conditional=True), {"other"}),
        (CancelScope(SYMBOL, Side.BID), {"1", "exit", "other", "stop", "entry stop"}),
        (CancelScope(exits_only=True), {"entry", "other", "stop", "entry stop"}),
        (CancelScope(ours_only=True), {"exit", "entry", "other", "stop", "entry stop"}),
        (CancelScope(ETH, Side.BID), {"1", "exit", "entry", "other", "stop", "entry stop"}),
    ],
)
async def test_it_cancels_the_scope_and_nothing_else(scope: CancelScope, stay: set[str]) -> None:
    async with running(await world()) as w:
        await crowded(w)
        outcome = await w.wait(w.desk.cancel_scope(scope), within=2)
        assert {order.order_id for order in w.exchange.live()} == stay
        assert outcome.command.left == 0
        expected = CommandStatus.GONE if len(stay) == 6 else CommandStatus.DONE
        assert outcome.command.status is expected
        assert all(isinstance(result, CancelDone) for _, result in outcome.results)
        assert len(outcome.results) == 6 - len(stay)


async def test_a_whole_market_is_one_request() -> None:
    async with running(await world()) as w:
        await crowded(w)
        await w.wait(w.desk.cancel_scope(CancelScope(SYMBOL)), within=2)
        assert w.exchange.cancels == [SYMBOL]


async def test_an_order_that_nobody_told_of_is_found_and_cancelled() -> None:
    async with running(await world(stream=False)) as w:
        w.exchange.put(sol_order("hidden"))
        outcome = await w.wait(w.desk.cancel_scope(CancelScope(side=Side.ASK)), within=2)
        assert [order.order_id for order, _ in outcome.results] == ["hidden"]
        assert outcome.command.status is CommandStatus.DONE


@pytest.mark.parametrize("scope", [CancelScope(SYMBOL), CancelScope()])
async def test_a_pending_cancel_is_counted_down(scope: CancelScope) -> None:
    async with running(await world()) as w:
        await crowded(w)
        w.exchange.cancel_reply = Reply.ANSWER
        outcome = await w.wait(w.desk.cancel_scope(scope), within=0.5)
        assert outcome.command.status is CommandStatus.PENDING
        assert outcome.command.left == 3 + (scope.symbol is None)
        await w.clock.advance(5)
        told = w.session.state.commands[outcome.command.number]
        assert (told.status, told.left) == (CommandStatus.DONE, 0)


async def test_silence_about_a_whole_market_is_looked_into() -> None:
    async with running(await world()) as w:
        await crowded(w)
        w.exchange.cancel_reply = Reply.SILENCE
        outcome = await w.wait(w.desk.cancel_scope(CancelScope(SYMBOL)), within=2)
        assert (outcome.command.status, outcome.command.left) == (CommandStatus.DONE, 0)


async def refused(w: World, scope: CancelScope) -> ScopeOutcome:
    w.exchange.cancel_reply = Reply.NO_CONNECTION
    return await w.wait(w.desk.cancel_scope(scope), within=2)


async def test_a_request_that_never_left_is_not_sent() -> None:
    async with running(await world()) as w:
        await crowded(w)
        outcome = await refused(w, CancelScope(SYMBOL))
        assert outcome.command.status is CommandStatus.NOT_SENT
        assert len(w.exchange.live()) == 6


async def test_what_stays_live_for_long_was_not_cancelled() -> None:
    async with running(await world()) as w:
        await crowded(w)
        outcome = await refused(w, CancelScope(ours_only=True))
        assert (outcome.command.status, outcome.command.left) == (CommandStatus.PENDING, 1)
        await w.clock.advance(60)
        told = w.session.state.commands[outcome.command.number]
        assert (told.status, told.left) == (CommandStatus.REJECTED, 1)


async def test_a_count_that_cannot_be_asked_is_unknown() -> None:
    async with running(await world()) as w:
        await crowded(w)
        w.exchange.reads_fail = lambda: True
        outcome = await w.wait(w.desk.cancel_scope(CancelScope(ours_only=True)), within=2)
        assert (outcome.command.status, outcome.command.left) == (CommandStatus.UNKNOWN, None)


async def test_read_only_cancels_nothing() -> None:
    async with running(await world(read_only=True)) as w:
        w.exchange.put(sol_order("exit"))
        outcome = await w.desk.cancel_scope(CancelScope())
        assert outcome.command.status is CommandStatus.NOT_SENT
        assert w.exchange.cancels == []
