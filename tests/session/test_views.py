from dataclasses import replace

import pytest

from tests.builders import SOL, price, sol_long, sol_market, sol_order
from tests.fakes.clock import FakeClock
from tests.fakes.exchange_time import FakeExchangeTime
from tui.domain.events import (
    Event,
    Link,
    LinkDown,
    LinkUp,
    OrdersRead,
    PositionChanged,
    PositionsRead,
    Reconciled,
    StoodStill,
)
from tui.domain.freshness import MARK_AGES
from tui.domain.quotes import MarkTick
from tui.session.markets import MarketStore
from tui.session.reduce import reduce
from tui.session.state import State
from tui.session.views import Moment, exit_view

TIME = FakeExchangeTime(FakeClock())
NOW = Moment(now=100.0, time=TIME, streaming=True)


def state_after(*events: Event, at: float = 90.0) -> State:
    state = State()
    for event in events:
        state = reduce(state, event, at, 0)
    return state


def test_nothing_read_means_no_ages_and_no_link() -> None:
    view = exit_view(MarketStore(sol_market()), State(), NOW)
    assert (view.position, view.position_age, view.mark, view.mark_age) == (None, None, None, None)
    assert (view.link_up, view.reconciled, view.book, view.fees) == (False, False, None, None)


def test_flat_is_as_old_as_the_last_complete_reading() -> None:
    view = exit_view(MarketStore(sol_market()), state_after(PositionsRead((), 1)), NOW)
    assert (view.position, view.position_age) == (None, 10.0)


def test_a_position_is_as_old_as_its_last_confirmation() -> None:
    state = state_after(PositionsRead((sol_long(),), 1), at=50.0)
    state = reduce(state, PositionChanged(sol_long(), 2), 95.0, 0)
    assert exit_view(MarketStore(sol_market()), state, NOW).position_age == 5.0


def test_sleep_adds_to_the_age_of_what_was_known_before_it() -> None:
    state = state_after(PositionsRead((sol_long(),), 1))
    slept = reduce(state, StoodStill(600.0), 95.0, 0)
    assert exit_view(MarketStore(sol_market()), slept, NOW).position_age == 610.0
    read = reduce(slept, PositionsRead((sol_long(),), 2), 97.0, 0)
    assert exit_view(MarketStore(sol_market()), read, NOW).position_age == 3.0


def test_a_mark_is_as_old_as_the_older_of_two_clocks_says() -> None:
    store = MarketStore(sol_market())
    store.take_mark(MarkTick(SOL, price("1"), None, None, None, TIME.now_us() - 4_000_000), 99.0)
    assert exit_view(store, State(), NOW).mark_age == pytest.approx(4.0)
    unmeasured = replace(NOW, time=FakeExchangeTime(FakeClock(), uncertainty_ms=None))
    assert exit_view(store, State(), unmeasured).mark_age == pytest.approx(1.0)


def test_only_exits_of_the_position_claim_it() -> None:
    orders = (sol_order("1"), sol_order("2", reduce_only=False))
    state = state_after(PositionsRead((sol_long(),), 1), OrdersRead(orders, 1))
    view = exit_view(MarketStore(sol_market()), state, NOW)
    assert [order.order_id for order in view.covering] == ["1"]
    assert view.free == 20


@pytest.mark.parametrize("lost", list(Link))
def test_every_link_is_needed_while_streaming(lost: Link) -> None:
    state = state_after(*(LinkUp(link) for link in Link), Reconciled())
    store = MarketStore(sol_market())
    assert exit_view(store, state, NOW).link_up
    down = reduce(state, LinkDown(lost, "x", None), 91.0, 0)
    assert not exit_view(store, down, NOW).link_up


def test_without_streams_requests_alone_are_needed() -> None:
    state = state_after(LinkUp(Link.REST))
    alone = replace(NOW, streaming=False)
    assert exit_view(MarketStore(sol_market()), state, alone).link_up


def test_a_mark_that_was_asked_for_is_held_against_the_stream_only_while_it_is_young() -> None:
    store = MarketStore(sol_market())
    store.take_read_mark(
        MarkTick(SOL, price("100.60"), None, None, None), NOW.now - MARK_AGES.stale
    )
    assert exit_view(store, State(), NOW).mark_read == price("100.60")
    store.age_by(0.1)
    assert exit_view(store, State(), NOW).mark_read is None
