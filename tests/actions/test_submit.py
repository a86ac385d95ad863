"""Submitting: what is written down with an order, what is counted, and what a refusal says."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fakes.desk_session import SYMBOL, position
from tests.fakes.exchange_ledger import Reply, Script
from tests.fakes.live_desk import World, running, world
from tests.fakes.off_loop import inline
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.reasons import describe
from tui.actions.submit import Purpose
from tui.client.answers import Declined, SignedRequest
from tui.domain.account import AccountSummary, Fees
from tui.domain.events import ClockMeasured, OrderChanged
from tui.domain.intent import Intent, IntentKind, IntentStatus, Ticket
from tui.domain.orders.check import check_order
from tui.domain.orders.plan import OrderDraft, OrderPlan
from tui.domain.position import Side


def rows(w: World, columns: str) -> list[tuple[object, ...]]:
    found = w.journal._database.execute(f"SELECT {columns} FROM intent ORDER BY client_id")  # noqa: S608  # ours
    return [tuple(row) for row in found.fetchall()]


def denials(outcome: object) -> tuple[Denial, ...]:
    assert isinstance(outcome, Denied), outcome
    return outcome.reasons


async def test_an_exit_is_written_down_with_position_mark_and_kind() -> None:
    async with running(await world()) as w:
        await w.submit()
        assert rows(w, "position_id, mark, kind, replaces, batch") == [
            ("p1", "150", "take-profit", None, None)
        ]


async def test_an_order_without_a_position_is_written_down_without_one() -> None:
    async with running(await world()) as w:
        w.session.held = {}
        w.session.connect()
        view = w.session.view(SYMBOL, w.clock.monotonic())
        assert view is not None
        draft = OrderDraft(Side.BID, "1", "149", reduce_only=False)
        plan = check_order(draft, replace(view, mark_age=0.0))
        assert isinstance(plan, OrderPlan), plan
        outcome = await w.submit(plan)
        assert isinstance(outcome, Intent)
        assert outcome.position_id is None
        assert rows(w, "position_id, kind") == [("", "order")]


async def test_a_batch_bears_the_number_of_its_first_order() -> None:
    async with running(await world()) as w:
        plans = [w.session.plan(price=each, quantity="1") for each in ("160", "161", "162")]
        await w.wait(w.desk.submit_batch(plans))
        assert rows(w, "client_id, batch") == [(1, "1"), (2, "1"), (3, "1")]


async def test_what_stands_in_for_another_order_says_so() -> None:
    async with running(await world()) as w:
        submitter = w.desk._submitter
        (found,) = submitter._new_intents([w.session.plan()], Purpose(replaces="o9"))
        assert (found.kind, found.replaces) == (IntentKind.REPLACE, "o9")


async def test_the_time_of_the_record_is_the_exchanges() -> None:
    async with running(await world()) as w:
        w.session.publish(ClockMeasured(offset_ms=2_500.4, uncertainty_ms=20.0))
        outcome = await w.submit()
        assert isinstance(outcome, Intent)
        assert rows(w, "recorded_ms") == [(outcome.recorded_ms,)]
        assert outcome.recorded_ms == w.clock.wall_ms() + 2_500 - 11_000


async def test_without_a_reading_of_its_clock_our_own_has_to_do() -> None:
    async with running(await world()) as w:
        w.session.state = replace(w.session.state, clock=None)
        (found,) = w.desk._submitter._new_intents([w.session.plan()], Purpose())
        assert found.recorded_ms == w.clock.wall_ms()


async def test_what_identifies_the_bytes_is_written_before_they_leave() -> None:
    async with running(await world()) as w:
        await w.submit()
        row = w.journal._database.execute(
            "SELECT signed_ms, window_ms, digest FROM transition WHERE status = 'sending'"
        ).fetchone()
        (post,) = w.exchange.posts
        assert row["window_ms"] == 5_000
        assert row["signed_ms"] == round(post.at * 1_000) - 1_000_000 + w.clock.wall_ms() - round(
            (w.clock.monotonic() - 1_000) * 1_000
        )
        assert len(row["digest"]) == 64


async def test_the_order_is_told_before_its_intent_moves_on() -> None:
    async with running(await world(stream=False)) as w:
        await w.submit()
        told = [event for event in w.session.events if isinstance(event, OrderChanged)]
        assert [event.happened for event in told] == ["answer"]
        assert told[0].order.client_id == 1


async def test_an_id_that_is_in_use_is_not_taken_again() -> None:
    most = 2**32 - 1
    numbers = iter([0, 2**32, 5, 5, most])
    async with running(await world(ids=lambda: next(numbers))) as w:
        await w.submit()
        await w.submit(w.session.plan(price="161", quantity="1"))
        assert [post.client_id for post in w.exchange.posts] == [5, most]


async def test_an_id_of_an_order_that_has_ended_stays_taken() -> None:
    numbers = iter([5, 5, 6])
    async with running(await world(Script(fill_after=0.1), ids=lambda: next(numbers))) as w:
        await w.submit(w.session.plan(quantity="1"))
        w.session.state = replace(w.session.state, orders={})
        w.session.read_positions()
        await w.submit(w.session.plan(price="161", quantity="1"))
        assert [post.client_id for post in w.exchange.posts] == [5, 6]


async def test_the_ids_of_a_batch_differ() -> None:
    numbers = iter([5, 5, 6])
    async with running(await world(ids=lambda: next(numbers))) as w:
        plans = [w.session.plan(price=each, quantity="1") for each in ("160", "161")]
        sent = await w.wait(w.desk.submit_batch(plans))
        assert not isinstance(sent, Denied)
        assert [(intent.client_id, intent.batch) for intent in sent] == [(5, "5"), (6, "5")]


async def test_a_source_of_ids_that_repeats_itself_is_a_bug() -> None:
    async with running(await world(ids=lambda: 5)) as w:
        await w.submit()
        with pytest.raises(RuntimeError, match="gives no fresh number"):
            await w.desk.submit(w.session.plan(price="161", quantity="1"))


async def test_a_reading_that_failed_says_why() -> None:
    async with running(await world()) as w:
        w.session.refresh_fails = "connection refused"
        assert denials(await w.submit()) == (
            Denial(DenialCode.REFRESH_FAILED, detail="connection refused"),
        )
        assert w.exchange.posts == []


async def test_what_the_reading_brings_to_light_is_told_with_its_numbers() -> None:
    async with running(await world()) as w:
        plan = w.session.plan()
        w.session.held = {SYMBOL: position(quantity="11")}
        assert denials(await w.submit(plan)) == (
            Denial(DenialCode.POSITION_RESIZED, Decimal(10), Decimal(11)),
        )
        assert rows(w, "client_id") == []


async def test_three_refusals_of_the_key_in_a_row_end_trying() -> None:
    refusal = Script(accept_after=None, reply=Reply.REFUSAL)
    async with running(await world(refusal, refusal, refusal)) as w:
        w.exchange.refusal_code = "UNAUTHORIZED"
        for price in ("160", "161", "162"):
            outcome = await w.submit(w.session.plan(price=price, quantity="1"))
            assert isinstance(outcome, Intent)
            assert outcome.status is IntentStatus.REJECTED
        assert w.codes() == [DenialCode.KEY_REFUSED]


async def test_one_accepted_order_between_makes_the_count_begin_anew() -> None:
    refusal = Script(accept_after=None, reply=Reply.REFUSAL)
    async with running(await world(refusal, refusal, Script(), refusal, refusal)) as w:
        w.exchange.refusal_code = "UNAUTHORIZED"
        for price in ("160", "161", "162", "163", "164"):
            await w.submit(w.session.plan(price=price, quantity="1"))
        assert w.codes() == []


async def test_refused_batches_of_the_key_count_too() -> None:
    made = await world()

    async def refuse(_signed: object) -> Declined:
        return Declined(401, "UNAUTHORIZED", "Unauthorized", definitive=True)

    made.exchange.send_batch = refuse  # type: ignore[assignment,method-assign]  # because scripted
    async with running(made) as w:
        for low, high in (("160", "161"), ("162", "163"), ("164", "165")):
            assert w.codes() == []
            plans = [w.session.plan(price=each, quantity="1") for each in (low, high)]
            await w.wait(w.desk.submit_batch(plans))
        assert w.codes() == [DenialCode.KEY_REFUSED]


async def test_the_bytes_of_a_batch_have_to_say_what_was_confirmed() -> None:
    made = await world()
    honest = made.exchange.prepare_batch

    def tampered(batch: Sequence[tuple[Ticket, int]]) -> SignedRequest:
        (first, number), *others = batch
        return honest([(replace(first, side=first.side.opposite), number), *others])

    made.exchange.prepare_batch = tampered  # type: ignore[method-assign]  # because it is the fault
    async with running(made) as w:
        plans = [w.session.plan(price=each, quantity="1") for each in ("160", "161")]
        (told,) = denials(await w.wait(w.desk.submit_batch(plans)))
        assert told.code is DenialCode.REQUEST_ALTERED
        assert w.exchange.posts == []


def ends(w: World) -> list[tuple[object, ...]]:
    found = w.journal._database.execute("SELECT status, reason FROM transition ORDER BY number")
    return [tuple(row) for row in found.fetchall()]


async def test_what_came_too_late_was_not_sent_and_says_why() -> None:
    made = await world()

    async def slow(work: Callable[[], object]) -> object:
        done = work()
        await made.clock.sleep(1.5)
        return done

    async with running(made) as w:
        w.journal._off_loop = slow  # type: ignore[assignment]  # because it stands for a slow disk
        (told,) = denials(await w.submit())
        w.journal._off_loop = inline
        assert w.exchange.posts == []
        assert ends(w)[-1] == ("not sent", describe(told))


async def test_a_disk_that_fails_denies_in_the_words_of_the_disk() -> None:
    made = await world()

    async def full(_work: object) -> object:
        raise OSError(28, "No space left on device")

    async with running(made) as w:
        w.journal._off_loop = full  # type: ignore[assignment]  # because it is the fault
        assert denials(await w.submit()) == (
            Denial(DenialCode.JOURNAL_FAILED, detail=str(w.journal.trouble)),
        )
        w.journal._off_loop = inline
        assert "No space left on device" in str(w.journal.trouble)


async def test_the_situation_is_what_is_known_of_account_clock_disk_and_switch() -> None:
    async with running(await world()) as w:
        calm = w.desk._submitter.situation(SYMBOL)
        assert (calm.liquidating, calm.halted, calm.room) == (False, False, None)
        assert calm.clock_uncertainty_ms == 20.0
        fees = Fees(Decimal(2), Decimal(5))
        account = AccountSummary(fees, Decimal(10), liquidating=True)
        w.session.state = replace(w.session.state, account=account, clock=None)
        await w.wait(w.desk.halt(), within=1)
        w.journal.room = 12  # after the write, which measures it
        grave = w.desk._submitter.situation(SYMBOL)
        assert (grave.liquidating, grave.halted, grave.room) == (True, True, 12)
        assert grave.clock_uncertainty_ms is None
