"""Closing a position, or a part of it, without a screen."""

from dataclasses import dataclass
from typing import Any

import click

from tui.cli.asking import agreed, finish, settings_of
from tui.cli.connect import connected
from tui.cli.documents import Document
from tui.cli.exits import ExitCode, say
from tui.cli.identity import identify
from tui.cli.interruption import run_to_end
from tui.cli.options import connection_options, send_options, slippage_option, symbol_option
from tui.cli.order_terms import (
    caution_words,
    checked_plan,
    plan_document,
    plan_words,
    price_at,
    slippage_of,
)
from tui.cli.placing import placed, read_picture, rehearsed
from tui.cli.trading import insist_on_writing, trading, working
from tui.domain.orders.check import check_close
from tui.domain.orders.plan import CloseDraft, PriceAt
from tui.settings import BadSetting, Settings


@dataclass(frozen=True, slots=True)
class _Wish:
    draft: CloseDraft
    dry_run: bool
    yes: bool


@click.command()
@symbol_option("The position's market.", required=True)
@click.option(
    "--share",
    type=click.Choice(["25", "50", "75", "100"]),
    help="Per cent of the position, rounded down to the step; 100 unless given.",
)
@click.option("--quantity", metavar="QUANTITY", help="An amount in place of a share.")
@click.option(
    "--at",
    metavar="market|bid|ask|mid|PRICE",
    default="market",
    show_default=True,
    help="Where the price comes from; market fills at once within the slippage, or is dropped.",
)
@slippage_option
@click.option("--post-only", is_flag=True, help="Only rest, never fill at once; not at market.")
@send_options
@connection_options
def close(symbol: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Close a position or a part of it with a reduce-only order."""
    settings = settings_of(symbol, options)
    wish = _Wish(_draft(options), options["dry_run"], options["yes"])
    (document, code), told = run_to_end(_close(settings, wish))
    finish(document, told or code, as_json=as_json)


def _draft(options: dict[str, Any]) -> CloseDraft:
    """What was typed.

    Raises:
        BadSetting: options contradict each other.
    """
    if options["share"] is not None and options["quantity"] is not None:
        raise BadSetting("--share and --quantity contradict each other: give one of them.")
    at, price = price_at(options["at"])
    if options["slippage"] is not None and at is not PriceAt.MARKET:
        raise BadSetting("--slippage bounds a close at market only: leave it out, or --at.")
    if options["post_only"] and at is PriceAt.MARKET:
        raise BadSetting("--post-only cannot fill at once: give a price too, for example --at ask.")
    return CloseDraft(
        share=options["share"] or "100",
        quantity=options["quantity"] or "",
        at=at,
        price=price,
        slippage=slippage_of(options["slippage"]),
        post_only=options["post_only"],
    )


async def _close(settings: Settings, wish: _Wish) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings) as desk,
        working(desk.desk),
    ):
        insist_on_writing(desk, only_looks=wish.dry_run)
        picture = await read_picture(connection, desk, settings.symbol)
        plan = checked_plan(check_close(wish.draft, picture.view))
        document: Document = {**picture.document, "order": plan_document(plan)}
        for words in caution_words(plan):
            say(words)
        if wish.dry_run:
            return await rehearsed(desk.desk, [plan], document)
        await agreed(plan_words(plan), yes=wish.yes)
        return await placed(desk, plan, document)
