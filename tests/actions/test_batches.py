"""Several orders in one request: one send, and a fate for each."""

from dataclasses import replace

import pytest

from tests.fakes.exchange_ledger import Reply, Script
from tests.fakes.live_desk import World, running, world
from tui.actions.denials import DenialCode, Denied
from tui.actions.lifecycle import classify_batch
from tui.client.answers import Answered, BatchAnswer, BatchAnswered, Declined
from tui.domain.intent import Intent, IntentStatus
from tui.domain.limits import OrderLimits
from tui.domain.order import Order

REFUSED = Script(accept_after=None, reply=Reply.REFUSAL)


async def ladder(w: World, *prices: str, quantity: str = "2") -> Denied | tuple[Intent, ...]:
    plans = [w.session.plan(price, quantity) for price in prices]
    return await w.wait(w.desk.submit_batch(plans))


def stands(outcome: Denied | tuple[Intent, ...]) -> list[IntentStatus]:
    assert not isinstance(outcome, Denied), outcome
    return [intent.status for intent in outcome]


def codes(outcome: object) -> set[DenialCode]:
    assert isinstance(outcome, Denied), outcome
    return {reason.code for reason in outcome.reasons}


async def test_a_ladder_goes_in_one_request_and_rests_on_its_own_terms() -> None:
    async with running(await world()) as w:
        outcome = await ladder(w, "160", "161", "162")
        assert stands(outcome) == [IntentStatus.RESTING] * 3
        assert w.exchange.batches == [3]
        assert [post.body["price"] for post in w.exchange.posts] == ["160", "161", "162"]
        assert [post.client_id for post in w.exchange.posts] == [1, 2, 3]
        assert not isinstance(outcome, Denied)
        assert {intent.batch for intent in outcome} == {"1"}


async def test_one_refused_order_leaves_the_others_resting() -> None:
    async with running(await world(Script(), REFUSED, Script())) as w:
        assert stands(await ladder(w, "160", "161", "162")) == [
            IntentStatus.RESTING,
            IntentStatus.REJECTED,
            IntentStatus.RESTING,
        ]


async def test_fault_r02_a_batch_nobody_answered_about_is_found_and_not_resent() -> None:
    scripts = [Script(reply=Reply.SILENCE), Script(accept_after=None, reply=Reply.SILENCE)]
    async with running(await world(*scripts, stream=False)) as w:
        assert stands(await ladder(w, "160", "161")) == [IntentStatus.UNKNOWN] * 2
        assert w.codes() == [DenialCode.UNSETTLED_INTENT]
        await w.clock.advance(60)
        assert (w.status(1), w.status(2)) == (IntentStatus.RESTING, IntentStatus.ABSENT)
        assert len(w.exchange.posts) == 2
        assert len(w.exchange.entries) == 1


async def test_together_they_may_not_claim_more_than_the_position() -> None:
    async with running(await world()) as w:
        outcome = await ladder(w, "160", "161", "162", quantity="4")
        assert DenialCode.RULE_BROKEN in codes(outcome)
        assert w.exchange.posts == []


async def test_every_order_counts_against_the_rate() -> None:
    async with running(await world(limits=OrderLimits(per_second=None, per_minute=2))) as w:
        assert codes(await ladder(w, "160", "161", "162")) == {DenialCode.TOO_FAST}
        assert stands(await ladder(w, "160", "161")) == [IntentStatus.RESTING] * 2


async def test_a_batch_is_one_request_of_those_in_a_second() -> None:
    async with running(await world(limits=OrderLimits(per_second=1, per_minute=None))) as w:
        assert stands(await ladder(w, "160", "161", "162")) == [IntentStatus.RESTING] * 3


async def test_none_too_many_and_the_same_twice_are_denied() -> None:
    async with running(await world()) as w:
        assert codes(await w.desk.submit_batch([])) == {DenialCode.BATCH_SIZE}
        plans = [w.session.plan(quantity="0.01") for _ in range(21)]
        assert codes(await w.desk.submit_batch(plans)) == {DenialCode.BATCH_SIZE}
        plan = w.session.plan()
        assert codes(await w.desk.submit_batch([plan, plan])) == {DenialCode.ALREADY_SUBMITTED}
        other = replace(plan, ticket=replace(plan.ticket, symbol="BTC_USDC_PERP"))
        assert codes(await w.desk.submit_batch([plan, other])) == {DenialCode.BATCH_MIXED}
        assert w.exchange.posts == []


async def submitted(w: World) -> tuple[list[Intent], list[Order]]:
    outcome = await ladder(w, "160", "161")
    assert not isinstance(outcome, Denied)
    sending = [replace(i, status=IntentStatus.SENDING, order_id=None) for i in outcome]
    return sending, [entry.order for entry in w.exchange.entries.values()]


@pytest.mark.parametrize("kind", ["swapped", "short", "refusal in a swapped answer"])
async def test_fault_r24_an_answer_out_of_order_is_read_by_client_id(kind: str) -> None:
    async with running(await world()) as w:
        (first, second), (one, two) = await submitted(w)
        refusal = Declined(400, "INVALID_PRICE", "no", definitive=True)
        rows: dict[str, tuple[Answered | Declined, ...]] = {
            "swapped": (Answered(two), Answered(one)),
            "short": (Answered(two),),
            "refusal in a swapped answer": (Answered(two), refusal),
        }
        answer: BatchAnswer = BatchAnswered(rows[kind])
        told = classify_batch([first, second], answer)
        lost = IntentStatus.RESTING if kind == "swapped" else IntentStatus.UNKNOWN
        assert [intent.status for intent in told] == [lost, IntentStatus.RESTING]
        assert told[1].order_id == two.order_id
