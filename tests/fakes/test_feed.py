import asyncio

import pytest

from tests.builders import SOL, exit_view, sol_intent, sol_order
from tests.fakes.feed import FakeDesk, FakeFeed
from tui.actions.denials import Denial, DenialCode
from tui.actions.outcomes import CancelDone, CancelPending
from tui.client.errors import ReadFailed
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan
from tui.session.state import State


def plan() -> ExitPlan:
    result = check(Draft("110", "10"), exit_view())
    assert isinstance(result, ExitPlan)
    return result


def test_a_feed_tells_its_listeners_of_every_change() -> None:
    told: list[str] = []
    feed = FakeFeed(State(), {}, SOL, {SOL: exit_view()})
    feed.add_listener(lambda: told.append(feed.symbol))
    feed.select("BTC_USDC_PERP")
    newer = State()
    feed.become(newer)
    assert told == ["BTC_USDC_PERP", "BTC_USDC_PERP"]
    assert feed.state is newer
    assert feed.view(SOL, 0.0) is not None
    assert feed.view("NEW", 0.0) is None


async def test_a_refresh_is_recorded_and_can_fail() -> None:
    feed = FakeFeed(State(), {}, SOL)
    await feed.refresh(SOL)
    feed.failure = ReadFailed("no answer")
    with pytest.raises(ReadFailed):
        await feed.refresh(SOL)
    assert feed.refreshed == [SOL, SOL]


async def test_a_desk_answers_what_it_was_told_and_keeps_what_it_was_asked() -> None:
    denial = Denial(DenialCode.NOT_RECONCILED)
    desk = FakeDesk(sol_intent(), (denial,))
    sent, order = plan(), sol_order()
    assert await desk.submit(sent) is desk.answer
    assert await desk.cancel(order) == CancelDone(order)
    desk.cancel_answer = CancelPending()
    assert await desk.cancel(order) == CancelPending()
    assert (desk.submitted, desk.cancelled) == ([sent], [order, order])
    assert desk.blockers(SOL) == (denial,)


async def test_a_desk_without_an_answer_never_answers() -> None:
    desk = FakeDesk()
    asked = asyncio.ensure_future(desk.submit(plan()))
    await asyncio.wait([asked], timeout=0.01)
    assert not asked.done()
    asked.cancel()
