import itertools

import pytest

from tests.builders import quantity, sol_order, usd
from tui.domain.events import OrderChanged
from tui.domain.order import Order, OrderStatus
from tui.session.orders import MAX_FINISHED, find_order, merge, order_changed
from tui.session.state import State

ACCEPTED = sol_order(client_id=7, engine_us=100, created_ms=5)
PARTIAL = sol_order(
    status=OrderStatus.PARTIALLY_FILLED,
    executed=quantity("2"),
    executed_quote=usd("220"),
    engine_us=200,
)
CANCELLED = sol_order(status=OrderStatus.CANCELLED, executed=quantity("2"), engine_us=300)
EXPIRED = sol_order(status=OrderStatus.EXPIRED, expiry_reason="Liquidation", engine_us=400)
ANSWER = sol_order(client_id=7)


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [
        (ACCEPTED, PARTIAL, OrderStatus.PARTIALLY_FILLED),
        (PARTIAL, ANSWER, OrderStatus.PARTIALLY_FILLED),
        (PARTIAL, CANCELLED, OrderStatus.CANCELLED),
        (CANCELLED, EXPIRED, OrderStatus.EXPIRED),
        (sol_order(engine_us=500), CANCELLED, OrderStatus.CANCELLED),
        (sol_order(engine_us=500), PARTIAL, OrderStatus.PARTIALLY_FILLED),
    ],
)
def test_two_messages_make_one_order_in_either_order(
    one: Order, other: Order, status: OrderStatus
) -> None:
    assert merge(one, other) == merge(other, one)
    assert merge(one, other).status is status
    assert merge(merge(one, other), other) == merge(one, other)


def test_what_one_message_leaves_out_another_fills_in() -> None:
    merged = merge(ACCEPTED, PARTIAL)
    assert (merged.client_id, merged.created_ms, merged.executed_quote) == (7, 5, usd("220"))


def test_three_messages_make_the_same_order_however_they_come() -> None:
    outcomes = {
        merge(merge(*pair), last)
        for *pair, last in itertools.permutations((ACCEPTED, PARTIAL, CANCELLED))
    }
    assert len(outcomes) == 1


def test_final_orders_are_remembered_up_to_a_bound() -> None:
    state = State()
    for number in range(MAX_FINISHED + 3):
        order = sol_order(str(number), status=OrderStatus.CANCELLED)
        state = order_changed(state, OrderChanged(order, "orderCancelled"))
    assert len(state.finished) == MAX_FINISHED
    assert find_order(state, "2") is None
    assert find_order(state, str(MAX_FINISHED + 2)) is not None
