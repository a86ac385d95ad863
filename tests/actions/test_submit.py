"""Submitting by itself: what a purpose changes, batches, numbers, and what counts against the key.

What becomes of one order, from the confirmation to its fate, is in test_desk.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

from tests.builders import sol_order
from tests.fakes.desk_session import SYMBOL, position
from tests.fakes.exchange_ledger import Reply, Script
from tests.fakes.live_desk import NO_LIMITS, World, running, world
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.submit import MAX_CLIENT_ID, Purpose, Submitter
from tui.client.answers import Answered, Declined, NotSent, OrderAnswer, Unanswered
from tui.domain.exits.plan import ExitPlan, Plan
from tui.domain.intent import Intent, IntentKind, IntentStatus
from tui.domain.money import Quantity

OTHER = Denial(DenialCode.OTHER_WRITER, detail="process 4242")
SURE = Declined(401, "UNAUTHORIZED", "bad key", definitive=True)


def submitter(w: World) -> Submitter:
    return w.desk._submitter


def plans(w: World, *quantities: str) -> tuple[ExitPlan, ...]:
    return tuple(w.session.plan(f"16{n}", size) for n, size in enumerate(quantities))


async def sent(w: World, *some: Plan, purpose: Purpose | None = None) -> tuple[Intent, ...]:
    outcome = await w.wait(submitter(w).submit(some, purpose), within=1)
    assert not isinstance(outcome, Denied), outcome
    return outcome


async def refused(w: World, *some: Plan, purpose: Purpose | None = None) -> list[DenialCode]:
    outcome = await w.wait(submitter(w).submit(some, purpose), within=1)
    assert isinstance(outcome, Denied), outcome
    return [reason.code for reason in outcome.reasons]


async def test_a_market_is_claimed_by_one_at_a_time_and_given_back() -> None:
    w = await world()
    assert submitter(w).claim(SYMBOL)
    assert not submitter(w).claim(SYMBOL)
    assert submitter(w).claim("BTC_USDC_PERP")
    submitter(w).release(SYMBOL)
    assert submitter(w).claim(SYMBOL)


async def test_a_draft_is_signed_with_a_fresh_number_and_neither_written_nor_sent() -> None:
    async with running(await world()) as w:
        signed = submitter(w).draft(plans(w, "4"), Purpose())
        assert '"clientId": 1' in signed.body.decode()
        assert not w.journal.is_used(1)
        assert w.session.state.intents == {}
        assert w.exchange.posts == []


async def test_a_batch_is_one_request_whose_orders_bear_its_name_and_numbers_of_their_own() -> None:
    async with running(await world()) as w:
        found = await sent(w, *plans(w, "1", "2", "3"))
        assert [intent.client_id for intent in found] == [1, 2, 3]
        assert {intent.batch for intent in found} == {"1"}
        assert [intent.ticket.quantity for intent in found] == [1, 2, 3]
        assert w.exchange.batches == [3]
        (alone,) = await sent(w, w.session.plan("170", "1"))
        assert alone.batch is None


async def test_the_plans_of_a_batch_count_against_each_other() -> None:
    """Each by itself would pass; all together they claim more than is held."""
    async with running(await world()) as w:
        assert await refused(w, *plans(w, "4", "4", "4")) == [DenialCode.RULE_BROKEN]
        assert w.exchange.posts == []
        assert len(await sent(w, *plans(w, "4", "4"))) == 2


async def test_a_reason_that_holds_for_all_of_a_batch_is_told_once() -> None:
    async with running(await world()) as w:
        some = plans(w, "1", "2", "3")
        w.session.held[SYMBOL] = position("9")
        assert await refused(w, *some) == [DenialCode.POSITION_RESIZED]


@pytest.mark.parametrize(("per_minute", "goes"), [(3, True), (2, False)])
async def test_every_order_of_a_batch_counts_in_the_minute(per_minute: int, goes: bool) -> None:
    limits = replace(NO_LIMITS, per_minute=per_minute)
    async with running(await world(limits=limits)) as w:
        some = plans(w, "1", "1", "1")
        if goes:
            await sent(w, *some)
            assert w.desk.budget().last_minute == 3
        else:
            assert await refused(w, *some) == [DenialCode.TOO_FAST]
            assert w.desk.budget().last_minute == 0


async def test_what_is_denied_uses_nothing_of_the_limits() -> None:
    async with running(await world()) as w:
        w.session.refresh_fails = "no answer"
        assert await refused(w, w.session.plan()) == [DenialCode.REFRESH_FAILED]
        assert w.desk.budget().last_minute == w.desk.budget().last_second == 0


async def test_an_order_in_the_place_of_another_counts_that_one_as_gone_and_says_so() -> None:
    async with running(await world()) as w:
        plan = w.session.plan("160", "4")
        rests = replace(sol_order("77"), quantity=Quantity(Decimal(8)))
        w.exchange.put(rests)
        assert await refused(w, plan) == [DenialCode.RULE_BROKEN]
        (placed,) = await sent(w, plan, purpose=Purpose(replaces="77", without="77"))
        assert (placed.kind, placed.replaces) == (IntentKind.REPLACE, "77")


async def test_without_a_purpose_an_order_is_of_the_kind_of_its_plan() -> None:
    async with running(await world()) as w:
        (placed,) = await sent(w, w.session.plan())
        assert (placed.kind, placed.replaces) == (IntentKind.TAKE_PROFIT, None)


async def test_the_second_half_of_what_was_begun_still_goes_while_the_program_ends() -> None:
    async with running(await world()) as w:
        assert await w.desk.finished(1.0)
        assert await refused(w, w.session.plan()) == [DenialCode.LEAVING]
        (placed,) = await sent(w, w.session.plan(), purpose=Purpose(was_begun=True))
        assert placed.status is IntentStatus.RESTING


async def test_the_kill_switch_stops_the_second_half_too() -> None:
    async with running(await world()) as w:
        await w.wait(w.desk.halt())
        purpose = Purpose(was_begun=True)
        assert await refused(w, w.session.plan(), purpose=purpose) == [DenialCode.HALTED]


async def test_another_writer_is_in_the_way_of_sending_and_not_of_looking() -> None:
    async with running(await world(other_writer=OTHER)) as w:
        look = submitter(w).preflight(plans(w, "4"), Purpose(only_looks=True))
        assert isinstance(await w.wait(look, within=1), float)
        assert await refused(w, w.session.plan()) == [DenialCode.OTHER_WRITER]


@pytest.mark.parametrize(
    ("numbers", "taken"),
    [
        ([0, -1, MAX_CLIENT_ID + 1, 9], 9),
        ([MAX_CLIENT_ID], MAX_CLIENT_ID),
        ([55, 9], 9),
    ],
)
async def test_a_number_that_cannot_be_or_is_in_use_is_passed_over(
    numbers: Iterable[int], taken: int
) -> None:
    ids = iter(numbers)
    async with running(await world(ids=lambda: next(ids))) as w:
        w.exchange.put(replace(sol_order("1"), client_id=55))
        (placed,) = await sent(w, w.session.plan("160", "1"))
        assert placed.client_id == taken


async def test_two_orders_of_a_batch_never_share_a_number() -> None:
    ids = iter([8, 8, 8, 9])
    async with running(await world(ids=lambda: next(ids))) as w:
        found = await sent(w, *plans(w, "1", "1"))
        assert [intent.client_id for intent in found] == [8, 9]


async def test_a_number_once_written_down_is_used_even_where_the_order_did_not_go() -> None:
    ids = iter([8, 8, 9])
    async with running(await world(Script(None, Reply.NO_CONNECTION), ids=lambda: next(ids))) as w:
        (lost,) = await sent(w, w.session.plan())
        assert (lost.client_id, lost.status) == (8, IntentStatus.NOT_SENT)
        (placed,) = await sent(w, w.session.plan("161"))
        assert placed.client_id == 9


async def test_a_source_of_numbers_that_gives_none_is_a_fault_and_sends_nothing() -> None:
    tries = count()

    def stuck() -> int:
        next(tries)
        return 0

    async with running(await world(ids=stuck)) as w:
        with pytest.raises(RuntimeError, match="client ids"):
            await submitter(w).submit(plans(w, "1"))
        assert next(tries) == 100
        assert w.exchange.posts == []


@pytest.mark.parametrize(
    ("between", "starts_anew"),
    [
        (Answered(sol_order()), True),
        (replace(SURE, code="INVALID_PRICE"), True),
        (NotSent("no connection"), False),
        (Unanswered("no answer within 10 s"), False),
    ],
)
async def test_fault_r13_only_an_answer_about_something_else_ends_a_row_of_refused_keys(
    between: OrderAnswer, starts_anew: bool
) -> None:
    async with running(await world()) as w:
        for answer in (SURE, SURE, between, SURE):
            submitter(w)._count_key_refusals(answer)
        assert submitter(w).situation(SYMBOL).key_refused is not starts_anew


@pytest.mark.parametrize("code", ["UNAUTHORIZED", "FORBIDDEN", "INVALID_SIGNATURE"])
async def test_fault_r13_three_refusals_of_the_key_and_not_two_stop_everything(code: str) -> None:
    async with running(await world()) as w:
        for number in range(3):
            assert submitter(w).situation(SYMBOL).key_refused is False, number
            submitter(w)._count_key_refusals(replace(SURE, code=code))
        assert await refused(w, w.session.plan()) == [DenialCode.KEY_REFUSED]
