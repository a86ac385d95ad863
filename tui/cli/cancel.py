"""Cancelling an order without a screen: asked once, and followed to its end."""

from typing import Any

import click

from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
)
from tui.cli.asking import agreed, finish, settings_of
from tui.cli.connect import connected, failure
from tui.cli.documents import Document, order_document
from tui.cli.exits import ExitCode, say
from tui.cli.identity import identify
from tui.cli.interruption import run_to_end
from tui.cli.options import connection_options, json_option, symbol_option
from tui.cli.trading import Trading, insist_on_writing, trading, working
from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.order import Order, OrderStatus
from tui.domain.text import clean
from tui.settings import Settings
from tui.ui.wording_orders import cancel_outcome

FOLLOW_SECONDS = 30.0
"""How long a command waits for the end of an order whose cancel nobody confirmed."""

_LOOK_EVERY = 0.2


@click.command()
@symbol_option("The order's market.", required=True)
@click.option("--order-id", required=True, metavar="ID", help="As `orders` lists it.")
@click.option("--yes", is_flag=True, help="Cancel without asking.")
@json_option
@connection_options
def cancel(symbol: str, order_id: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Cancel one open order."""
    settings = settings_of(symbol, options)
    work = _cancel(settings, clean(order_id, 40), yes=options["yes"])
    (document, code), told = run_to_end(work)
    finish(document, told or code, as_json=as_json)


async def _cancel(settings: Settings, order_id: str, *, yes: bool) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings) as desk,
        working(desk.desk),
    ):
        insist_on_writing(desk)
        try:
            await connection.rest.measure_clock()
            order = await connection.rest.order(settings.symbol, order_id=order_id)
        except ReadFailed as error:
            raise failure(error) from None
        if order is None:
            words = f"order {order_id} is not open on {settings.symbol}; `fills` tells its fate"
            gone: Document = {"orderId": order_id, "outcome": "not open", "words": words}
            return {**gone, "order": None}, ExitCode.REJECTED
        await agreed(f"cancel order {order_id} on {settings.symbol}", yes=yes)
        result = await _followed(desk, order, connection.clock)
        word, code = cancel_result(result)
        return {
            "orderId": order_id,
            "outcome": word,
            "words": cancel_outcome(result, order),
            "order": order_document(result.order if isinstance(result, CancelDone) else order),
        }, code


async def _followed(desk: Trading, order: Order, clock: Clock) -> CancelOutcome:
    """Cancel, and wait for the end of an order whose cancel nobody confirmed."""
    result = await desk.desk.cancel(order)
    if not isinstance(result, CancelPending | CancelUnknown):
        return result
    say(f"{cancel_outcome(result, order)} Looking for up to {FOLLOW_SECONDS:g} s.")
    until = clock.monotonic() + FOLLOW_SECONDS
    while clock.monotonic() < until:
        final = desk.session.state.finished.get(order.order_id)
        if final is not None:
            is_done = final.status is OrderStatus.CANCELLED
            return CancelDone(final) if is_done else AlreadyGone(final)
        await clock.sleep(_LOOK_EVERY)
    return result


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
