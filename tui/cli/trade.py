"""A take-profit without a screen: the same checks, the same desk, the same single send."""

from typing import Any

import click

from tui.cli.asking import agreed, finish, settings_of
from tui.cli.connect import connected
from tui.cli.documents import Document, ticket_document
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.identity import identify
from tui.cli.interruption import run_to_end
from tui.cli.options import connection_options, send_options, symbol_option
from tui.cli.placing import placed, read_picture, rehearsed
from tui.cli.trading import insist_on_writing, trading, working
from tui.domain.exits.check import check, suggest
from tui.domain.exits.plan import Draft, ExitPlan, ExitView
from tui.domain.position import Side
from tui.settings import Settings
from tui.ui.wording import problem_sentences
from tui.ui.wording_cautions import caution_sentence
from tui.ui.wording_orders import terms


@click.command("take-profit")
@symbol_option("The position's market.", required=True)
@click.option("--price", required=True, metavar="PRICE", help="Limit price, dot for decimals.")
@click.option("--quantity", metavar="QUANTITY", help="All that no other exit covers, unless given.")
@click.option(
    "--side",
    type=click.Choice([side.value for side in Side]),
    help="Insist on a closing side: Ask closes a long, Bid a short.",
)
@send_options
@connection_options
def take_profit(symbol: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Place a reduce-only limit order that takes profit on an open position."""
    settings = settings_of(symbol, options)
    side = None if options["side"] is None else Side(options["side"])
    draft = (options["price"], options["quantity"], side)
    dry_run, yes = options["dry_run"], options["yes"]
    (document, code), told = run_to_end(_take_profit(settings, draft, dry_run=dry_run, yes=yes))
    finish(document, told or code, as_json=as_json)


async def _take_profit(
    settings: Settings, typed: tuple[str, str | None, Side | None], *, dry_run: bool, yes: bool
) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings) as desk,
        working(desk.desk),
    ):
        insist_on_writing(desk, only_looks=dry_run)
        picture = await read_picture(connection, desk, settings.symbol)
        plan = _plan(typed, picture.view)
        document: Document = {**picture.document, "order": ticket_document(plan.ticket)}
        for caution in plan.cautions:
            say(caution_sentence(caution, plan, picture.view))
        if dry_run:
            return await rehearsed(desk.desk, [plan], document)
        await agreed(terms(plan.ticket), yes=yes)
        return await placed(desk, plan, document)


def _plan(typed: tuple[str, str | None, Side | None], view: ExitView) -> ExitPlan:
    price, quantity, side = typed
    draft = Draft(price, suggest(view).quantity if quantity is None else quantity, side)
    plan = check(draft, view)
    if isinstance(plan, ExitPlan):
        return plan
    raise Stop(ExitCode.DENIED, "denied: " + " ".join(problem_sentences(plan, view)))
