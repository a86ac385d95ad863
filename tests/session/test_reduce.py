from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, price, quantity, sol_intent, sol_long, sol_order, usd
from tui.domain.account import AccountSummary, Fees, MarginSummary
from tui.domain.events import (
    AccountRead,
    CameBack,
    ClockMeasured,
    Event,
    IntentChanged,
    Link,
    LinkDown,
    LinkUp,
    Noted,
    OrderChanged,
    OrdersRead,
    PositionChanged,
    PositionClosed,
    PositionsRead,
    Reconciled,
)
from tui.domain.intent import IntentStatus
from tui.domain.money import Rate
from tui.domain.order import Order, OrderStatus
from tui.domain.position import Position
from tui.session.reduce import MAX_HAPPENINGS, reduce
from tui.session.state import ClockReading, State


def after(*events: Event, state: State | None = None, at: float = 10.0) -> State:
    state = state or State()
    for event in events:
        state = reduce(state, event, at, 1_000)
    return state


def told(state: State) -> list[Event]:
    return [line.event for line in state.happenings]


def test_a_link_remembers_why_and_since_when_it_is_down() -> None:
    state = after(LinkDown(Link.PUBLIC, "refused", 2.0), at=10.0)
    link = state.link(Link.PUBLIC)
    assert (link.up, link.reason, link.since, link.retry_at) == (False, "refused", 10.0, 12.0)
    again = after(LinkDown(Link.PUBLIC, "timeout", None), state=state, at=20.0).link(Link.PUBLIC)
    assert (again.reason, again.since, again.retry_at) == ("timeout", 10.0, None)
    up = after(LinkUp(Link.PUBLIC), state=state, at=30.0).link(Link.PUBLIC)
    assert (up.up, up.reason, up.since) == (True, "", 30.0)


def test_only_the_private_link_takes_the_comparison_down_with_it() -> None:
    compared = after(LinkUp(Link.PRIVATE), Reconciled())
    assert after(LinkDown(Link.PUBLIC, "x", None), state=compared).reconciled
    assert not after(LinkDown(Link.PRIVATE, "x", None), state=compared).reconciled


def test_an_event_that_changes_nothing_leaves_the_same_state() -> None:
    state = after(LinkUp(Link.REST), Reconciled())
    assert after(LinkUp(Link.REST), Reconciled(), state=state) is state


def test_readings_of_account_and_clock_are_kept() -> None:
    zero = Rate(Decimal(0))
    margin = MarginSummary(usd("1"), usd("1"), usd("0"), usd("0"), usd("0"), None, zero, zero)
    account = AccountSummary(Fees(Decimal(2), Decimal(5)), Decimal(10), liquidating=False)
    state = after(AccountRead(account, margin, ()), ClockMeasured(3.5, 20.0))
    assert (state.account, state.margin) == (account, margin)
    assert state.clock == ClockReading(3.5, 20.0)
    assert told(state) == []


def test_an_order_that_came_back_is_kept_with_what_it_was_taken_to_be() -> None:
    alarm = CameBack(sol_intent(7, IntentStatus.RESTING), IntentStatus.ABSENT)
    state = after(alarm)
    assert dict(state.returned) == {7: IntentStatus.ABSENT}
    assert told(state) == [alarm]


def test_the_log_holds_each_happening_once_and_only_the_newest() -> None:
    opened = PositionChanged(sol_long(), 100)
    state = after(PositionsRead((), 50), opened, opened, LinkUp(Link.REST), LinkUp(Link.REST))
    assert told(state) == [opened, LinkUp(Link.REST)]
    revalued = replace(sol_long(), mark=price("101"), unrealized=usd("70"))
    assert told(after(PositionChanged(revalued, 200), state=state)) == told(state)
    many = after(*(Noted(str(n)) for n in range(MAX_HAPPENINGS + 5)))
    assert len(many.happenings) == MAX_HAPPENINGS
    assert told(many)[-1] == Noted(str(MAX_HAPPENINGS + 4))


def test_an_order_told_by_answer_and_stream_is_one_line() -> None:
    answer = OrderChanged(sol_order(client_id=7, created_ms=5), "answer")
    stream = OrderChanged(sol_order(client_id=7, engine_us=100), "orderAccepted")
    assert told(after(answer, stream)) == [answer]
    assert told(after(stream, answer)) == [stream]


def test_what_was_held_before_the_first_reading_is_no_news() -> None:
    assert told(after(PositionChanged(sol_long(), 100))) == []


def test_the_first_reading_is_no_news_but_a_later_difference_is() -> None:
    first = after(PositionsRead((sol_long(),), 100), OrdersRead((sol_order("1"),), 100))
    assert told(first) == []
    second = after(PositionsRead((), 200), OrdersRead((sol_order("2"),), 200), state=first)
    kinds = [type(event) for event in told(second)]
    assert kinds == [PositionClosed, OrderChanged, Noted]


def test_fault_n16_an_older_position_never_replaces_a_younger_one() -> None:
    young, old = sol_long(quantity=quantity("3")), sol_long(quantity=quantity("9"))
    state = after(PositionChanged(young, 200), PositionChanged(old, 100))
    assert state.positions[SOL].position == young
    assert SOL not in after(PositionClosed(SOL, 300), PositionChanged(old, 250)).positions
    assert SOL in after(PositionClosed(SOL, 300), PositionChanged(old, 350)).positions


def test_a_reading_replaces_what_is_older_and_keeps_what_is_younger_than_the_question() -> None:
    known = after(PositionChanged(sol_long(), 200))
    assert SOL in after(PositionsRead((), 150), state=known).positions
    assert SOL not in after(PositionsRead((), 250), state=known).positions
    smaller = sol_long(quantity=quantity("1"))
    assert after(PositionsRead((smaller,), 250), state=known).positions[SOL].position == smaller
    assert after(PositionsRead((smaller,), 150), state=known).positions[SOL].position == sol_long()


def test_a_message_from_before_a_reading_does_not_bring_a_closed_position_back() -> None:
    known = after(PositionChanged(sol_long(), 100), PositionsRead((), 250))
    assert SOL not in after(PositionChanged(sol_long(), 200), state=known).positions


def test_an_answer_overtaken_by_a_later_one_is_no_news() -> None:
    later = after(PositionsRead((), 200), OrdersRead((), 200))
    state = after(
        PositionsRead((sol_long(),), 100), OrdersRead((sol_order("1"),), 100), state=later
    )
    assert (dict(state.positions), dict(state.orders)) == ({}, {})


def test_a_reading_of_one_symbol_leaves_the_others_alone() -> None:
    eth = replace(sol_long(), symbol="ETH_USDC_PERP")
    known = after(PositionsRead((sol_long(), eth), 100))
    state = after(PositionsRead((), 200, symbol=SOL), state=known, at=50.0)
    assert set(state.positions) == {"ETH_USDC_PERP"}
    assert state.positions_confirmed == 10.0
    kept = after(
        OrdersRead((sol_order("1"), sol_order("2", symbol="ETH_USDC_PERP")), 100),
        OrdersRead((), 200, symbol=SOL),
    )
    assert set(kept.orders) == {"2"}


def test_what_a_message_leaves_out_is_kept_while_the_holding_is_the_same() -> None:
    full = replace(sol_long(), funding=usd("-1"), liquidation=price("40"))
    state = after(PositionsRead((full,), 100), PositionChanged(sol_long(), 200))
    assert state.positions[SOL].position == full
    grown = after(PositionChanged(sol_long(quantity=quantity("26")), 300), state=state)
    assert grown.positions[SOL].position.liquidation is None


def test_fault_x13_executed_never_falls_and_a_late_fill_beats_a_cancel() -> None:
    def order(status: OrderStatus, executed: str, at: int) -> OrderChanged:
        changed = sol_order(status=status, executed=quantity(executed), engine_us=at)
        return OrderChanged(changed, "x")

    partial = order(OrderStatus.PARTIALLY_FILLED, "3", 200)
    accepted = order(OrderStatus.NEW, "0", 100)
    state = after(partial, accepted)
    assert state.orders["59887375336"] == partial.order
    cancelled = after(order(OrderStatus.CANCELLED, "3", 300), accepted, state=state)
    assert cancelled.orders == {}
    assert cancelled.finished["59887375336"].executed == 3
    filled = after(order(OrderStatus.FILLED, "5", 250), state=cancelled)
    assert filled.finished["59887375336"].status is OrderStatus.FILLED
    assert filled.finished["59887375336"].executed == 5


def test_fault_x08_a_shrunk_order_shows_its_new_quantity_whatever_the_answer_said() -> None:
    shrunk = OrderChanged(sol_order(quantity=quantity("2"), engine_us=300), "orderModified")
    answer = OrderChanged(sol_order(), "answer")
    for events in ((shrunk, answer), (answer, shrunk)):
        assert after(*events).orders["59887375336"].quantity == 2


def test_a_reading_of_orders_drops_what_is_gone_and_keeps_what_is_younger() -> None:
    known = after(
        OrderChanged(sol_order("old", engine_us=100), "orderAccepted"),
        OrderChanged(sol_order("young", engine_us=300), "orderAccepted"),
    )
    state = after(OrdersRead((sol_order("other"),), 200), state=known)
    assert set(state.orders) == {"young", "other"}
    late = after(OrderChanged(sol_order("old", engine_us=150), "orderModified"), state=state)
    assert set(late.orders) == {"young", "other"}


def test_a_reading_does_not_reopen_an_order_that_is_known_to_be_final() -> None:
    done = after(OrderChanged(sol_order("1", status=OrderStatus.CANCELLED), "answer"))
    assert after(OrdersRead((sol_order("1"),), 500), state=done).orders == {}


def test_fault_n21_an_unknown_order_status_is_not_final() -> None:
    state = after(OrderChanged(sol_order(status=OrderStatus.OTHER, engine_us=5), "orderHalted"))
    assert "59887375336" in state.orders


# Whatever order the messages come in, and however often, the outcome is the same.

SENT = IntentChanged(sol_intent(7, IntentStatus.SENDING))
UNKNOWN = IntentChanged(sol_intent(7, IntentStatus.UNKNOWN))
RESTING = IntentChanged(replace(sol_intent(7, IntentStatus.RESTING), order_id="59887375336"))


def mine(status: OrderStatus, executed: str, engine_us: int) -> Order:
    return sol_order(
        client_id=7,
        status=status,
        executed=quantity(executed),
        executed_quote=usd(str(Decimal(executed) * 110)),
        engine_us=engine_us,
    )


LIFE: list[Event] = [
    SENT,
    OrderChanged(mine(OrderStatus.NEW, "0", 100), "orderAccepted"),
    OrderChanged(mine(OrderStatus.PARTIALLY_FILLED, "2", 200), "orderFill"),
    OrderChanged(mine(OrderStatus.FILLED, "5", 300), "orderFill"),
    OrderChanged(mine(OrderStatus.NEW, "0", 0), "answer"),
    UNKNOWN,
    RESTING,
    PositionChanged(sol_long(quantity=quantity("23")), 201),
    PositionChanged(sol_long(quantity=quantity("20")), 301),
]


def content(state: State) -> tuple[Mapping[str, Order], ...]:
    return state.orders, state.finished


def positions(state: State) -> dict[str, Position]:
    return {symbol: held.position for symbol, held in state.positions.items()}


@given(st.permutations(LIFE), st.lists(st.sampled_from(LIFE), max_size=5))
def test_fault_n15_n16_messages_permuted_and_repeated_leave_the_same_state(
    events: list[Event], repeated: list[Event]
) -> None:
    expected, state = after(*LIFE), after(*events, *repeated)
    assert content(state) == content(expected)
    assert positions(state) == positions(expected)
    assert dict(state.intents) == dict(expected.intents)
    assert state.intents[7].status is IntentStatus.FILLED
    assert state.intents[7].executed == 5


@given(st.permutations(LIFE))
def test_nothing_ever_goes_backwards_on_the_way(events: list[Event]) -> None:
    state, executed, was_filled = State(), Decimal(0), False
    for event in events:
        state = after(event, state=state)
        known = state.orders.get("59887375336") or state.finished.get("59887375336")
        if known is not None:
            assert known.executed >= executed
            executed = known.executed
        intent = state.intents.get(7)
        if intent is not None:
            assert not was_filled or intent.status is IntentStatus.FILLED
            was_filled = intent.status is IntentStatus.FILLED
