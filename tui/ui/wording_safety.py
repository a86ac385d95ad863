"""What the kill switch, a cancel of many and an order nobody answered about say, in plain words."""

from collections.abc import Mapping, Sequence

from tui.actions.outcomes import CancelOutcome, KillOutcome, ScopeOutcome
from tui.domain.command import OURS, CancelScope, Command, CommandStatus, Halted
from tui.domain.intent import Intent, IntentStatus
from tui.domain.moves import OPEN, WATCHED_MS
from tui.domain.order import Order
from tui.session.state import State
from tui.ui import format as fmt
from tui.ui.lines import Tone
from tui.ui.wording_orders import came_back, cancel_outcome

Results = Sequence[tuple[Order, CancelOutcome]]


def halted_words(halted: Halted, state: State, wall_ms: int) -> str:
    """That nothing is sent, since when, and what of ours is left."""
    since = fmt.when(halted.since_ms, wall_ms)
    return f"HALTED since {since}: nothing but cancels is sent. {left_words(halted, state)}"


def left_words(halted: Halted, state: State) -> str:
    """How many of our resting orders the exchange still has; until it says, those we know of."""
    if halted.left is None:
        known = orders(len(taken(state, OURS)), "resting order")
        return f"We know of {known} of ours; the exchange is asked what is left."
    if not halted.left:
        return "The exchange has no resting order of ours."
    rest = "rests" if halted.left == 1 else "rest"
    return f"{orders(halted.left)} of ours still {rest}; cancelling goes on."


def halted_badge(halted: Halted, state: State) -> str:
    """The same in a word or two, for the header."""
    known = f"{len(taken(state, OURS))} known"
    return f" HALTED · {known if halted.left is None else f'{halted.left} left'} "


def orders(count: int, what: str = "order") -> str:
    """A number of orders: `1 order`, `3 orders`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def is_ours(state: State, order: Order) -> bool:
    """Whether this program sent it, now or in an earlier run."""
    return order.client_id is not None and order.client_id in state.intents


def taken(state: State, scope: CancelScope) -> tuple[Order, ...]:
    """The open orders that `scope` would cancel, as far as they are known."""
    return tuple(
        order
        for order in state.orders.values()
        if scope.takes(order, is_ours=is_ours(state, order))
    )


def watched(state: State, wall_ms: int) -> list[Intent]:
    """Intents that are proved absent and watched all the same, oldest first."""
    return sorted(
        (
            each
            for each in state.intents.values()
            if each.status is IntentStatus.ABSENT and wall_ms < watched_until(each)
        ),
        key=lambda each: each.recorded_ms,
    )


def watched_until(intent: Intent) -> int:
    """Until when an absent order is looked out for, milliseconds since the epoch."""
    return intent.recorded_ms + WATCHED_MS


def alarms(state: State) -> tuple[str, ...]:
    """A sentence for each order that came back and is live."""
    return tuple(
        f"{came_back(state.intents[client_id], believed)} Cancel it if you do not want it."
        for client_id, believed in state.returned.items()
        if client_id in state.intents and state.intents[client_id].status in OPEN
    )


def kill_outcome(outcome: KillOutcome, halted: Halted | None, state: State) -> tuple[str, Tone]:
    """What became of the kill switch, the outcome first; `halted`: as it stands now."""
    if halted is None:
        return f"NOT HALTED: {outcome.trouble or 'it was unlocked meanwhile'}.", Tone.ALERT
    done = f"HALTED. {left_words(halted, state)}"
    if outcome.trouble is not None:
        return f"{done} Mind: {outcome.trouble}.", Tone.ALERT
    return done, Tone.WARN


def scope_outcome(outcome: ScopeOutcome, command: Command) -> tuple[str, Tone]:
    """What became of a cancel of many as a whole; `command`: as it stands now."""
    because = f" {command.reason}." if command.reason else ""
    match command.status:
        case CommandStatus.DONE:
            return f"Done: the exchange has none of them any more.{because}", Tone.GAIN
        case CommandStatus.GONE:
            return "There was nothing to cancel: the exchange has no such order.", Tone.PLAIN
        case CommandStatus.PENDING:
            return f"{orders(command.left or 0)} left; it is followed until none is.", Tone.WARN
        case CommandStatus.NOT_SENT:
            return f"NOT SENT:{because or ' nothing left this machine.'}", Tone.ALERT
        case CommandStatus.REJECTED:
            return f"Not all cancelled:{because or ' the exchange refused.'}", Tone.ALERT
        case _:
            told = orders(len(outcome.results))
            return f"UNKNOWN what is left of {told}: nobody answered.{because}", Tone.ALERT


def result_lines(results: Results) -> list[tuple[str, Tone]]:
    """What became of each order in the end, a sentence and how loud it is."""
    newest = {order.order_id: (order, each) for order, each in results}
    return [
        (cancel_outcome(each, order), _TONES[type(each).__name__])
        for order, each in newest.values()
    ]


_TONES: Mapping[str, Tone] = {
    "CancelDone": Tone.PLAIN,
    "CancelPending": Tone.MUTED,
    "AlreadyGone": Tone.WARN,
    "CancelFailed": Tone.ALERT,
    "CancelUnknown": Tone.ALERT,
}
"""How loud each fate of a cancel is."""
