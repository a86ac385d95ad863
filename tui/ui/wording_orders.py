"""What became of an order, in one line whose first word is the outcome.

The words are the glossary's: denied is ours, rejected the exchange's, unknown nobody's answer.
"""

from collections.abc import Callable, Mapping

from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
)
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import decimals, plain, trimmed
from tui.domain.order import Order, OrderStatus
from tui.ui.wording import side_verb

EXPIRY_REASONS: Mapping[str, str] = {
    "ACCOUNTTRADINGSUSPENDED": "trading is suspended on the account",
    "BORROWREQUIRESLENDREDEEM": "lent funds have to be redeemed first",
    "FILLORKILL": "it could not fill at once in full",
    "INSUFFICIENTBORROWABLEQUANTITY": "not enough can be borrowed",
    "INSUFFICIENTFUNDS": "the account has not enough funds",
    "INSUFFICIENTLIQUIDITY": "the book has not enough on the other side",
    "INVALIDPRICE": "the exchange takes the price for invalid",
    "INVALIDQUANTITY": "the exchange takes the quantity for invalid",
    "IMMEDIATEORCANCEL": "the part that could not fill at once was dropped",
    "INSUFFICIENTMARGIN": "the account has not enough margin",
    "LIQUIDATION": "the account is being liquidated",
    "NEGATIVEEQUITY": "the account's equity is negative",
    "POSTONLYMODE": "the market takes only orders that rest",
    "POSTONLYTAKER": "it would have filled at once instead of resting",
    "PRICEBAND": "the price is outside the exchange's band",
    "PRICEIMPACT": "it would have moved the price too far",
    "PRICEOUTOFBOUNDS": "the price is outside the exchange's band",
    "REDUCEONLYNOTREDUCED": "there is no position left for it to reduce",
    "SELFTRADEPREVENTION": "it would have traded with your own order",
    "STOPWITHOUTPOSITION": "the position it belonged to is closed",
    "UNKNOWN": "the exchange gives no reason",
    "USERPERMISSIONS": "the key may not trade",
    "MAXSTOPORDERSPERPOSITION": "the position has as many trigger orders as allowed",
    "POSITIONLIMIT": "the position limit is reached",
    "SLIPPAGETOLERANCEEXCEEDED": "the price slipped further than allowed",
}
"""The exchange's expiry reasons (OpenAPI, OrderExpiryReason), letters only and upper case, because
requests say `PriceOutOfBounds` and the stream says `PRICE_BAND`."""


def expiry_words(reason: str | None) -> str:
    """Why an order expired; a reason nobody knows is passed on as it came."""
    if reason is None:
        return "the exchange gives no reason"
    letters = "".join(char for char in reason if char.isalpha()).upper()
    return EXPIRY_REASONS.get(letters, f"the exchange says {reason}")


def terms(ticket: Ticket) -> str:
    """Side, quantity, symbol's base and price: `sell 5 SOL at 104.50`."""
    base = ticket.symbol.partition("_")[0]
    quantity, price = trimmed(ticket.quantity), plain(ticket.price)
    return f"{side_verb(ticket.side)} {quantity} {base} at {price}"


def order_terms(order: Order) -> str:
    """An order of the exchange in the same words; a market order has no price."""
    base = order.symbol.partition("_")[0]
    size = order.trigger_quantity if order.quantity is None else trimmed(order.quantity)
    price = "market" if order.price is None else plain(order.price)
    return f"{side_verb(order.side)} {size or '—'} {base} at {price}"


def execution(order: Order) -> str:
    """What of an order was executed, at the price of its fills: the limit is not that."""
    base = order.symbol.partition("_")[0]
    part = f" of {trimmed(order.quantity)}" if order.quantity not in {None, order.executed} else ""
    done = f"{trimmed(order.executed)}{part} {base}"
    return f"{side_verb(order.side)} {done}{average_words(order)}"


def average_words(order: Order) -> str:
    """` at 100.5523 on average`, with two decimals more than the limit has; empty if not told."""
    average = order.average_price
    if not average:
        return ""
    places = decimals(average if order.price is None else order.price) + 2
    return f" at {trimmed(round(average, places))} on average"


def outcome(intent: Intent) -> str:
    """What became of an intent, the outcome first."""
    return _OUTCOMES[intent.status](intent)


def came_back(intent: Intent, believed: IntentStatus) -> str:
    """The alarm: an order was taken not to exist, and does."""
    named = f"order {intent.order_id}" if intent.order_id else f"client id {intent.client_id}"
    return (
        f"ALARM: {named} ({terms(intent.ticket)} on {intent.ticket.symbol}) was taken to be"
        f" {believed.value} and is {intent.status.value}."
    )


def denied(reason: str) -> str:
    """Our own checks refused: nothing left this machine."""
    return f"DENIED, nothing was sent: {reason}"


def cancel_outcome(result: CancelOutcome, order: Order) -> str:
    """What became of a cancel, the outcome first."""
    asked = order_terms(order)
    match result:
        case CancelDone():
            return f"Cancelled: {asked}."
        case CancelPending():
            return f"Cancelling: {asked}. The exchange took the request; the stream will tell."
        case AlreadyGone():
            return f"Already gone: {asked}{_fate(result.order)}."
        case CancelFailed():
            return f"Not cancelled: {asked}. {result.reason}"
        case CancelUnknown():
            return f"UNKNOWN: {asked} may still be open; it is looked up. {result.reason}"


def _fate(order: Order | None) -> str:
    if order is None:
        return "; what became of it is being looked up"
    return f"; it is {status_words(order)}"


def status_words(order: Order) -> str:
    """The exchange's status of an order as plain words."""
    if order.status is OrderStatus.EXPIRED:
        return f"expired: {expiry_words(order.expiry_reason)}"
    return _STATUSES[order.status]


_STATUSES: Mapping[OrderStatus, str] = {
    OrderStatus.NEW: "resting",
    OrderStatus.PARTIALLY_FILLED: "partly filled",
    OrderStatus.FILLED: "filled",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.EXPIRED: "expired",
    OrderStatus.TRIGGER_PENDING: "waiting for its trigger",
    OrderStatus.TRIGGER_FAILED: "dropped, its trigger failed",
    OrderStatus.OTHER: "in a state this program does not know",
}


def _because(intent: Intent) -> str:
    return f": {intent.reason}" if intent.reason else ""


def _order(intent: Intent) -> str:
    return f", order {intent.order_id}" if intent.order_id else ""


def _executed(intent: Intent) -> str:
    done = "some" if intent.executed is None else trimmed(intent.executed)
    return f"{done} of {trimmed(intent.ticket.quantity)}"


def _recorded(intent: Intent) -> str:
    return f"Checking: {terms(intent.ticket)}. Nothing is sent yet."


def _sending(intent: Intent) -> str:
    return f"Sending: {terms(intent.ticket)}."


def _not_sent(intent: Intent) -> str:
    return f"NOT SENT: {terms(intent.ticket)}{_because(intent)}."


def _rejected(intent: Intent) -> str:
    reason = intent.reason or "It gives no reason."
    return f"Rejected by the exchange: {terms(intent.ticket)}. {reason}"


def _resting(intent: Intent) -> str:
    return f"Resting: {terms(intent.ticket)}{_order(intent)}."


def _partly_filled(intent: Intent) -> str:
    return f"Partly filled: {_executed(intent)}, {terms(intent.ticket)}{_order(intent)}."


def _filled(intent: Intent) -> str:
    return f"Filled: {terms(intent.ticket)} or better{_order(intent)}."


def _cancelled(intent: Intent) -> str:
    part = f" after {_executed(intent)} filled" if intent.executed else ""
    return f"Cancelled: {terms(intent.ticket)}{part}."


def _expired(intent: Intent) -> str:
    part = f" after {_executed(intent)} filled" if intent.executed else ""
    return f"Expired: {terms(intent.ticket)}{part}; {expiry_words(intent.reason)}."


def _mismatch(intent: Intent) -> str:
    return (
        f"MISMATCH: the exchange holds other terms than {terms(intent.ticket)}{_because(intent)}."
        " Look at the open orders."
    )


def _unknown(intent: Intent) -> str:
    return (
        f"UNKNOWN: {terms(intent.ticket)} may exist. It is looked up by client id"
        f" {intent.client_id} and not sent again."
    )


def _absent(intent: Intent) -> str:
    return f"Absent: {terms(intent.ticket)} never reached the exchange. You may place it again."


_OUTCOMES: Mapping[IntentStatus, Callable[[Intent], str]] = {
    IntentStatus.RECORDED: _recorded,
    IntentStatus.SENDING: _sending,
    IntentStatus.NOT_SENT: _not_sent,
    IntentStatus.REJECTED: _rejected,
    IntentStatus.RESTING: _resting,
    IntentStatus.PARTLY_FILLED: _partly_filled,
    IntentStatus.FILLED: _filled,
    IntentStatus.CANCELLED: _cancelled,
    IntentStatus.EXPIRED: _expired,
    IntentStatus.MISMATCH: _mismatch,
    IntentStatus.UNKNOWN: _unknown,
    IntentStatus.ABSENT: _absent,
}
