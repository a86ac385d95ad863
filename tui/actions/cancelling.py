"""Cancelling one order, and finding out what became of one that was gone already."""

from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
)
from tui.actions.ports import Exchange
from tui.actions.resolve import find_in_history
from tui.client.answers import (
    CancelAccepted,
    Cancelled,
    Declined,
    NotLive,
    NotSent,
    Unanswered,
)
from tui.client.errors import ReadFailed
from tui.domain.order import Order


async def cancel_once(exchange: Exchange, order: Order) -> CancelOutcome:
    """Ask once for `order` to be cancelled and say what came of it.

    "Not live" is not "cancelled": the order may have filled, so its history is read.
    """
    match await exchange.cancel_order(order.symbol, order.order_id):
        case Cancelled(answered) if answered.order_id != order.order_id:
            return CancelUnknown("the exchange answered about another order")
        case Cancelled(answered):
            return CancelDone(answered)
        case CancelAccepted():
            return CancelPending()
        case NotLive():
            return AlreadyGone(await _gone(exchange, order))
        case NotSent() | Declined() | Unanswered() as answer:
            return _not_done(answer)


def _not_done(answer: NotSent | Declined | Unanswered) -> CancelFailed | CancelUnknown:
    match answer:
        case NotSent(reason):
            return CancelFailed(reason, was_sent=False)
        case Declined(definitive=definitive):
            return (CancelFailed if definitive else CancelUnknown)(answer.message)
        case Unanswered(reason):
            return CancelUnknown(reason)


async def _gone(exchange: Exchange, order: Order) -> Order | None:
    try:
        return await _final_version(exchange, order)
    except ReadFailed:
        return None


async def _final_version(exchange: Exchange, order: Order) -> Order | None:
    found = await find_in_history(exchange, order.symbol, order_id=order.order_id)
    return found if found is not None and found.status.is_final else None


async def last_version(exchange: Exchange, order: Order) -> Order | None:
    """The newest version of `order`, live or final; None when nothing shows it yet.

    Raises `ReadFailed`.
    """
    live = await exchange.order(order.symbol, order_id=order.order_id)
    if live is not None:
        return live
    return await _final_version(exchange, order)
