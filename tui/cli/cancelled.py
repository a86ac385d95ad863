"""What became of cancels: followed for a while, in words, as documents and as exit codes."""

from collections.abc import Iterable

from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
    ScopeOutcome,
)
from tui.cli.documents import Document, order_document
from tui.cli.exits import ExitCode, say
from tui.cli.trading import Trading
from tui.client.clock import Clock
from tui.domain.command import CancelScope, CommandStatus
from tui.domain.order import Order, OrderStatus
from tui.ui.wording_orders import cancel_outcome

FOLLOW_SECONDS = 30.0
"""How long a command waits for the end of an order whose cancel nobody confirmed."""

LOOK_EVERY = 0.2

_CODES = {
    CommandStatus.DONE: ExitCode.DONE,
    CommandStatus.GONE: ExitCode.DONE,
    CommandStatus.NOT_SENT: ExitCode.NOT_CONNECTED,
    CommandStatus.REJECTED: ExitCode.REJECTED,
}

Results = Iterable[tuple[Order, CancelOutcome]]


async def followed(desk: Trading, order: Order, clock: Clock) -> CancelOutcome:
    """Cancel, and wait for the end of an order whose cancel nobody confirmed."""
    result = await desk.desk.cancel(order)
    if not isinstance(result, CancelPending | CancelUnknown):
        return result
    say(f"{cancel_outcome(result, order)} Looking for up to {FOLLOW_SECONDS:g} s.")
    until = clock.monotonic() + FOLLOW_SECONDS
    while clock.monotonic() < until:
        final = ended(desk, order)
        if final is not None:
            return final
        await clock.sleep(LOOK_EVERY)
    return result


def ended(desk: Trading, order: Order) -> CancelOutcome | None:
    """What became of an order that is known to have ended; None while it is not."""
    final = desk.session.state.finished.get(order.order_id)
    if final is None:
        return None
    is_done = final.status is OrderStatus.CANCELLED
    return CancelDone(final) if is_done else AlreadyGone(final)


async def followed_scope(desk: Trading, scope: CancelScope, clock: Clock) -> ScopeOutcome:
    """Cancel all of `scope`, and wait until the exchange has none of it left."""
    outcome = await desk.desk.cancel_scope(scope)
    command = outcome.command
    until = clock.monotonic() + FOLLOW_SECONDS
    if not command.status.is_settled:
        left = "an unknown number of" if command.left is None else str(command.left)
        say(f"{left} orders left. Looking for up to {FOLLOW_SECONDS:g} s.")
    while not command.status.is_settled and clock.monotonic() < until:
        await clock.sleep(LOOK_EVERY)
        command = desk.session.state.commands.get(command.number, command)
    # The exchange may have told the end of orders meanwhile that it had only taken the cancel of.
    results = tuple((order, _newest(desk, order, told)) for order, told in outcome.results)
    return ScopeOutcome(command, results)


def _newest(desk: Trading, order: Order, told: CancelOutcome) -> CancelOutcome:
    if isinstance(told, CancelPending | CancelUnknown):
        return ended(desk, order) or told
    return told


def scope_code(outcome: ScopeOutcome) -> ExitCode:
    """The exit code for many cancels: done only when the exchange has none of them left."""
    return _CODES.get(outcome.command.status, ExitCode.UNKNOWN)


def scope_document(outcome: ScopeOutcome) -> Document:
    """What became of cancelling many, and of each."""
    command = outcome.command
    why = "" if command.reason is None else f": {command.reason}"
    left = "" if not command.left else f"; {command.left} left"
    head = f"{command.scope}: {command.status.value}{why}{left}"
    lines = [cancel_outcome(result, order) for order, result in outcome.results]
    return {
        "outcome": command.status.value,
        "reason": command.reason,
        "left": command.left,
        "orders": results_document(outcome.results),
        "words": "\n".join([head, *lines]),
    }


def results_document(results: Results) -> list[Document]:
    """Each order as it stood last, and the word for its cancel."""
    return [
        order_document(result.order if isinstance(result, CancelDone) else order)
        | {"outcome": cancel_result(result)[0]}
        for order, result in results
    ]


def cancel_result(result: CancelOutcome) -> tuple[str, ExitCode]:
    """The word and the exit code for what became of a cancel."""
    match result:
        case CancelDone():
            return "cancelled", ExitCode.DONE
        case CancelPending():
            return "accepted", ExitCode.UNKNOWN
        case AlreadyGone():
            return "not open", ExitCode.REJECTED
        case CancelFailed(was_sent=False):
            return "not sent", ExitCode.NOT_CONNECTED
        case CancelFailed():
            return "rejected", ExitCode.REJECTED
        case CancelUnknown():
            return "unknown", ExitCode.UNKNOWN
