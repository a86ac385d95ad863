"""What an order or an answer says about an intent. How intents move: `tui.domain.moves`."""

from collections.abc import Sequence
from dataclasses import replace

from tui.client.answers import (
    Answered,
    BatchAnswer,
    BatchAnswered,
    Declined,
    NotSent,
    OrderAnswer,
    SignedRequest,
    Unanswered,
)
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Quantity
from tui.domain.moves import advance
from tui.domain.order import Order, OrderStatus

_STATUS = {
    OrderStatus.FILLED: IntentStatus.FILLED,
    OrderStatus.CANCELLED: IntentStatus.CANCELLED,
    OrderStatus.EXPIRED: IntentStatus.EXPIRED,
    OrderStatus.TRIGGER_FAILED: IntentStatus.EXPIRED,
    OrderStatus.PARTIALLY_FILLED: IntentStatus.PARTLY_FILLED,
}


def follow(intent: Intent, order: Order) -> Intent:
    """`intent` as `order`, which carries its client id, shows it.

    The terms must agree as well: a client id alone is a look-up key, not a proof. The quantity may
    be smaller, since the exchange shrinks a resting reduce-only order with its position.
    """
    wrong = differing(intent.ticket, order)
    if wrong is not None and not order.status.is_final:
        return advance(intent, _mismatch(intent, order, wrong))
    return advance(
        intent,
        replace(
            intent,
            status=_status_of(order),
            order_id=order.order_id,
            executed=order.executed,
            reason=order.expiry_reason if wrong is None else f"other terms than sent: {wrong}",
        ),
    )


def _status_of(order: Order) -> IntentStatus:
    known = _STATUS.get(order.status)
    if known is not None:
        return known
    return IntentStatus.PARTLY_FILLED if order.executed else IntentStatus.RESTING


def _mismatch(intent: Intent, order: Order, wrong: str) -> Intent:
    return replace(
        intent,
        status=IntentStatus.MISMATCH,
        order_id=order.order_id,
        executed=order.executed,
        reason=f"the exchange has it on other terms than were sent: {wrong}",
    )


def differing(ticket: Ticket, order: Order) -> str | None:
    """The first term in which a sighted order differs from the ticket; None when it is ours."""
    if order.symbol != ticket.symbol:
        return "symbol"
    if order.side is not ticket.side:
        return "side"
    if order.price != ticket.price:
        return "price"
    if order.quantity is None or order.quantity > ticket.quantity:
        return "quantity"
    return None


def echo_differs(intent: Intent, order: Order) -> str | None:
    """The first term in which the answer to our order differs from what was sent (fault R15)."""
    ticket = intent.ticket
    echoed = {
        "client id": (order.client_id, intent.client_id),
        "quantity": (order.quantity, ticket.quantity),
        "order type": (order.order_type, ticket.order_type),
        "reduce-only": (order.reduce_only, ticket.reduce_only),
        "post-only": (order.post_only, ticket.post_only),
        "time in force": (order.time_in_force, ticket.time_in_force),
    }
    wrong = next((name for name, (one, other) in echoed.items() if one != other), None)
    return wrong or differing(ticket, order)


def classify(intent: Intent, answer: OrderAnswer) -> Intent:
    """What the answer to the one send makes of the intent.

    Only a plain refusal on the allow-list is a rejection, and only a failure before the first byte
    is "not sent". Whatever else happened, the order may exist.
    """
    match answer:
        case Answered(order):
            wrong = echo_differs(intent, order)
            if wrong is not None:
                return advance(intent, _mismatch(intent, order, wrong))
            return follow(intent, order)
        case Declined(definitive=True):
            return advance(
                intent, replace(intent, status=IntentStatus.REJECTED, reason=_words(answer))
            )
        case Declined():
            return advance(
                intent, replace(intent, status=IntentStatus.UNKNOWN, reason=_words(answer))
            )
        case NotSent(reason):
            return advance(intent, replace(intent, status=IntentStatus.NOT_SENT, reason=reason))
        case _:
            return advance(
                intent, replace(intent, status=IntentStatus.UNKNOWN, reason=answer.reason)
            )


def as_of(order: Order, signed: SignedRequest) -> Order:
    """The order of an answer, as young as the request it answers.

    An answer bears no engine time. Without one, a reading that was asked for before the send and is
    answered after it would sweep the order away.
    """
    return replace(order, engine_us=max(order.engine_us, signed.timestamp_ms * 1_000))


def _words(answer: Declined) -> str:
    return f"{answer.code}: {answer.message}" if answer.code else answer.message


def unfilled(intent: Intent) -> Quantity:
    """What of the intent has not filled as far as we know."""
    done = intent.executed if intent.executed is not None else intent.ticket.quantity * 0
    return Quantity(intent.ticket.quantity - done)


def classify_batch(intents: Sequence[Intent], answer: BatchAnswer) -> tuple[Intent, ...]:
    """What the answer to one send of several orders makes of each.

    Orders are told apart by their client ids. A refusal bears none, so it counts for the order in
    its place only while every other order is in its own.
    """
    if not isinstance(answer, BatchAnswered):
        return tuple(classify(intent, answer) for intent in intents)
    ids = [intent.client_id for intent in intents]
    told = [row.order.client_id if isinstance(row, Answered) else None for row in answer.orders]
    in_place = len(ids) == len(told) and all(
        got in {None, wanted} or got not in ids for got, wanted in zip(told, ids, strict=True)
    )
    if in_place:
        return tuple(
            classify(intent, row) for intent, row in zip(intents, answer.orders, strict=True)
        )
    lost = Unanswered("the answer does not say which order it speaks of")
    found = {row.order.client_id: row for row in answer.orders if isinstance(row, Answered)}
    return tuple(classify(intent, found.get(intent.client_id, lost)) for intent in intents)
