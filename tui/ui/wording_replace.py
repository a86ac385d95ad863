"""Replacing an order in words: which one, in which way, what changed, and what came of it."""

from typing import NamedTuple

from tui.actions.denials import Denied
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
    ReplaceOutcome,
)
from tui.actions.reasons import describe
from tui.domain.intent import Intent, IntentStatus
from tui.domain.money import trimmed
from tui.domain.order import Order
from tui.domain.orders.plan import ReplacePolicy, ReplaceWay
from tui.ui.lines import Tone
from tui.ui.wording_orders import denied, order_terms, outcome, status_words

_LIVE = frozenset({IntentStatus.RESTING, IntentStatus.PARTLY_FILLED, IntentStatus.FILLED})
_UNSURE = frozenset({IntentStatus.UNKNOWN, IntentStatus.SENDING, IntentStatus.RECORDED})


class Replaced(NamedTuple):
    """What came of a replacement, and how loud it is."""

    text: str
    tone: Tone


def replaced_words(order: Order) -> str:
    """Which order is replaced, as the card says it."""
    part = f", {trimmed(order.executed)} filled already" if order.executed else ""
    return f"Instead of order {order.order_id}: {order_terms(order)}{part}."


def way_words(way: ReplaceWay) -> str:
    """In which order the two requests go, and why so."""
    return f"{way.policy.value.upper()}: {way.why}"


def changes_of(
    then: Order, now: Order | None, policy: ReplacePolicy, way: ReplaceWay | None
) -> tuple[str, ...]:
    """What of the order is not as it was `then`, or would be replaced in another way by now."""
    if now is None:
        return (f"Order {then.order_id} is not open any more.",)
    if now.status.is_final:
        return (f"Order {then.order_id} is {status_words(now)} now.",)
    if now.executed != then.executed:
        filled = f"{trimmed(now.executed)} filled; it was {trimmed(then.executed)}"
        return (f"Order {then.order_id} has {filled}.",)
    if way is not None and way.policy is not policy:
        return (f"It would have to go another way now. {way_words(way)}",)
    return ()


def replace_outcome(result: Denied | ReplaceOutcome, order: Order) -> Replaced:
    """What became of a replacement, the outcome first: every end has its own words."""
    if isinstance(result, Denied):
        reason = " ".join(describe(each) for each in result.reasons)
        return Replaced(f"{denied(reason)} The old order stays.", Tone.ALERT)
    if result.policy is ReplacePolicy.PLACE_FIRST:
        return _placed_first(result, order)
    return _cancelled_first(result, order)


def _placed_first(result: ReplaceOutcome, order: Order) -> Replaced:
    placed, old = result.placed, order_terms(order)
    if not isinstance(placed, Intent):
        return Replaced(f"Not replaced: {_refusal(placed)} The old order stays: {old}.", Tone.ALERT)
    told = outcome(placed)
    if placed.status in _UNSURE:
        return Replaced(
            f"{told} The old order was left alone and may be live beside it.", Tone.ALERT
        )
    if placed.status not in _LIVE:
        return Replaced(f"Not replaced, the old order stays: {old}. {told}", Tone.ALERT)
    text, tone = _beside(result.cancelled, old)
    return Replaced(f"{text} {told}", tone)


def _beside(cancelled: CancelOutcome | None, old: str) -> Replaced:
    """What became of the old order after the new one was live."""
    match cancelled:
        case CancelDone():
            return Replaced(f"Replaced: {old}. It was never uncovered.", Tone.GAIN)
        case CancelPending():
            return Replaced(f"Replaced: {old} is being cancelled, both live until then.", Tone.WARN)
        case AlreadyGone(last):
            fate = "its fate is being looked up" if last is None else f"it is {status_words(last)}"
            return Replaced(f"NEW ORDER LIVE, and {old} was gone before: {fate}.", Tone.WARN)
        case CancelFailed(reason):
            return Replaced(f"BOTH ARE LIVE: {old} was not cancelled. {reason}", Tone.ALERT)
        case CancelUnknown(reason):
            return Replaced(
                f"UNKNOWN: {old} may be live beside the new order. {reason}", Tone.ALERT
            )
        case None:
            return Replaced(f"BOTH ARE LIVE: {old} was not cancelled.", Tone.ALERT)


def _cancelled_first(result: ReplaceOutcome, order: Order) -> Replaced:
    placed, old = result.placed, order_terms(order)
    if placed is None:
        return Replaced(_not_placed(result.cancelled, old), Tone.ALERT)
    gone = f"{old} is cancelled"
    if not isinstance(placed, Intent):
        return Replaced(f"NOTHING IN ITS PLACE: {gone}. {_refusal(placed)}", Tone.ALERT)
    told = outcome(placed)
    if placed.status in _LIVE:
        return Replaced(f"Replaced: {old}. {_uncovered(result.uncovered_ms)} {told}", Tone.GAIN)
    if placed.status in _UNSURE:
        return Replaced(f"{told} {gone[:1].upper()}{gone[1:]}.", Tone.ALERT)
    return Replaced(f"NOTHING IN ITS PLACE: {gone}. {told}", Tone.ALERT)


def _not_placed(cancelled: CancelOutcome | None, old: str) -> str:
    """Why the new order was not tried after the old one was to go."""
    match cancelled:
        case CancelDone(last) | AlreadyGone(Order() as last):
            filled = f"{trimmed(last.executed)} of it is filled"
            return f"Not replaced: {old} is {status_words(last)}, {filled}. Look at what is left."
        case CancelFailed(reason):
            return f"Not replaced, the old order stays: {old}. {reason}"
        case AlreadyGone():
            return f"Not replaced: {old} is gone, what became of it is being looked up."
        case _:
            return f"UNKNOWN: {old} may still be live, so no other was placed. It is looked up."


def _refusal(placed: Denied | None) -> str:
    if placed is None:
        return "The new order was not tried."
    return denied(" ".join(describe(each) for each in placed.reasons))


def _uncovered(lasted_ms: int | None) -> str:
    if lasted_ms is None:
        return "How long neither was live is not known."
    return f"Neither was live for {lasted_ms} ms at most."
