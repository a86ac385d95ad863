"""The fake keeps its ledger as scripted, so what the desk is judged by can be trusted."""

import asyncio
from decimal import Decimal

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.exchange_ledger import ExchangeLedger, Reply, Script
from tui.client.answers import (
    Answered,
    CancelAccepted,
    Cancelled,
    Declined,
    NotLive,
    NotSent,
    OrderAnswer,
    Unanswered,
)
from tui.client.errors import NoAnswer
from tui.domain.intent import Ticket
from tui.domain.money import Price, Quantity
from tui.domain.order import OrderStatus
from tui.domain.position import Side

SYMBOL = "SOL_USDC_PERP"
TICKET = Ticket(SYMBOL, Side.ASK, Price(Decimal(160)), Quantity(Decimal(4)))


async def sent(exchange: ExchangeLedger, script: Script, within: float = 10.0) -> OrderAnswer:
    exchange.scripts = [script]
    task = asyncio.create_task(exchange.send_order(exchange.prepare_order(TICKET, 7)))
    await exchange.clock.advance(within)
    return task.result()


@pytest.mark.parametrize(
    ("script", "answer", "orders"),
    [
        (Script(), Answered, 1),
        (Script(reply=Reply.SILENCE), Unanswered, 1),
        (Script(accept_after=None, reply=Reply.SILENCE), Unanswered, 0),
        (Script(reply=Reply.SERVER_ERROR), Declined, 1),
        (Script(accept_after=None, reply=Reply.REFUSAL), Declined, 0),
        (Script(accept_after=None, reply=Reply.NO_CONNECTION), NotSent, 0),
        (Script(doubled=True), Answered, 2),
    ],
)
async def test_each_script_leaves_its_answer_and_its_ledger(
    script: Script, answer: type[OrderAnswer], orders: int
) -> None:
    exchange = ExchangeLedger(FakeClock())
    assert isinstance(await sent(exchange, script), answer)
    assert len(exchange.entries) == orders


async def test_a_late_order_appears_at_its_moment_and_not_before() -> None:
    exchange = ExchangeLedger(FakeClock())
    await sent(exchange, Script(accept_after=12.0, reply=Reply.SILENCE))
    assert await exchange.order(SYMBOL, client_id=7) is None
    assert exchange.may_still_appear
    await exchange.clock.advance(2.0)
    found = await exchange.order(SYMBOL, client_id=7)
    assert found is not None
    assert not exchange.may_still_appear


async def test_history_and_fills_lag_behind_the_book() -> None:
    exchange = ExchangeLedger(FakeClock(), lag=5.0)
    await sent(exchange, Script(fill_after=9.0))
    exchange.catch_up()
    assert exchange.live() == ()
    assert await exchange.order_history(SYMBOL, 100, 0) == ()
    assert await exchange.fills(SYMBOL) == ()
    await exchange.clock.advance(5.0)
    (order,) = await exchange.order_history(SYMBOL, 100, 0)
    (fill,) = await exchange.fills(SYMBOL)
    assert (order.status, fill.quantity) == (OrderStatus.FILLED, Decimal(4))


async def test_a_partial_fill_stays_live_and_a_cancel_ends_it() -> None:
    exchange = ExchangeLedger(FakeClock())
    heard: list[str] = []
    exchange.on_order = lambda _order, happened: heard.append(happened)
    await sent(exchange, Script(fill_after=0.0, part=Decimal(1), cancel_after=3.0), within=1.0)
    (order,) = exchange.live()
    assert (order.status, order.executed) == (OrderStatus.PARTIALLY_FILLED, Decimal(1))
    await exchange.clock.advance(3.0)
    exchange.catch_up()
    assert exchange.live() == ()
    assert heard == ["orderAccepted", "orderFill", "orderCancelled"]


async def test_a_failing_read_raises_and_says_nothing() -> None:
    exchange = ExchangeLedger(FakeClock(), reads_fail=lambda: True)
    with pytest.raises(NoAnswer):
        await exchange.order(SYMBOL, client_id=7)


async def test_cancels_answer_by_what_is_live() -> None:
    exchange = ExchangeLedger(FakeClock())
    assert await exchange.cancel_order(SYMBOL, "1") == NotLive()
    await sent(exchange, Script())
    exchange.cancel_reply = Reply.ANSWER
    assert await exchange.cancel_order(SYMBOL, "1") == CancelAccepted()
    assert len(exchange.live()) == 1
    exchange.cancel_reply = None
    assert isinstance(await exchange.cancel_order(SYMBOL, "1"), Cancelled)
    assert exchange.live() == ()
