from dataclasses import replace

import pytest

from tests.builders import price, quantity, sol_intent, sol_order
from tui.domain.events import Event, IntentChanged, OrderChanged, OrdersRead
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import Order, OrderStatus
from tui.domain.position import Side
from tui.session.reduce import reduce
from tui.session.state import State
from tui.wire.account_responses import orders


def intent_after(*events: Event) -> Intent:
    state = State()
    for event in events:
        state = reduce(state, event, 0.0, 0)
    return state.intents[7]


def own(status: IntentStatus) -> IntentChanged:
    return IntentChanged(sol_intent(7, status))


def seen(status: OrderStatus, **changes: object) -> OrderChanged:
    order: Order = replace(sol_order(client_id=7, status=status, engine_us=5), **changes)  # type: ignore[arg-type]  # any field
    return OrderChanged(order, "x")


@pytest.mark.parametrize(
    ("on_exchange", "expected"),
    [
        (OrderStatus.NEW, IntentStatus.RESTING),
        (OrderStatus.PARTIALLY_FILLED, IntentStatus.PARTLY_FILLED),
        (OrderStatus.FILLED, IntentStatus.FILLED),
        (OrderStatus.CANCELLED, IntentStatus.CANCELLED),
        (OrderStatus.EXPIRED, IntentStatus.EXPIRED),
        (OrderStatus.OTHER, IntentStatus.RESTING),
    ],
)
@pytest.mark.parametrize(
    "believed",
    [
        IntentStatus.SENDING,
        IntentStatus.UNKNOWN,
        IntentStatus.NOT_SENT,
        IntentStatus.REJECTED,
        IntentStatus.ABSENT,
    ],
)
def test_what_the_exchange_has_outranks_what_we_believed_whichever_comes_first(
    on_exchange: OrderStatus, expected: IntentStatus, believed: IntentStatus
) -> None:
    assert intent_after(own(believed), seen(on_exchange)).status is expected
    assert intent_after(seen(on_exchange), own(believed)).status is expected


@pytest.mark.parametrize(
    ("further", "back"),
    [
        (IntentStatus.RESTING, IntentStatus.UNKNOWN),
        (IntentStatus.FILLED, IntentStatus.CANCELLED),
        (IntentStatus.PARTLY_FILLED, IntentStatus.RESTING),
        (IntentStatus.REJECTED, IntentStatus.SENDING),
        (IntentStatus.FILLED, IntentStatus.MISMATCH),
        (IntentStatus.CANCELLED, IntentStatus.MISMATCH),
    ],
)
def test_an_intent_never_falls_back(further: IntentStatus, back: IntentStatus) -> None:
    assert intent_after(own(further), own(back)).status is further
    assert intent_after(own(back), own(further)).status is further


def test_an_open_order_found_by_reading_is_evidence_too() -> None:
    intent = intent_after(own(IntentStatus.UNKNOWN), OrdersRead((sol_order(client_id=7),), 9))
    assert (intent.status, intent.order_id) == (IntentStatus.RESTING, "59887375336")


@pytest.mark.parametrize(
    "difference",
    [
        {"side": Side.BID},
        {"symbol": "ETH_USDC_PERP"},
        {"price": price("111")},
        {"quantity": quantity("6")},
        {"reduce_only": False},
    ],
)
def test_fault_r15_other_terms_than_confirmed_are_a_mismatch(
    difference: dict[str, object],
) -> None:
    changed = seen(OrderStatus.NEW, **difference)
    assert intent_after(own(IntentStatus.SENDING), changed).status is IntentStatus.MISMATCH


def test_a_shrunk_order_is_still_the_one_that_was_confirmed() -> None:
    changed = seen(OrderStatus.NEW, quantity=quantity("2"))
    assert intent_after(own(IntentStatus.SENDING), changed).status is IntentStatus.RESTING


def test_fault_r21_a_second_order_under_the_same_client_id_does_not_move_the_intent() -> None:
    first, second = seen(OrderStatus.NEW), seen(OrderStatus.FILLED, order_id="other")
    intent = intent_after(own(IntentStatus.SENDING), first, second)
    assert (intent.status, intent.order_id) == (IntentStatus.RESTING, "59887375336")


def test_an_expired_order_tells_its_reason() -> None:
    changed = seen(OrderStatus.EXPIRED, expiry_reason="ReduceOnlyNotReduced")
    assert intent_after(own(IntentStatus.SENDING), changed).reason == "ReduceOnlyNotReduced"


def test_fault_x17_an_order_of_somebody_else_moves_nothing() -> None:
    order = sol_order(client_id=8)
    intent = intent_after(own(IntentStatus.SENDING), OrderChanged(order, "x"))
    assert intent.status is IntentStatus.SENDING


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        (OrderStatus.CANCELLED, IntentStatus.CANCELLED),
        (OrderStatus.FILLED, IntentStatus.FILLED),
        (OrderStatus.EXPIRED, IntentStatus.EXPIRED),
    ],
)
def test_the_alarm_about_other_terms_ends_with_the_order(
    gone: OrderStatus, expected: IntentStatus
) -> None:
    other = {"price": price("100")}
    alarm = seen(OrderStatus.NEW, **other)
    assert intent_after(own(IntentStatus.SENDING), alarm).status is IntentStatus.MISMATCH
    after = intent_after(own(IntentStatus.SENDING), alarm, seen(gone, engine_us=6, **other))
    assert after.status is expected
    assert after.reason == "the exchange had it on other terms than were sent"


def test_the_history_does_not_say_reduce_only_and_that_is_no_other_term() -> None:
    row = b"""[{"id": "59887375336", "clientId": 7, "symbol": "SOL_USDC_PERP", "side": "Ask",
        "orderType": "Limit", "status": "Filled", "price": "110", "quantity": "5",
        "executedQuantity": "5", "executedQuoteQuantity": "550", "timeInForce": "GTC"}]"""
    (past,) = orders(row)
    ended = OrderChanged(replace(past, engine_us=6), "read")
    before = sol_intent(7, IntentStatus.RESTING)
    assert before.ticket.reduce_only
    intent = intent_after(IntentChanged(before), ended)
    assert (intent.status, intent.reason) == (IntentStatus.FILLED, None)


def test_a_live_order_that_may_open_a_position_is_not_the_exit_that_was_confirmed() -> None:
    changed = seen(OrderStatus.NEW, reduce_only=False)
    assert intent_after(own(IntentStatus.SENDING), changed).status is IntentStatus.MISMATCH
