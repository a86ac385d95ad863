"""Replacing an order without a screen: which request goes first is shown, the gap measured."""

import asyncio
from dataclasses import dataclass
from dataclasses import replace as with_changes
from typing import Any

import click

from tui.actions.denials import Denied
from tui.actions.outcomes import CancelDone, ReplaceOutcome
from tui.actions.reasons import describe
from tui.cli.asking import agreed, finish, settings_of
from tui.cli.cancelled import cancel_result
from tui.cli.connect import connected
from tui.cli.documents import Document, order_document, request_document, request_lines
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.identity import identify
from tui.cli.interruption import run_to_end
from tui.cli.options import connection_options, send_options, symbol_option
from tui.cli.order_terms import caution_words, checked_plan, plan_document, plan_words
from tui.cli.placing import (
    Picture,
    code_of,
    denied,
    fate_document,
    followed,
    read_picture,
    rehearsed,
    to_its_end,
)
from tui.cli.trading import Trading, insist_on_writing, trading, working
from tui.domain.exits.plan import ExitView
from tui.domain.intent import Intent, TimeInForce
from tui.domain.money import plain
from tui.domain.order import Order, OrderType
from tui.domain.orders.check import check_order
from tui.domain.orders.plan import OrderDraft, OrderPlan, ReplacePolicy, ReplaceWay
from tui.domain.orders.replace import replace_policy
from tui.domain.text import clean
from tui.settings import BadSetting, Settings
from tui.ui.wording_orders import cancel_outcome, order_terms, outcome


@dataclass(frozen=True, slots=True)
class _Wish:
    order_id: str
    price: str | None
    quantity: str | None
    dry_run: bool
    yes: bool


@click.command()
@symbol_option("The order's market.", required=True)
@click.option("--order-id", required=True, metavar="ID", help="The old one, as `orders` lists it.")
@click.option("--price", metavar="PRICE", help="The new price; the old one unless given.")
@click.option(
    "--quantity", metavar="QUANTITY", help="The new quantity; what is left of the old one else."
)
@send_options
@connection_options
def replace(symbol: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Put an order with another price or quantity in the place of an open one."""
    if options["price"] is None and options["quantity"] is None:
        raise BadSetting("nothing would change: give --price, --quantity or both.")
    settings = settings_of(symbol, options)
    wish = _Wish(
        clean(options["order_id"], 40),
        options["price"],
        options["quantity"],
        options["dry_run"],
        options["yes"],
    )
    (document, code), told = run_to_end(_replace(settings, wish))
    finish(document, told or code, as_json=as_json)


async def _replace(settings: Settings, wish: _Wish) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings) as desk,
        working(desk.desk),
    ):
        insist_on_writing(desk, only_looks=wish.dry_run)
        picture = await read_picture(connection, desk, settings.symbol)
        order = _open_order(desk, settings.symbol, wish.order_id)
        plan = _plan(order, wish, picture.view)
        way = replace_policy(order, plan, picture.view)
        document = _document(picture, order, plan, way)
        for words in caution_words(plan):
            say(words)
        if wish.dry_run:
            say(f"{way.policy.value}: {way.why}")
            cancel = connection.rest.prepare_cancel(order.symbol, order.order_id)
            say(f"the cancel of the old one:\n{request_lines(cancel)}")
            document["cancelRequest"] = request_document(cancel)
            return await rehearsed(desk.desk, [plan], document, without=_gone_first(order, way))
        await agreed(
            f"replace {order_terms(order)} by {plan_words(plan)}; {way.policy.value}: {way.why}",
            yes=wish.yes,
        )
        return await _replaced(desk, order, plan, document)


def _open_order(desk: Trading, symbol: str, order_id: str) -> Order:
    """The order to be replaced.

    Raises:
        Stop: it is not open, or cannot be replaced.
    """
    order = desk.session.state.orders.get(order_id)
    if order is None or order.symbol != symbol:
        words = f"order {order_id} is not open on {symbol}; `fills` tells its fate"
        raise Stop(ExitCode.REJECTED, words)
    if order.waits_for_trigger or order.order_type is not OrderType.LIMIT or order.price is None:
        raise Stop(
            ExitCode.DENIED,
            f"denied: order {order_id} is no resting limit order; cancel it instead",
        )
    return order


def _plan(order: Order, wish: _Wish, view: ExitView) -> OrderPlan:
    """The new order: the old one's terms but for what was typed."""
    draft = OrderDraft(
        side=order.side,
        quantity=plain(order.remaining) if wish.quantity is None else wish.quantity,
        price=plain(order.price or order.remaining) if wish.price is None else wish.price,
        time_in_force=TimeInForce.GTC,
        post_only=order.post_only,
        reduce_only=order.reduce_only,
    )
    return checked_plan(check_order(draft, view.without(order.order_id)))


def _gone_first(order: Order, way: ReplaceWay) -> str | None:
    return order.order_id if way.policy is ReplacePolicy.CANCEL_FIRST else None


def _document(picture: Picture, order: Order, plan: OrderPlan, way: ReplaceWay) -> Document:
    return {
        **picture.document,
        "policy": way.policy.value,
        "why": way.why,
        "replaces": order_document(order),
        "order": plan_document(plan),
        "uncoveredMs": None,
    }


async def _replaced(
    desk: Trading, order: Order, plan: OrderPlan, document: Document
) -> tuple[Document, ExitCode]:
    sending = asyncio.create_task(desk.desk.replace(order, plan))
    result = await to_its_end(desk.desk, sending)
    if isinstance(result, Denied):
        return denied(result, document)
    if isinstance(result.placed, Intent):
        fate = await followed(desk.desk, result.placed)
        result = with_changes(result, placed=fate)
    return _told(desk, order, result, document)


def _told(
    desk: Trading, order: Order, result: ReplaceOutcome, document: Document
) -> tuple[Document, ExitCode]:
    """What became of both, the gap between them, and the exit code of the graver."""
    words, code = [], ExitCode.DONE
    told: Document = {"policy": result.policy.value, "uncoveredMs": result.uncovered_ms}
    if result.cancelled is not None:
        word, code = cancel_result(result.cancelled)
        told["cancelled"] = word
        if isinstance(result.cancelled, CancelDone):
            told["replaces"] = order_document(result.cancelled.order)
        words.append(cancel_outcome(result.cancelled, order))
    else:
        told["cancelled"] = None
        words.append(f"The old order was left alone: {order_terms(order)}.")
    match result.placed:
        case Intent() as fate:
            told |= fate_document(desk, fate)
            words.append(outcome(fate))
            code = code_of(fate) if code is ExitCode.DONE else code
            if result.cancelled is None and code is ExitCode.DONE:
                words.append("BOTH ARE LIVE: the new one was found late. Cancel the old one.")
                code = ExitCode.UNKNOWN
        case Denied(reasons):
            told["outcome"] = "denied"
            words.append("denied: " + " ".join(describe(reason) for reason in reasons))
            code = ExitCode.DENIED
        case None:
            told["outcome"] = "not placed"
            words.append("The new order was not placed: the old one may be live, or has filled.")
            code = ExitCode.UNKNOWN if code is ExitCode.DONE else code
    words.append(_gap(result))
    return {**document, **told, "words": "\n".join(words)}, code


def _gap(result: ReplaceOutcome) -> str:
    if result.uncovered_ms is None:
        return "UNCOVERED: nothing stands in the place of the old order."
    if result.policy is ReplacePolicy.PLACE_FIRST:
        return "At no moment was nothing in place."
    return f"For {result.uncovered_ms} ms nothing was in place."
