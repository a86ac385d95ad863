"""The desk against a scripted exchange: what is sent, how often, and what is made of the answer."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

from tests.builders import sol_order
from tests.fakes.clock import settle
from tests.fakes.desk_session import SYMBOL, position
from tests.fakes.exchange_ledger import Reply, Script
from tests.fakes.live_desk import World, running, world
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.journal import Journal
from tui.actions.outcomes import CancelFailed
from tui.actions.reasons import describe
from tui.client.answers import Declined, SignedRequest
from tui.domain.events import (
    CameBack,
    ClockMeasured,
    Link,
    LinkDown,
    Noted,
    OrderChanged,
    OrdersRead,
)
from tui.domain.exits.plan import Rule
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity
from tui.domain.order import Order, OrderStatus
from tui.domain.position import Direction, Side


def _codes(outcome: Denied | Intent) -> list[DenialCode]:
    assert isinstance(outcome, Denied), outcome
    return [denial.code for denial in outcome.reasons]


def alarms(world: World) -> list[IntentStatus]:
    """What the orders that came back were taken to be."""
    return [event.believed for event in world.session.events if isinstance(event, CameBack)]


async def test_a_confirmed_plan_rests_on_the_exchange_on_exactly_its_terms() -> None:
    async with running(await world()) as w:
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.RESTING
        assert outcome.order_id == "1"
        assert [post.body for post in w.exchange.posts] == [
            {
                "clientId": 1,
                "orderType": "Limit",
                "price": "160",
                "quantity": "4",
                "reduceOnly": True,
                "side": "Ask",
                "symbol": SYMBOL,
                "timeInForce": "GTC",
            }
        ]
        assert w.status() is IntentStatus.RESTING
        assert w.codes() == []


async def test_one_plan_can_be_submitted_once_only() -> None:
    async with running(await world()) as w:
        plan = w.session.plan()
        await w.submit(plan)
        assert _codes(await w.submit(plan)) == [DenialCode.ALREADY_SUBMITTED]
        assert len(w.exchange.posts) == 1


async def test_fault_u11_of_two_submits_at_once_on_a_symbol_the_second_is_denied() -> None:
    async with running(await world()) as w:
        first = asyncio.create_task(w.desk.submit(w.session.plan()))
        second = asyncio.create_task(w.desk.submit(w.session.plan()))
        await settle(2)
        assert DenialCode.IN_PROGRESS in w.codes()
        await w.clock.advance(1)
        assert isinstance(first.result(), Intent)
        assert _codes(second.result()) == [DenialCode.IN_PROGRESS]
        assert len(w.exchange.posts) == 1


async def test_fault_r01_an_order_that_never_arrived_is_absent_after_fence_and_two_passes() -> None:
    async with running(await world(Script(accept_after=None, reply=Reply.SILENCE))) as w:
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.UNKNOWN
        assert w.codes() == [DenialCode.UNSETTLED_INTENT]
        await w.clock.advance(34)
        assert w.status() is IntentStatus.UNKNOWN
        await w.clock.advance(10)
        assert w.status() is IntentStatus.ABSENT
        assert w.codes() == []
        assert len(w.exchange.posts) == 1


async def test_fault_r02_an_accepted_order_nobody_answered_about_is_found_and_not_resent() -> None:
    async with running(await world(Script(reply=Reply.SILENCE), stream=False)) as w:
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.UNKNOWN
        await w.clock.advance(2)
        assert w.status() is IntentStatus.RESTING
        assert len(w.exchange.posts) == len(w.exchange.entries) == 1


async def test_the_stream_settles_an_order_that_nobody_answered_about() -> None:
    async with running(await world(Script(reply=Reply.SILENCE))) as w:
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.RESTING
        assert w.exchange.reads == 0


async def test_fault_r03_an_order_accepted_after_our_timeout_is_found() -> None:
    script = Script(accept_after=14.9, reply=Reply.SILENCE)
    async with running(await world(script, stream=False)) as w:
        await w.submit()
        await w.clock.advance(3)
        assert w.status() is IntentStatus.UNKNOWN
        await w.clock.advance(10)
        assert w.status() is IntentStatus.RESTING


async def test_fault_r04_an_order_filled_before_the_look_up_is_found_when_history_catches_up() -> (
    None
):
    script = Script(accept_after=14.0, reply=Reply.SILENCE, fill_after=0.0)
    made = await world(script, stream=False)
    made.exchange.lag = 29.0
    async with running(made) as w:
        await w.submit()
        await w.clock.advance(31)
        assert w.status() is IntentStatus.UNKNOWN
        await w.clock.advance(10)
        assert w.status() is IntentStatus.FILLED


async def test_fault_r05_without_a_connection_it_is_not_sent_and_nothing_is_looked_up() -> None:
    script = Script(accept_after=None, reply=Reply.NO_CONNECTION)
    async with running(await world(script)) as w:
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.NOT_SENT
        assert w.exchange.posts == []
        assert w.exchange.reads == 0
        assert w.codes() == []


async def test_fault_r09_a_server_error_is_unknown_and_looked_up() -> None:
    async with running(await world(Script(reply=Reply.SERVER_ERROR), stream=False)) as w:
        outcome = await w.submit(within=0.2)
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.UNKNOWN
        await w.clock.advance(1)
        assert w.status() is IntentStatus.RESTING


async def test_fault_r11_a_plain_refusal_is_rejected_with_the_words_of_the_exchange() -> None:
    script = Script(accept_after=None, reply=Reply.REFUSAL)
    async with running(await world(script)) as w:
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.REJECTED
        assert outcome.reason == "INVALID_PRICE: Price is too far"
        assert w.exchange.reads == 1
        assert w.codes() == []


async def test_fault_r07_a_refused_order_that_exists_all_the_same_raises_an_alarm() -> None:
    script = Script(accept_after=0.5, reply=Reply.REFUSAL)
    async with running(await world(script, stream=False)) as w:
        await w.submit()
        assert w.status() is IntentStatus.RESTING
        assert IntentStatus.REJECTED in alarms(w)


@pytest.mark.parametrize(
    "change",
    [
        lambda order: replace(order, side=Side.BID),
        lambda order: replace(order, quantity=Quantity(Decimal(40))),
        lambda order: replace(order, quantity=Quantity(Decimal(3))),
        lambda order: replace(order, quantity=None),
        lambda order: replace(order, price=Price(Decimal(16))),
        lambda order: replace(order, price=None),
        lambda order: replace(order, symbol="BTC_USDC_PERP"),
        lambda order: replace(order, client_id=99),
        lambda order: replace(order, client_id=None),
        lambda order: replace(order, reduce_only=False),
    ],
)
async def test_fault_r15_an_echo_with_other_terms_is_a_mismatch_and_blocks_new_orders(
    change: Callable[[Order], Order],
) -> None:
    async with running(await world(Script(echo=change), stream=False)) as w:
        outcome = await w.submit(within=0.3)
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.MISMATCH
        assert outcome.reason is not None
        assert "other terms than were sent" in outcome.reason
        assert w.codes() == [DenialCode.MISMATCH_OPEN]


async def test_fault_r16_an_answer_that_says_cancelled_is_no_success() -> None:
    script = Script(echo=lambda order: replace(order, status=OrderStatus.CANCELLED))
    async with running(await world(script, stream=False)) as w:
        outcome = await w.submit(within=0.3)
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.CANCELLED


async def test_fault_r21_a_doubled_request_is_noticed() -> None:
    async with running(await world(Script(doubled=True))) as w:
        await w.submit()
        assert w.status() is IntentStatus.MISMATCH
        assert w.codes() == [DenialCode.MISMATCH_OPEN]


async def test_fault_r21_a_doubled_order_is_told_once_when_the_first_has_ended() -> None:
    async with running(await world(Script(doubled=True))) as w:
        await w.submit()
        w.exchange.end("1")
        await settle()
        assert w.status() is IntentStatus.CANCELLED
        told = [e for e in w.session.events if isinstance(e, Noted) and "same client id" in e.text]
        assert len(told) == 1


async def test_an_order_that_shows_up_after_it_was_proved_absent_raises_an_alarm() -> None:
    made = await world(Script(accept_after=120.0, reply=Reply.SILENCE))
    async with running(made) as w:
        await w.submit()
        await w.clock.advance(60)
        assert w.status() is IntentStatus.ABSENT
        await w.clock.advance(60)
        w.exchange.catch_up()
        await settle()
        assert w.status() is IntentStatus.RESTING
        assert alarms(w) == [IntentStatus.ABSENT]


async def test_fault_l04_a_cancelled_caller_does_not_stop_the_order() -> None:
    async with running(await world()) as w:
        caller = asyncio.create_task(w.desk.submit(w.session.plan()))
        await settle(3)
        caller.cancel()
        await w.clock.advance(1)
        assert caller.cancelled()
        assert w.status() is IntentStatus.RESTING
        assert len(w.exchange.posts) == 1


async def test_fault_l03_quitting_waits_for_what_is_being_sent() -> None:
    async with running(await world(Script(reply_after=3.0))) as w:
        caller = asyncio.create_task(w.desk.submit(w.session.plan()))
        await settle()
        early = asyncio.create_task(w.desk.finished(1.0))
        late = asyncio.create_task(w.desk.finished(10.0))
        await w.clock.advance(4)
        assert (early.result(), late.result()) == (False, True)
        assert isinstance(caller.result(), Intent)


@pytest.mark.parametrize("writes_before", [0, 1])
async def test_fault_l02_what_has_not_left_when_the_program_ends_never_leaves(
    writes_before: int,
) -> None:
    made = await world()
    writes = count()
    leaving: list[asyncio.Task[bool]] = []

    async def ends_meanwhile(work: Callable[[], object]) -> object:
        if next(writes) == writes_before:
            leaving.append(asyncio.create_task(made.desk.finished(10.0)))
            await settle(2)
        return work()

    async with running(made) as w:
        w.journal._off_loop = ends_meanwhile  # type: ignore[assignment]  # because time passes in it
        assert _codes(await w.submit()) == [DenialCode.LEAVING]
        assert w.exchange.posts == []
        assert leaving[0].result()
        assert w.codes() == [DenialCode.LEAVING]
        assert _statuses(w.journal)[-1] == "not sent"


async def test_an_order_that_took_long_to_write_down_is_not_sent() -> None:
    made = await world()
    writes = count()

    async def slow(work: Callable[[], object]) -> object:
        if next(writes) == 1:
            await made.clock.sleep(1.2)
        return work()

    async with running(made) as w:
        w.journal._off_loop = slow  # type: ignore[assignment]  # because it stands for a slow disk
        assert _codes(await w.submit()) == [DenialCode.SLOW_DISK]
        assert w.exchange.posts == []
        assert _statuses(w.journal) == ["recorded", "sending", "not sent"]
        assert w.codes() == []


async def test_a_reading_asked_for_before_the_send_does_not_sweep_the_order_away() -> None:
    async with running(await world(stream=False)) as w:
        asked_us = w.clock.wall_ms() * 1_000
        await w.clock.advance(0.1)
        await w.submit(within=1)
        w.session.publish(OrdersRead((), asked_us=asked_us))
        assert list(w.session.state.orders) == ["1"]


async def test_fault_l15_an_intent_bears_the_time_of_the_exchange_whatever_our_clock_says() -> None:
    async with running(await world()) as w:
        an_hour = 3_600_000
        w.session.publish(ClockMeasured(offset_ms=-an_hour, uncertainty_ms=20.0))
        recorded = w.clock.wall_ms() - an_hour
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert outcome.recorded_ms == recorded


async def test_settled_waits_for_the_look_up_and_tells_the_fate() -> None:
    made = await world(Script(accept_after=None, reply=Reply.SILENCE))
    async with running(made) as w:
        await w.submit()
        short = asyncio.create_task(w.desk.settled(1, 5.0))
        long = asyncio.create_task(w.desk.settled(1, 120.0))
        await w.clock.advance(60)
        assert short.result().status is IntentStatus.UNKNOWN
        assert long.result().status is IntentStatus.ABSENT


async def test_fault_x04_a_position_closed_since_the_confirmation_sends_nothing() -> None:
    async with running(await world()) as w:
        plan = w.session.plan()
        w.session.held.clear()
        assert _codes(await w.submit(plan)) == [DenialCode.POSITION_GONE]
        assert w.exchange.posts == []


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (position(direction=Direction.SHORT), DenialCode.POSITION_FLIPPED),
        (position(quantity="9"), DenialCode.POSITION_RESIZED),
        (position(position_id="p2"), DenialCode.POSITION_REPLACED),
    ],
    ids=["X05", "X06", "X07"],
)
async def test_fault_x05_to_x07_a_position_that_changed_since_the_confirmation_sends_nothing(
    now: object, code: DenialCode
) -> None:
    async with running(await world()) as w:
        plan = w.session.plan()
        w.session.held[SYMBOL] = now  # type: ignore[assignment]  # because parametrize hands objects
        assert code in _codes(await w.submit(plan))
        assert w.exchange.posts == []


async def test_fault_x11_a_mark_that_jumped_across_the_price_sends_nothing() -> None:
    async with running(await world()) as w:
        plan = w.session.plan(price="160")
        w.session.mark = Decimal(161)
        outcome = await w.submit(plan)
        assert isinstance(outcome, Denied)
        problem = outcome.reasons[0].problem
        assert problem is not None
        assert problem.rule is Rule.NOT_BEYOND_MARK
        assert w.exchange.posts == []


async def test_a_failed_final_reading_sends_nothing() -> None:
    async with running(await world()) as w:
        w.session.refresh_fails = "no answer within 10 s"
        outcome = await w.submit()
        assert _codes(outcome) == [DenialCode.REFRESH_FAILED]
        assert w.exchange.posts == []


async def test_read_only_sends_neither_orders_nor_cancels() -> None:
    async with running(await world(read_only=True)) as w:
        assert _codes(await w.submit()) == [DenialCode.READ_ONLY]
        assert w.exchange.posts == []


async def test_fault_l10_a_second_writer_sends_nothing_and_says_who_is_first() -> None:
    other = Denial(DenialCode.OTHER_WRITER, detail="process 4242")
    async with running(await world(other_writer=other)) as w:
        assert w.desk.blockers(SYMBOL) == (other,)
        assert _codes(await w.submit()) == [DenialCode.OTHER_WRITER]
        outcome = await w.desk.cancel(sol_order())
        assert isinstance(outcome, CancelFailed)
        assert not outcome.was_sent
        assert "process 4242" in outcome.reason
        assert w.exchange.posts == []


async def test_a_lost_private_stream_closes_the_gates_until_reconciled() -> None:
    async with running(await world()) as w:
        plan = w.session.plan()
        w.session.publish(LinkDown(Link.PRIVATE, "silent", 1.0))
        assert set(_codes(await w.submit(plan))) == {
            DenialCode.LINK_DOWN,
            DenialCode.NOT_RECONCILED,
        }


async def test_fault_l15_an_uncertain_clock_closes_the_gates() -> None:
    async with running(await world()) as w:
        w.session.publish(ClockMeasured(0.0, 501.0))
        assert w.codes() == [DenialCode.CLOCK_UNSURE]


async def test_fault_r13_c05_three_refusals_of_the_key_in_a_row_stop_the_desk() -> None:
    async with running(await world()) as w:

        async def refuse(_signed: object) -> Declined:
            return Declined(401, "UNAUTHORIZED", "Unauthorized", definitive=True)

        w.exchange.send_order = refuse  # type: ignore[assignment,method-assign]  # because scripted
        for _ in range(3):
            outcome = await w.submit()
            assert isinstance(outcome, Intent)
            assert outcome.status is IntentStatus.REJECTED
        assert w.codes() == [DenialCode.KEY_REFUSED]


async def test_a_used_or_impossible_client_id_is_never_taken() -> None:
    numbers = iter([0, 2**32, 7, 7, 8])
    made = await world(ids=lambda: next(numbers))
    async with running(made) as w:
        await w.submit(w.session.plan(quantity="1"))
        await w.submit(w.session.plan(quantity="1"))
        assert [post.client_id for post in w.exchange.posts] == [7, 8]


async def test_a_bug_in_the_send_is_recorded_as_unknown_and_ends_the_desk() -> None:
    made = await world()

    async def broken(_signed: object) -> None:
        raise ZeroDivisionError

    made.exchange.send_order = broken  # type: ignore[assignment,method-assign]  # because scripted
    runner = asyncio.create_task(made.desk.run())
    await settle()
    with pytest.raises(ZeroDivisionError):
        await made.desk.submit(made.session.plan())
    assert made.status() is IntentStatus.UNKNOWN
    assert _last_reason(made.journal) == "the send broke off"
    await settle()
    with pytest.raises(ExceptionGroup):
        await runner
    await made.journal.close()


async def test_the_price_that_is_sent_keeps_the_text_that_was_confirmed() -> None:
    async with running(await world()) as w:
        await w.submit(w.session.plan(price="160.50", quantity="4.10"))
        body = w.exchange.posts[0].body
        ticket = w.session.state.intents[1].ticket
        assert (body["price"], body["quantity"]) == (str(ticket.price), str(ticket.quantity))


async def test_an_answered_order_needs_no_look_up() -> None:
    async with running(await world(stream=False)) as w:
        await w.submit()
        await w.clock.advance(60)
        assert w.status() is IntentStatus.RESTING
        assert w.exchange.reads == 0


async def test_the_moment_of_proof_is_known_while_an_order_is_looked_up() -> None:
    script = Script(accept_after=None, reply=Reply.SILENCE)
    async with running(await world(script)) as w:
        sent_at = w.clock.monotonic()
        await w.submit()
        assert w.desk.proof_by(1) == sent_at + 45.5
        await w.clock.advance(60)
        assert w.desk.proof_by(1) is None


async def test_an_order_that_vanished_unseen_is_looked_up() -> None:
    async with running(await world(stream=False)) as w:
        await w.submit()
        w.exchange.fill("1", Decimal(4))
        w.session.read_orders(())
        await w.clock.advance(3)
        assert w.status() is IntentStatus.FILLED


async def test_a_late_fill_overrides_a_cancel() -> None:
    async with running(await world()) as w:
        await w.submit()
        order = w.session.state.orders["1"]
        late = order.engine_us + 10
        w.session.publish(
            OrderChanged(
                replace(order, status=OrderStatus.CANCELLED, engine_us=late), "orderCancelled"
            )
        )
        filled = replace(
            order, status=OrderStatus.FILLED, executed=Quantity(Decimal(4)), engine_us=late + 1
        )
        w.session.publish(OrderChanged(filled, "orderFill"))
        await settle()
        assert w.status() is IntentStatus.FILLED


def _statuses(journal: Journal) -> list[str]:
    rows = journal._database.execute("SELECT status FROM transition ORDER BY number")
    return [row[0] for row in rows]


def _last_reason(journal: Journal) -> object:
    rows = journal._database.execute("SELECT reason FROM transition ORDER BY number")
    return rows.fetchall()[-1]["reason"]


async def test_a_mark_that_jumps_while_the_intent_is_written_stops_the_send() -> None:
    made = await world()

    async def slow(work: Callable[[], object]) -> object:
        made.session.mark = Decimal(161)
        return work()

    async with running(made) as w:
        plan = w.session.plan(price="160")
        w.journal._off_loop = slow  # type: ignore[assignment]  # because it stands for a slow disk
        assert _codes(await w.submit(plan)) == [DenialCode.RULE_BROKEN]
        assert w.exchange.posts == []
        assert _statuses(w.journal) == ["recorded", "not sent"]
        assert w.session.state.intents == {}


async def test_bytes_that_do_not_say_what_was_confirmed_are_not_sent() -> None:
    made = await world()
    honest = made.exchange.prepare_order

    def tampered(ticket: Ticket, client_id: int) -> SignedRequest:
        return honest(replace(ticket, side=ticket.side.opposite), client_id)

    made.exchange.prepare_order = tampered  # type: ignore[method-assign]  # because it is the fault
    async with running(made) as w:
        outcome = await w.submit()
        assert isinstance(outcome, Denied)
        assert [(d.code, d.detail) for d in outcome.reasons] == [
            (DenialCode.REQUEST_ALTERED, "side")
        ]
        assert w.exchange.posts == []
        assert _statuses(w.journal) == ["recorded", "not sent"]
        assert _last_reason(w.journal) == describe(outcome.reasons[0])


@pytest.mark.parametrize("good_writes", [0, 1])
async def test_fault_l06_what_cannot_be_written_down_is_not_sent(good_writes: int) -> None:
    made = await world()
    writes = count()

    async def full(work: Callable[[], object]) -> object:
        if next(writes) >= good_writes:
            raise sqlite3.OperationalError("database or disk is full")
        return work()

    async with running(made) as w:
        honest = w.journal._off_loop
        w.journal._off_loop = full  # type: ignore[assignment]  # because it stands for a full disk
        assert _codes(await w.submit()) == [DenialCode.JOURNAL_FAILED]
        assert w.exchange.posts == []
        assert w.codes() == [DenialCode.JOURNAL_FAILED]
        w.journal._off_loop = honest


async def test_a_disk_that_fills_after_the_send_hides_nothing() -> None:
    made = await world()
    writes = count()

    async def full(work: Callable[[], object]) -> object:
        if next(writes) >= 2:
            raise OSError(28, "No space left on device")
        return work()

    async with running(made) as w:
        honest = w.journal._off_loop
        w.journal._off_loop = full  # type: ignore[assignment]  # because it stands for a full disk
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.RESTING
        assert w.codes() == [DenialCode.JOURNAL_FAILED]
        w.journal._off_loop = honest
