"""The leverage limit of the account without a screen."""

from decimal import Decimal
from typing import Any

import click

from tui.actions.denials import DenialCode
from tui.actions.reasons import describe
from tui.cli.asking import agreed, finish, settings_of
from tui.cli.connect import connected, failure
from tui.cli.documents import Document, amount, request_document, request_lines
from tui.cli.exits import ExitCode
from tui.cli.identity import identify
from tui.cli.interruption import run_to_end
from tui.cli.options import connection_options, send_options
from tui.cli.trading import insist_on_writing, trading, working
from tui.client.errors import ReadFailed
from tui.domain.command import CommandStatus
from tui.domain.money import AmountFault, parse_amount, trimmed
from tui.settings import DEFAULT_SYMBOL, BadSetting, Settings

_OF_A_MARKET = frozenset(
    {
        DenialCode.UNSETTLED_INTENT,
        DenialCode.MISMATCH_OPEN,
        DenialCode.IN_PROGRESS,
        DenialCode.MARKET_UNKNOWN,
        DenialCode.LINK_DOWN,
    }
)
"""What stands in the way of orders on one market, and not of a setting."""

_CODES = {
    CommandStatus.DONE: ExitCode.DONE,
    CommandStatus.NOT_SENT: ExitCode.NOT_CONNECTED,
    CommandStatus.REJECTED: ExitCode.REJECTED,
}


@click.command()
@click.option(
    "--limit", "typed", required=True, metavar="N", help="The new limit, a multiple such as 10."
)
@send_options
@connection_options
def leverage(typed: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Change the leverage limit of the account."""
    limit = parse_amount(typed)
    if isinstance(limit, AmountFault) or limit < 1:
        raise BadSetting("--limit is a multiple of at least 1, such as 10.")
    settings = settings_of(DEFAULT_SYMBOL, options)
    work = _leverage(settings, limit, dry_run=options["dry_run"], yes=options["yes"])
    (document, code), told = run_to_end(work)
    finish(document, told or code, as_json=as_json)


async def _leverage(
    settings: Settings, limit: Decimal, *, dry_run: bool, yes: bool
) -> tuple[Document, ExitCode]:
    async with (
        connected(identify(settings), settings.endpoint) as connection,
        trading(connection, settings) as desk,
        working(desk.desk),
    ):
        insist_on_writing(desk, only_looks=dry_run)
        try:
            await desk.session.reconcile()
            now = (await connection.rest.account()).leverage_limit
        except ReadFailed as error:
            raise failure(error) from None
        change = f"leverage limit {trimmed(now)} to {trimmed(limit)}"
        shown: Document = {"before": amount(now), "limit": amount(limit)}
        if dry_run:
            signed = connection.rest.prepare_leverage(limit)
            words = f"Dry run, nothing was sent: {change}\n{request_lines(signed)}"
            dry = {"outcome": "dry run", "request": request_document(signed), "words": words}
            return shown | dry, ExitCode.DONE
        await agreed(change, yes=yes)
        denials = [d for d in desk.desk.blockers(settings.symbol) if d.code not in _OF_A_MARKET]
        if denials:
            words = "denied: " + " ".join(describe(denial) for denial in denials)
            return {**shown, "outcome": "denied", "words": words}, ExitCode.DENIED
        command = (await desk.desk.change_leverage(limit)).command
        why = "" if command.reason is None else f": {command.reason}"
        return {
            **shown,
            "outcome": command.status.value,
            "reason": command.reason,
            "words": f"{change}: {command.status.value}{why}",
        }, _CODES.get(command.status, ExitCode.UNKNOWN)
