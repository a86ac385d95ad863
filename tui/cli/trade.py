"""Orders without a screen: the same checks, the same desk, the same single send."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import click

from tui.actions.denials import Denied
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
)
from tui.actions.reasons import describe
from tui.cli.connect import Connection, connected, failure
from tui.cli.documents import Document, order_document, print_json
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.identity import identify
from tui.cli.options import checked_settings, connection_options, json_option, symbol_option
from tui.cli.trading import Trading, trading
from tui.client.errors import ReadFailed
from tui.domain.exits.check import check, suggest
from tui.domain.exits.plan import Draft, ExitPlan, ExitView
from tui.domain.intent import Intent, IntentStatus
from tui.domain.money import plain
from tui.domain.order import Order
from tui.domain.position import Side
from tui.domain.text import clean
from tui.settings import Settings, Wish
from tui.ui.wording import caution_sentence, problem_sentences
from tui.ui.wording_orders import cancel_outcome, outcome, terms

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
    settings = _settings(symbol, options)
    side = None if options["side"] is None else Side(options["side"])
    draft = (options["price"], options["quantity"], side)
    dry_run, yes = options["dry_run"], options["yes"]
    document, code = asyncio.run(_take_profit(settings, draft, dry_run=dry_run, yes=yes))
    _finish(document, code, as_json=as_json)


@click.command()
@symbol_option("The order's market.", required=True)
@click.option("--order-id", required=True, metavar="ID", help="As `orders` lists it.")
@click.option("--yes", is_flag=True, help="Cancel without asking.")
@json_option
@connection_options
def cancel(symbol: str, order_id: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Cancel one open order."""
    settings = _settings(symbol, options)
    document, code = asyncio.run(_cancel(settings, clean(order_id, 40), yes=options["yes"]))
    _finish(document, code, as_json=as_json)


def _settings(symbol: str, options: dict[str, Any]) -> Settings:
    key_file: Path | None = options["key_file"]
    return checked_settings(
        Wish.LIVE,
        symbol=symbol,
        rest_url=options["rest_url"],
        ws_url=options["ws_url"],
        key_file=key_file,
    )


def _finish(document: Document, code: ExitCode, *, as_json: bool) -> None:
    words = document.pop("words")
    if as_json:
        print_json(document)
    if as_json or code is not ExitCode.DONE:
        say(words)
    else:
        sys.stdout.write(f"{words}\n")
    if code is not ExitCode.DONE:
        raise SystemExit(int(code))


async def _take_profit(
    settings: Settings, typed: tuple[str, str | None, Side | None], *, dry_run: bool, yes: bool
) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings.symbol, settings.state_dir) as desk,
    ):
        try:
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
        _agreed(terms(plan.ticket), yes=yes)
        return await _send(desk, plan, document)


async def _picture(
    connection: Connection, desk: Trading, symbol: str
) -> tuple[list[dict[str, object]], str | None, ExitView]:
    """Positions, then the mark, then what else the rules look at."""
    _, rows = await connection.rest.positions_document(symbol)
    marks = await connection.rest.mark_prices(symbol)
    await desk.session.reconcile()
    await desk.session.refresh(symbol)
    snapshot = await connection.rest.depth(symbol, _BOOK_LEVELS)
    desk.session.markets[symbol].book.load(snapshot.bids, snapshot.asks, snapshot.last_id)
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


def _agreed(what: str, *, yes: bool) -> None:
    """Ask a person; a script has to say --yes."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Stop(ExitCode.USAGE, f"nobody to ask. Add --yes to go ahead with: {what}")
    sys.stderr.write(f"{what}\nSend it? Type yes: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != "yes":
        raise Stop(ExitCode.DENIED, "not confirmed; nothing was sent")


async def _send(desk: Trading, plan: ExitPlan, document: Document) -> tuple[Document, ExitCode]:
    resolving = asyncio.create_task(desk.desk.run())
    try:
        result = await desk.desk.submit(plan)
        if isinstance(result, Intent) and result.status is IntentStatus.UNKNOWN:
            say(outcome(result))
            result = await desk.desk.settled(result.client_id, RESOLVE_SECONDS)
    finally:
        resolving.cancel()
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


async def _cancel(settings: Settings, order_id: str, *, yes: bool) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings.symbol, settings.state_dir) as desk,
    ):
        try:
            await connection.rest.measure_clock()
            order = await connection.rest.order(settings.symbol, order_id=order_id)
        except ReadFailed as error:
            raise failure(error) from None
        if order is None:
            words = f"order {order_id} is not open on {settings.symbol}; `fills` tells its fate"
            gone: Document = {"orderId": order_id, "outcome": "not open", "words": words}
            return {**gone, "order": None}, ExitCode.REJECTED
        _agreed(f"cancel order {order_id} on {settings.symbol}", yes=yes)
        result = await desk.desk.cancel(order)
        word, code = _cancel_result(result)
        return {
            "orderId": order_id,
            "outcome": word,
            "words": cancel_outcome(result, order),
            "order": order_document(result.order if isinstance(result, CancelDone) else order),
        }, code


def _cancel_result(result: CancelOutcome) -> tuple[str, ExitCode]:
    match result:
        case CancelDone():
            return "cancelled", ExitCode.DONE
        case CancelPending():
            return "accepted", ExitCode.DONE
        case AlreadyGone():
            return "not open", ExitCode.REJECTED
        case CancelFailed():
            return "rejected", ExitCode.REJECTED
        case _:
            return "unknown", ExitCode.UNKNOWN
