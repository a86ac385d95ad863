"""Cancelling without a screen: one order or many, asked once, and followed to their end."""

from dataclasses import dataclass
from typing import Any

import click

from tui.actions.outcomes import CancelDone
from tui.cli.asking import agreed, finish, settings_of
from tui.cli.cancelled import (
    cancel_result,
    followed,
    followed_scope,
    scope_code,
    scope_document,
)
from tui.cli.connect import Connection, connected, failure
from tui.cli.documents import Document, order_document, request_document, request_lines
from tui.cli.exits import ExitCode, say
from tui.cli.identity import identify
from tui.cli.interruption import run_to_end
from tui.cli.options import connection_options, send_options, symbol_option
from tui.cli.trading import Trading, insist_on_writing, trading, working
from tui.client.answers import SignedRequest
from tui.client.errors import ReadFailed
from tui.domain.command import CancelScope
from tui.domain.order import Order
from tui.domain.position import Side
from tui.domain.text import clean
from tui.settings import DEFAULT_SYMBOL, BadSetting, Settings
from tui.ui.wording_orders import cancel_outcome, order_terms

_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class _Wish:
    what: str | CancelScope
    """An order id, or which orders."""
    dry_run: bool
    yes: bool


@click.command()
@symbol_option("The market of the order or of all orders to cancel.")
@click.option("--order-id", metavar="ID", help="One order, as `orders` lists it.")
@click.option("--all", "everywhere", is_flag=True, help="On every market.")
@click.option(
    "--side", type=click.Choice([side.value for side in Side]), help="Only orders of this side."
)
@click.option("--exits", is_flag=True, help="Only orders that can do nothing but reduce.")
@click.option("--ours", is_flag=True, help="Only orders that this program sent.")
@click.option(
    "--conditional",
    is_flag=True,
    help="Also orders that wait for a trigger, stop-losses among them; they stay otherwise.",
)
@send_options
@connection_options
def cancel(symbol: str | None, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Cancel one open order, or all of a market, a side or the account."""
    what = _what(symbol, options)
    settings = settings_of(symbol or DEFAULT_SYMBOL, options)
    wish = _Wish(what, options["dry_run"], options["yes"])
    (document, code), told = run_to_end(_cancel(settings, wish))
    finish(document, told or code, as_json=as_json)


def _what(symbol: str | None, options: dict[str, Any]) -> str | CancelScope:
    """The order or the orders that are meant.

    Raises:
        BadSetting: that cannot be told.
    """
    order_id, everywhere = options["order_id"], options["everywhere"]
    narrowing = ("side", "exits", "ours", "conditional")
    if order_id is not None:
        if not order_id.strip() or symbol is None:
            raise BadSetting("--order-id needs an id, and --symbol with the order's market.")
        if everywhere or any(options[name] for name in narrowing):
            raise BadSetting("--order-id is one order: leave out what chooses many.")
        return clean(order_id, 40)
    if everywhere == (symbol is not None):
        raise BadSetting(
            "which orders? Give --symbol with --order-id for one order, --symbol alone for all of"
            " a market, or --all for every market; --side, --exits and --ours narrow that."
        )
    return CancelScope(
        symbol=None if symbol is None else clean(symbol, 40),
        side=None if options["side"] is None else Side(options["side"]),
        exits_only=options["exits"],
        ours_only=options["ours"],
        include_conditional=options["conditional"],
    )


async def _cancel(settings: Settings, wish: _Wish) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings) as desk,
        working(desk.desk),
    ):
        insist_on_writing(desk, only_looks=wish.dry_run)
        try:
            await connection.rest.measure_clock()
            if isinstance(wish.what, CancelScope):
                await desk.session.reconcile()
                return await _cancel_many(connection, desk, wish.what, wish)
            order = await connection.rest.order(settings.symbol, order_id=wish.what)
        except ReadFailed as error:
            raise failure(error) from None
        if order is None:
            return _not_open(settings.symbol, wish.what)
        return await _cancel_one(connection, desk, order, wish)


def _not_open(symbol: str, order_id: str) -> tuple[Document, ExitCode]:
    words = f"order {order_id} is not open on {symbol}; `fills` tells its fate"
    gone: Document = {"orderId": order_id, "outcome": "not open", "words": words}
    return {**gone, "order": None}, ExitCode.REJECTED


async def _cancel_one(
    connection: Connection, desk: Trading, order: Order, wish: _Wish
) -> tuple[Document, ExitCode]:
    shown: Document = {"orderId": order.order_id, "order": order_document(order)}
    if wish.dry_run:
        signed = connection.rest.prepare_cancel(order.symbol, order.order_id)
        return _dry(shown, f"cancel {order_terms(order)}", [signed])
    await agreed(f"cancel order {order.order_id}: {order_terms(order)}", yes=wish.yes)
    result = await followed(desk, order, connection.clock)
    word, code = cancel_result(result)
    final = result.order if isinstance(result, CancelDone) else order
    words = cancel_outcome(result, order)
    return {**shown, "outcome": word, "order": order_document(final), "words": words}, code


async def _cancel_many(
    connection: Connection, desk: Trading, scope: CancelScope, wish: _Wish
) -> tuple[Document, ExitCode]:
    found = _within(desk, scope)
    shown: Document = {"scope": scope.words, "count": len(found)}
    if not found and not wish.dry_run:
        words = f"nothing to cancel: {scope.words}"
        return {**shown, "outcome": "nothing to do", "orders": [], "words": words}, ExitCode.DONE
    count = f"cancel {len(found)} order{'s' * (len(found) != 1)} ({scope.words})"
    if wish.dry_run:
        shown["orders"] = [order_document(order) for order in found]
        return _dry(shown, count, _requests(connection, scope, found))
    for order in found[:_MOST_LISTED]:
        say(f"{order.symbol} {order.order_id}: {order_terms(order)}")
    await agreed(count, yes=wish.yes)
    outcome = await followed_scope(desk, scope, connection.clock)
    return {**shown, **scope_document(outcome)}, scope_code(outcome)


def _within(desk: Trading, scope: CancelScope) -> tuple[Order, ...]:
    return tuple(
        order
        for order in desk.session.state.orders.values()
        if scope.takes(
            order, is_ours=order.client_id is not None and desk.journal.is_used(order.client_id)
        )
    )


def _requests(
    connection: Connection, scope: CancelScope, found: tuple[Order, ...]
) -> list[SignedRequest]:
    if scope.is_whole_symbol:
        symbol, conditional = str(scope.symbol), scope.include_conditional
        return [connection.rest.prepare_cancel_all(symbol, include_conditional=conditional)]
    return [connection.rest.prepare_cancel(order.symbol, order.order_id) for order in found]


def _dry(shown: Document, what: str, requests: list[SignedRequest]) -> tuple[Document, ExitCode]:
    words = "\n".join([f"Dry run, nothing was sent: {what}", *map(request_lines, requests)])
    found = [request_document(one) for one in requests]
    return {**shown, "outcome": "dry run", "requests": found, "words": words}, ExitCode.DONE
