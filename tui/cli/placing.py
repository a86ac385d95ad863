"""What all commands that place orders share: the picture, the one send, and what became of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.desk import Desk
from tui.actions.outcomes import Rehearsal
from tui.actions.reasons import describe
from tui.cli.connect import Connection, failure
from tui.cli.documents import Document, amount, request_document, request_lines, ticket_document
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.interruption import is_interrupted
from tui.cli.trading import SENDING_SECONDS, Trading
from tui.client.errors import ReadFailed
from tui.domain.exits.plan import ExitView, Plan
from tui.domain.intent import Intent, IntentStatus
from tui.domain.money import plain
from tui.domain.order import Order
from tui.ui.wording_orders import outcome, terms

T = TypeVar("T")

RESOLVE_SECONDS = 90.0
"""How long a command waits for the fate of an order that nobody answered about."""

_BOOK_LEVELS = 1_000

CODES = {
    IntentStatus.RESTING: ExitCode.DONE,
    IntentStatus.PARTLY_FILLED: ExitCode.DONE,
    IntentStatus.FILLED: ExitCode.DONE,
    IntentStatus.NOT_SENT: ExitCode.NOT_CONNECTED,
    IntentStatus.ABSENT: ExitCode.NOT_CONNECTED,
    IntentStatus.REJECTED: ExitCode.REJECTED,
    IntentStatus.CANCELLED: ExitCode.REJECTED,
    IntentStatus.EXPIRED: ExitCode.REJECTED,
}
"""Exit codes by where an intent stands; any other is UNKNOWN."""

_GRAVEST = (
    ExitCode.UNKNOWN,
    ExitCode.REJECTED,
    ExitCode.NOT_CONNECTED,
    ExitCode.DENIED,
    ExitCode.DONE,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What was read before anything was planned."""

    positions: list[dict[str, object]]
    """The exchange's own rows."""
    mark: str | None
    view: ExitView

    @property
    def document(self) -> Document:
        """What every answer of these commands begins with."""
        return {
            "orderId": None,
            "status": None,
            "positions": self.positions,
            "markPrice": self.mark,
            "clientId": None,
        }


async def read_picture(connection: Connection, desk: Trading, symbol: str) -> Picture:
    """Settle what earlier runs left, then read positions, mark, book and trades.

    Raises:
        Stop: the exchange does not answer, or has no such market.
    """
    try:
        await earlier_settled(desk.desk, symbol)
        return await _picture(connection, desk, symbol)
    except ReadFailed as error:
        raise failure(error) from None


async def _picture(connection: Connection, desk: Trading, symbol: str) -> Picture:
    """Positions, then the mark, then what else the rules look at."""
    _, rows = await connection.rest.positions_document(symbol)
    marks = await connection.rest.mark_prices(symbol)
    await desk.session.reconcile()
    snapshot = await connection.rest.depth(symbol, _BOOK_LEVELS)
    now = connection.clock.monotonic()
    store = desk.session.markets[symbol]
    store.load_book(snapshot.bids, snapshot.asks, snapshot.last_id, now)
    store.take_trades(await connection.rest.trades(symbol), now)
    # Last, so that the mark and the position that decide are the youngest.
    await desk.session.refresh(symbol)
    view = desk.session.view(symbol, connection.clock.monotonic())
    if view is None:
        raise Stop(ExitCode.USAGE, f"--symbol: no market is called {symbol}")
    return Picture(rows, next((plain(tick.mark) for tick in marks), None), view)


async def earlier_settled(desk: Desk, symbol: str) -> None:
    """Look up orders of earlier runs whose fate is not known: until then none may follow."""
    while (waited_for := _unsettled(desk, symbol)) is not None:
        say(describe(waited_for))
        fate = await desk.settled(waited_for.client_id or 0, RESOLVE_SECONDS)
        say(outcome(fate))
        if not fate.status.is_settled:
            return


def _unsettled(desk: Desk, symbol: str) -> Denial | None:
    codes = (d for d in desk.blockers(symbol) if d.code is DenialCode.UNSETTLED_INTENT)
    return next(codes, None)


async def rehearsed(
    desk: Desk, plans: Sequence[Plan], document: Document, *, without: str | None = None
) -> tuple[Document, ExitCode]:
    """The answer of a dry run: the request as it would leave, and what would keep it here."""
    found = await desk.rehearse(plans, without=without)
    reasons = found.reasons
    shown = {**document, "outcome": "dry run"}
    if isinstance(found, Rehearsal):
        shown["request"] = request_document(found.signed)
    shown["denials"] = [describe(reason) for reason in reasons]
    what = ", ".join(terms(plan.ticket) for plan in plans)
    words = f"Dry run, nothing was sent: {what}"
    if isinstance(found, Rehearsal):
        words += f"\n{request_lines(found.signed)}"
    if reasons:
        refusal = " ".join(describe(reason) for reason in reasons)
        words += f"\nIt would be denied: {refusal}"
    shown["words"] = words
    return shown, ExitCode.DENIED if reasons else ExitCode.DONE


async def placed(desk: Trading, plan: Plan, document: Document) -> tuple[Document, ExitCode]:
    """Send the confirmed `plan` and follow it to its fate."""
    result = await submitted(desk.desk, [plan])
    if isinstance(result, Denied):
        return denied(result, document)
    fate = await followed(desk.desk, result[0])
    return {**document, **fate_document(desk, fate), "words": outcome(fate)}, code_of(fate)


async def placed_all(
    desk: Trading, plans: Sequence[Plan], document: Document
) -> tuple[Document, ExitCode]:
    """Send confirmed `plans` in one request; the exit code is that of the gravest outcome."""
    result = await submitted(desk.desk, plans)
    if isinstance(result, Denied):
        return denied(result, document)
    fates = [await followed(desk.desk, intent) for intent in result]
    code = min((code_of(fate) for fate in fates), key=_GRAVEST.index)
    gravest = next(fate for fate in fates if code_of(fate) is code)
    return {
        **document,
        "outcome": gravest.status.value,
        "orders": [fate_document(desk, fate) | _order(fate) for fate in fates],
        "words": "\n".join(outcome(fate) for fate in fates),
    }, code


def _order(fate: Intent) -> Document:
    return {"order": ticket_document(fate.ticket), "reason": fate.reason}


def denied(result: Denied, document: Document) -> tuple[Document, ExitCode]:
    """The answer when our own checks refuse: nothing was sent."""
    words = " ".join(describe(reason) for reason in result.reasons)
    return {**document, "outcome": "denied", "words": f"denied: {words}"}, ExitCode.DENIED


def code_of(fate: Intent) -> ExitCode:
    """The exit code for where an intent stands."""
    return CODES.get(fate.status, ExitCode.UNKNOWN)


def fate_document(desk: Trading, fate: Intent) -> Document:
    """What became of one intent."""
    order = desk.session.state.orders.get(fate.order_id or "")
    return {
        "orderId": fate.order_id,
        "status": status_of(fate, order),
        "clientId": fate.client_id,
        "outcome": fate.status.value,
        "executedQuantity": amount(fate.executed),
    }


async def followed(desk: Desk, intent: Intent) -> Intent:
    """Wait for the fate of an order nobody answered about; told to end, leave it to the next."""
    if intent.status is not IntentStatus.UNKNOWN or is_interrupted():
        return intent
    say(outcome(intent))
    try:
        return await desk.settled(intent.client_id, RESOLVE_SECONDS)
    except asyncio.CancelledError:
        say("interrupted; the next command that sends, or the dashboard, goes on looking")
        return intent


async def submitted(desk: Desk, plans: Sequence[Plan]) -> Denied | tuple[Intent, ...]:
    """Submit, by the rules of `to_its_end`."""
    return await to_its_end(desk, asyncio.create_task(desk.submit_batch(plans)))


async def to_its_end(desk: Desk, sending: asyncio.Task[T]) -> T:
    """Wait for `sending`; Ctrl-C stops what has not left, and waits for an answer to what has.

    Raises:
        Stop: the answer did not come within `SENDING_SECONDS` of the interruption.
    """
    try:
        return await asyncio.shield(sending)
    except asyncio.CancelledError:
        say(f"interrupted; waiting up to {SENDING_SECONDS:g} s for an order that is on its way")
    if not await desk.finished(SENDING_SECONDS):
        raise Stop(
            ExitCode.UNKNOWN,
            "the order is on its way and may exist. It is in the journal: the next command that "
            "sends, or the dashboard, looks it up. Nothing is sent again.",
        )
    return await sending


def status_of(intent: Intent, order: Order | None) -> str | None:
    """The exchange's own word for the order; None while there is no order."""
    if order is not None:
        return order.status.value
    return {
        IntentStatus.RESTING: "New",
        IntentStatus.PARTLY_FILLED: "PartiallyFilled",
        IntentStatus.FILLED: "Filled",
        IntentStatus.CANCELLED: "Cancelled",
        IntentStatus.EXPIRED: "Expired",
    }.get(intent.status)
