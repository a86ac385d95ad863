"""How an intent may move, and what an order or an answer says about it.

One table holds the moves that can be. Anything else is old news arriving late, and changes nothing:
that is what makes every source of news (answer, stream, look-up) safe in any order and any number.
"""

from dataclasses import replace

from tui.client.answers import Answered, Declined, NotSent, OrderAnswer, SignedRequest
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Quantity
from tui.domain.order import Order, OrderStatus, OrderType

_SEEN = frozenset(
    {
        IntentStatus.RESTING,
        IntentStatus.PARTLY_FILLED,
        IntentStatus.FILLED,
        IntentStatus.CANCELLED,
        IntentStatus.EXPIRED,
        IntentStatus.MISMATCH,
    }
)
"""The order is on the exchange, or was."""

NEXT: dict[IntentStatus, frozenset[IntentStatus]] = {
    IntentStatus.RECORDED: frozenset({IntentStatus.SENDING, IntentStatus.NOT_SENT}),
    IntentStatus.SENDING: _SEEN
    | {IntentStatus.NOT_SENT, IntentStatus.REJECTED, IntentStatus.UNKNOWN},
    IntentStatus.UNKNOWN: _SEEN | {IntentStatus.ABSENT},
    # The exchange has the last word: an order that shows up after all is believed, with an alarm.
    IntentStatus.ABSENT: _SEEN,
    IntentStatus.REJECTED: _SEEN,
    IntentStatus.NOT_SENT: _SEEN,
    IntentStatus.RESTING: _SEEN - {IntentStatus.RESTING},
    IntentStatus.PARTLY_FILLED: frozenset(
        {IntentStatus.FILLED, IntentStatus.CANCELLED, IntentStatus.EXPIRED, IntentStatus.MISMATCH}
    ),
    IntentStatus.MISMATCH: frozenset(
        {IntentStatus.FILLED, IntentStatus.CANCELLED, IntentStatus.EXPIRED}
    ),
    # A fill can be told after the cancel that overtook it.
    IntentStatus.CANCELLED: frozenset({IntentStatus.FILLED}),
    IntentStatus.EXPIRED: frozenset({IntentStatus.FILLED}),
    IntentStatus.FILLED: frozenset(),
}
"""From each status, the statuses that may follow."""

PROVEN_AWAY = frozenset({IntentStatus.ABSENT, IntentStatus.REJECTED, IntentStatus.NOT_SENT})
"""The order was taken not to exist; news of it afterwards is an alarm."""

OPEN = frozenset({IntentStatus.RESTING, IntentStatus.PARTLY_FILLED, IntentStatus.MISMATCH})
"""The order was live when last heard of."""

_STATUS = {
    OrderStatus.FILLED: IntentStatus.FILLED,
    OrderStatus.CANCELLED: IntentStatus.CANCELLED,
    OrderStatus.EXPIRED: IntentStatus.EXPIRED,
    OrderStatus.TRIGGER_FAILED: IntentStatus.EXPIRED,
    OrderStatus.PARTIALLY_FILLED: IntentStatus.PARTLY_FILLED,
}


def advance(held: Intent, news: Intent) -> Intent:
    """`held`, moved on by `news` where the table allows it; never backwards.

    What was executed never falls, whichever of the two knows more.
    """
    executed = max((q for q in (held.executed, news.executed) if q is not None), default=None)
    if news.status in NEXT[held.status]:
        return replace(news, executed=executed, order_id=news.order_id or held.order_id)
    if news.status is held.status and news.status in _SEEN:
        return replace(
            held,
            executed=executed,
            order_id=held.order_id or news.order_id,
            reason=held.reason or news.reason,
        )
    return held


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
    if order.client_id != intent.client_id:
        return "client id"
    if order.quantity != ticket.quantity:
        return "quantity"
    if order.order_type is not OrderType.LIMIT:
        return "order type"
    if not order.reduce_only:
        return "reduce-only"
    return differing(ticket, order)


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
