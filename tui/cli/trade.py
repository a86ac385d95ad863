"""Orders without a screen: the same checks, the same desk, the same single send."""

import asyncio
from typing import Any

import click

from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.desk import Desk
from tui.actions.reasons import describe
from tui.cli.asking import agreed, finish, settings_of
from tui.cli.connect import Connection, connected, failure
from tui.cli.documents import Document
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.identity import identify
from tui.cli.options import connection_options, json_option, symbol_option
from tui.cli.trading import SENDING_SECONDS, Trading, trading, working
from tui.client.errors import ReadFailed
from tui.domain.exits.check import check, suggest
from tui.domain.exits.plan import Draft, ExitPlan, ExitView
from tui.domain.intent import Intent, IntentStatus
from tui.domain.money import plain
from tui.domain.order import Order
from tui.domain.position import Side
from tui.settings import Settings
from tui.ui.wording import problem_sentences
from tui.ui.wording_cautions import caution_sentence
from tui.ui.wording_orders import outcome, terms

RESOLVE_SECONDS = 90.0
"""How long a command waits for the fate of an order that nobody answered about."""

_BOOK_LEVELS = 1_000

_CODES = {
    IntentStatus.RESTING: ExitCode.DONE,
    IntentStatus.PARTLY_FILLED: ExitCode.DONE,
    IntentStatus.FILLED: ExitCode.DONE,
    IntentStatus.NOT_SENT: ExitCode.NOT_CONNECTED,
    IntentStatus.ABSENT: ExitCode.NOT_CONNECTED,
    IntentStatus.REJECTED: ExitCode.REJECTED,
    IntentStatus.CANCELLED: ExitCode.REJECTED,
    IntentStatus.EXPIRED: ExitCode.REJECTED,
}


@click.command("take-profit")
@symbol_option("The position's market.", required=True)
@click.option("--price", required=True, metavar="PRICE", help="Limit price, dot for decimals.")
@click.option("--quantity", metavar="QUANTITY", help="All that no other exit covers, unless given.")
@click.option(
    "--side",
    type=click.Choice([side.value for side in Side]),
    help="Insist on a closing side: Ask closes a long, Bid a short.",
)
@click.option("--dry-run", is_flag=True, help="Check and show the order; send nothing.")
@click.option("--yes", is_flag=True, help="Send without asking.")
@json_option
@connection_options
def take_profit(symbol: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Place a reduce-only limit order that takes profit on an open position."""
    settings = settings_of(symbol, options)
    side = None if options["side"] is None else Side(options["side"])
    draft = (options["price"], options["quantity"], side)
    dry_run, yes = options["dry_run"], options["yes"]
    document, code = asyncio.run(_take_profit(settings, draft, dry_run=dry_run, yes=yes))
    finish(document, code, as_json=as_json)


async def _take_profit(
    settings: Settings, typed: tuple[str, str | None, Side | None], *, dry_run: bool, yes: bool
) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings.symbol, settings.state_dir) as desk,
        working(desk.desk),
    ):
        try:
            await _earlier_settled(desk.desk, settings.symbol)
            rows, mark, view = await _picture(connection, desk, settings.symbol)
        except ReadFailed as error:
            raise failure(error) from None
        plan = _plan(typed, view)
        document: Document = {
            "orderId": None,
            "status": None,
            "positions": rows,
            "markPrice": mark,
            "clientId": None,
            "outcome": "dry run",
            "words": f"Dry run, nothing was sent: {terms(plan.ticket)}",
            "order": {
                "symbol": plan.ticket.symbol,
                "side": plan.ticket.side.value,
                "orderType": "Limit",
                "price": plain(plan.ticket.price),
                "quantity": plain(plan.ticket.quantity),
                "reduceOnly": plan.ticket.reduce_only,
                "timeInForce": plan.ticket.time_in_force,
            },
        }
        for caution in plan.cautions:
            say(caution_sentence(caution, plan, view))
        if dry_run:
            return document, ExitCode.DONE
        await agreed(terms(plan.ticket), yes=yes)
        return await _send(desk, plan, document)


async def _picture(
    connection: Connection, desk: Trading, symbol: str
) -> tuple[list[dict[str, object]], str | None, ExitView]:
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
    return rows, next((plain(tick.mark) for tick in marks), None), view


def _plan(typed: tuple[str, str | None, Side | None], view: ExitView) -> ExitPlan:
    price, quantity, side = typed
    draft = Draft(price, suggest(view).quantity if quantity is None else quantity, side)
    plan = check(draft, view)
    if isinstance(plan, ExitPlan):
        return plan
    raise Stop(ExitCode.DENIED, "denied: " + " ".join(problem_sentences(plan, view)))


async def _earlier_settled(desk: Desk, symbol: str) -> None:
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


async def _send(desk: Trading, plan: ExitPlan, document: Document) -> tuple[Document, ExitCode]:
    result = await _submitted(desk.desk, plan)
    if isinstance(result, Intent) and result.status is IntentStatus.UNKNOWN:
        say(outcome(result))
        try:
            result = await desk.desk.settled(result.client_id, RESOLVE_SECONDS)
        except asyncio.CancelledError:
            say("interrupted; the next take-profit or the dashboard goes on looking")
    if isinstance(result, Denied):
        words = " ".join(describe(reason) for reason in result.reasons)
        return {**document, "outcome": "denied", "words": f"denied: {words}"}, ExitCode.DENIED
    order = desk.session.state.orders.get(result.order_id or "")
    return (
        {
            **document,
            "orderId": result.order_id,
            "status": _status(result, order),
            "clientId": result.client_id,
            "outcome": result.status.value,
            "words": outcome(result),
        },
        _CODES.get(result.status, ExitCode.UNKNOWN),
    )


async def _submitted(desk: Desk, plan: ExitPlan) -> Denied | Intent:
    """Submit; Ctrl-C stops an order that has not left, and waits for the answer of one that has.

    Raises:
        Stop: the answer did not come within `SENDING_SECONDS` of the interruption.
    """
    sending = asyncio.create_task(desk.submit(plan))
    try:
        return await asyncio.shield(sending)
    except asyncio.CancelledError:
        say(f"interrupted; waiting up to {SENDING_SECONDS:g} s for an order that is on its way")
    if not await desk.finished(SENDING_SECONDS):
        raise Stop(
            ExitCode.UNKNOWN,
            "the order is on its way and may exist. It is in the journal: the next take-profit or "
            "the dashboard looks it up. Nothing is sent again.",
        )
    return await sending


def _status(intent: Intent, order: Order | None) -> str | None:
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
