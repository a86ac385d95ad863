"""The order ticket without a screen: one order, or several of one market in one request."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from tui.cli.asking import agreed, finish, settings_of
from tui.cli.batch_file import draft_of, read_batch
from tui.cli.connect import connected
from tui.cli.documents import Document
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.identity import identify
from tui.cli.interruption import run_to_end
from tui.cli.options import connection_options, send_options, slippage_option, symbol_option
from tui.cli.order_terms import caution_words, checked_plan, plan_document, plan_words
from tui.cli.placing import placed, placed_all, read_picture, rehearsed
from tui.cli.trading import Trading, insist_on_writing, trading, working
from tui.domain.exits.plan import ExitView
from tui.domain.intent import TimeInForce
from tui.domain.orders.check import check_order
from tui.domain.orders.plan import OrderDraft, OrderPlan
from tui.domain.position import Side
from tui.settings import BadSetting, Settings

_OF_ONE = ("side", "quantity", "price", "market", "slippage", "tif", "post_only", "may_open")
"""Options that say what one order is; a batch says it in its file."""


@dataclass(frozen=True, slots=True)
class _Wish:
    drafts: tuple[OrderDraft, ...]
    is_batch: bool
    dry_run: bool
    yes: bool


@click.command()
@symbol_option("The order's market.", required=True)
@click.option("--side", type=click.Choice([side.value for side in Side]), help="Bid buys.")
@click.option("--quantity", metavar="QUANTITY", help="Base units, dot for decimals.")
@click.option("--price", metavar="PRICE", help="Limit price, dot for decimals.")
@click.option("--market", is_flag=True, help="Fill at once within the slippage, or drop the rest.")
@slippage_option
@click.option(
    "--tif",
    type=click.Choice([force.value for force in TimeInForce]),
    help="How long it waits: GTC unless given; IOC and FOK fill at once or are dropped.",
)
@click.option("--post-only", is_flag=True, help="Only rest, never fill at once.")
@click.option(
    "--open/--reduce-only",
    "may_open",
    default=False,
    help="Whether it may open a position or add to one; reduce-only unless given.",
)
@click.option(
    "--batch",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A JSON list of orders of the market, up to 20, sent in one request.",
)
@send_options
@connection_options
def order(symbol: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Place an order, reduce-only unless --open says that it may add to a position."""
    settings = settings_of(symbol, options)
    drafts = _drafts(symbol, options)
    is_batch = options["batch"] is not None
    wish = _Wish(drafts, is_batch, options["dry_run"], options["yes"])
    (document, code), told = run_to_end(_order(settings, wish))
    finish(document, told or code, as_json=as_json)


def _drafts(symbol: str, options: dict[str, Any]) -> tuple[OrderDraft, ...]:
    """What was typed or stands in the file.

    Raises:
        BadSetting: something is missing or contradicts something else.
    """
    if options["batch"] is None:
        fields = {
            "side": options["side"],
            "quantity": options["quantity"],
            "price": options["price"],
            "market": options["market"],
            "slippage": options["slippage"],
            "timeInForce": options["tif"],
            "postOnly": options["post_only"],
            "reduceOnly": not options["may_open"],
        }
        given = {name: value for name, value in fields.items() if value not in {None, False}}
        return (draft_of({"reduceOnly": False} | given, options=True),)
    if any(options[name] for name in _OF_ONE):
        raise BadSetting("--batch takes the orders from its file: leave out what one order is.")
    return read_batch(options["batch"], symbol)


async def _order(settings: Settings, wish: _Wish) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings) as desk,
        working(desk.desk),
    ):
        insist_on_writing(desk, only_looks=wish.dry_run)
        picture = await read_picture(connection, desk, settings.symbol)
        plans = _plans(wish, picture.view)
        document = picture.document
        if not wish.is_batch:
            document["order"] = plan_document(plans[0])
        return await _agreed_and_sent(desk, wish, plans, document)


def _plans(wish: _Wish, view: ExitView) -> list[OrderPlan]:
    plans: list[OrderPlan] = []
    for number, draft in enumerate(wish.drafts, 1):
        try:
            plans.append(checked_plan(check_order(draft, view)))
        except Stop as stop:
            where = f"order {number}: " if wish.is_batch else ""
            raise Stop(stop.code, where + stop.message) from None
    return plans


async def _agreed_and_sent(
    desk: Trading, wish: _Wish, plans: Sequence[OrderPlan], document: Document
) -> tuple[Document, ExitCode]:
    for plan in plans:
        for words in caution_words(plan):
            say(words)
    if wish.dry_run:
        shown = {"orders": [plan_document(plan) for plan in plans]} if wish.is_batch else {}
        return await rehearsed(desk.desk, plans, document | shown)
    await agreed("\n".join(plan_words(plan) for plan in plans), yes=wish.yes)
    if wish.is_batch:
        return await placed_all(desk, plans, document)
    return await placed(desk, plans[0], document)
