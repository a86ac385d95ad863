"""How an intent moves on: by what we did, and by what the exchange is seen to have.

The two come in any order: the stream may tell of a fill before the answer to the request arrives.
The table of moves decides, so an intent never falls back, and what the exchange has outranks what
we believed.
"""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from tui.domain.intent import Intent, IntentStatus
from tui.domain.moves import advance
from tui.domain.order import Order, OrderStatus
from tui.session.state import State

_SEEN_AS = {
    OrderStatus.NEW: IntentStatus.RESTING,
    OrderStatus.TRIGGER_PENDING: IntentStatus.RESTING,
    OrderStatus.OTHER: IntentStatus.RESTING,
    OrderStatus.PARTIALLY_FILLED: IntentStatus.PARTLY_FILLED,
    OrderStatus.FILLED: IntentStatus.FILLED,
    OrderStatus.CANCELLED: IntentStatus.CANCELLED,
    OrderStatus.EXPIRED: IntentStatus.EXPIRED,
    OrderStatus.TRIGGER_FAILED: IntentStatus.EXPIRED,
}

_OTHER_TERMS = "the exchange had it on other terms than were sent"


def intent_changed(state: State, told: Intent) -> State:
    """Take in what our own side says of an intent, then what the exchange is known to have."""
    known = state.intents.get(told.client_id)
    intent = told if known is None else advance(known, told)
    held = (order for orders in (state.finished, state.orders) for order in orders.values())
    for order in held:
        if order.client_id == intent.client_id:
            intent = with_evidence(intent, order)
    return _with_intent(state, intent)


def orders_seen(state: State, order_ids: Iterable[str]) -> State:
    """Move the intents whose orders these are."""
    for order_id in order_ids:
        order = state.orders.get(order_id) or state.finished.get(order_id)
        if order is None or order.client_id is None:
            continue
        intent = state.intents.get(order.client_id)
        if intent is not None:
            state = _with_intent(state, with_evidence(intent, order))
    return state


def with_evidence(intent: Intent, order: Order) -> Intent:
    """The intent once `order`, which carries its client id, is seen on the exchange.

    A second order under the same client id does not move it: the first one is what was confirmed.
    """
    if intent.order_id not in {None, order.order_id}:
        return intent
    is_ours = _has_its_terms(intent, order)
    # One that is gone is to be cancelled by nobody any more, whatever its terms were.
    is_alarm = not is_ours and not order.status.is_final
    status = IntentStatus.MISMATCH if is_alarm else _SEEN_AS[order.status]
    seen = replace(
        intent,
        status=status,
        order_id=order.order_id,
        executed=order.executed,
        reason=_reason(order, status) if is_ours or is_alarm else _OTHER_TERMS,
    )
    return advance(intent, seen)


def _reason(order: Order, status: IntentStatus) -> str | None:
    return order.expiry_reason if status is IntentStatus.EXPIRED else None


def _has_its_terms(intent: Intent, order: Order) -> bool:
    """The exchange may shrink a reduce-only order with the position, but change nothing else.

    The stream leaves out post-only and time in force, so they are no evidence here. The history,
    where an order is found that ended unseen, leaves out reduce-only as well.
    """
    ticket = intent.ticket
    return (
        order.symbol == ticket.symbol
        and order.side is ticket.side
        and order.price in {None, ticket.price}
        and (order.quantity is None or order.quantity <= ticket.quantity)
        and (order.status.is_final or order.reduce_only is ticket.reduce_only)
    )


def _with_intent(state: State, intent: Intent) -> State:
    if state.intents.get(intent.client_id) == intent:
        return state
    return replace(state, intents=MappingProxyType({**state.intents, intent.client_id: intent}))
