"""How orders change: messages may come twice, late or out of order, and the outcome is the same.

The newest engine time decides, the filled quantity never falls, and a final order stays final. An
answer to a request has no engine time: it never overrides what the stream told.
"""

from dataclasses import replace
from types import MappingProxyType

from tui.domain.events import OrderChanged, OrdersRead
from tui.domain.order import Order, OrderStatus
from tui.session.state import State

MAX_FINISHED = 500
"""Final orders remembered."""


def order_changed(state: State, event: OrderChanged) -> State:
    """Take in what is told of one order."""
    told = event.order
    known = find_order(state, told.order_id)
    if known is None and not told.status.is_final and 0 < told.engine_us <= state.orders_as_of:
        return state
    merged = told if known is None else merge(known, told)
    return state if merged == known else _with_order(state, merged)


def orders_read(state: State, event: OrdersRead, at: float) -> State:
    """Hold what was read, drop what was not, keep what the stream told since the question.

    An answer that was overtaken by that to a later question is no news.
    """
    if event.asked_us < state.orders_as_of:
        return state
    open_orders = {
        order_id: order
        for order_id, order in state.orders.items()
        if order.engine_us > event.asked_us or event.symbol not in {None, order.symbol}
    }
    for order in event.orders:
        stamped = replace(order, engine_us=max(order.engine_us, event.asked_us))
        known = find_order(state, order.order_id)
        merged = stamped if known is None else merge(known, stamped)
        if not merged.status.is_final:
            open_orders[order.order_id] = merged
    if event.symbol is not None:
        return replace(state, orders=MappingProxyType(open_orders))
    return replace(
        state,
        orders=MappingProxyType(open_orders),
        orders_confirmed=at,
        orders_as_of=max(state.orders_as_of, event.asked_us),
    )


def find_order(state: State, order_id: str) -> Order | None:
    """What is known of an order, open or final."""
    return state.orders.get(order_id) or state.finished.get(order_id)


def merge(known: Order, told: Order) -> Order:
    """One order from two messages about it, whichever came first."""
    newer, older = (told, known) if told.engine_us >= known.engine_us else (known, told)
    fuller = max(newer, older, key=lambda order: order.executed)
    return replace(
        newer,
        status=_status(newer, older),
        executed=fuller.executed,
        executed_quote=fuller.executed_quote,
        client_id=older.client_id if newer.client_id is None else newer.client_id,
        price=older.price if newer.price is None else newer.price,
        quantity=older.quantity if newer.quantity is None else newer.quantity,
        created_ms=older.created_ms if newer.created_ms is None else newer.created_ms,
        expiry_reason=newer.expiry_reason or older.expiry_reason,
    )


def _status(newer: Order, older: Order) -> OrderStatus:
    statuses = (newer.status, older.status)
    if OrderStatus.FILLED in statuses:
        return OrderStatus.FILLED
    if older.status.is_final and not newer.status.is_final:
        return older.status
    if newer.status is OrderStatus.NEW and (newer.executed or older.executed):
        return OrderStatus.PARTIALLY_FILLED
    return newer.status


def _with_order(state: State, order: Order) -> State:
    open_orders, finished = dict(state.orders), dict(state.finished)
    if order.status.is_final:
        open_orders.pop(order.order_id, None)
        finished[order.order_id] = order
        for oldest in list(finished)[: max(0, len(finished) - MAX_FINISHED)]:
            del finished[oldest]
    else:
        open_orders[order.order_id] = order
    return replace(state, orders=MappingProxyType(open_orders), finished=MappingProxyType(finished))
