"""The kill switch without a screen: written down before anything is asked of the exchange."""

from contextlib import ExitStack
from typing import Any

import click

from tui.actions.journal import JournalFailed
from tui.actions.reasons import describe
from tui.cli.asking import agreed, finish, settings_of
from tui.cli.cancelled import FOLLOW_SECONDS, LOOK_EVERY, results_document
from tui.cli.connect import Connection, connected
from tui.cli.documents import Document
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.holding import account_journal
from tui.cli.identity import identify
from tui.cli.interruption import run_to_end
from tui.cli.options import connection_options, json_option
from tui.cli.trading import Trading, trading, working
from tui.client.clock import Clock
from tui.settings import DEFAULT_SYMBOL, Settings
from tui.ui.wording_orders import cancel_outcome


@click.command()
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@connection_options
def halt(as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Put the kill switch on: nothing but cancels is sent, and our resting orders are cancelled.

    Orders that wait for a trigger stay. It holds across restarts until `unlock`.
    """
    settings = settings_of(DEFAULT_SYMBOL, options)
    (document, code), told = run_to_end(_halt(settings, yes=options["yes"]))
    finish(document, told or code, as_json=as_json)


@click.command()
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@connection_options
def unlock(as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Put the kill switch off, so that orders can be sent again."""
    settings = settings_of(DEFAULT_SYMBOL, options)
    (document, code), told = run_to_end(_unlock(settings, yes=options["yes"]))
    finish(document, told or code, as_json=as_json)


async def _halt(settings: Settings, *, yes: bool) -> tuple[Document, ExitCode]:
    async with connected(identify(settings), settings.endpoint) as connection:
        await agreed("stop sending, and cancel our resting orders", yes=yes, word="halt")
        since_ms = await _written(connection, settings, is_on=True)
        say("the kill switch is on; cancelling our resting orders")
        document: Document = {"halted": True, "sinceMs": since_ms, "left": None, "orders": []}
        try:
            return await _cancelled(connection, settings, document)
        except Stop as stop:
            words = f"HALTED; nothing but cancels is sent. Our orders are still open: {stop}"
            return {**document, "outcome": "halted", "words": words}, stop.code


async def _cancelled(
    connection: Connection, settings: Settings, document: Document
) -> tuple[Document, ExitCode]:
    async with trading(connection, settings) as desk, working(desk.desk):
        if desk.other_writer is not None:
            raise Stop(ExitCode.DENIED, describe(desk.other_writer))
        outcome = await desk.desk.halt()
        left = await _none_left(desk, connection.clock)
        lines = [cancel_outcome(result, order) for order, result in outcome.results]
        count = "how many are left is not known" if left is None else f"{left} left"
        return {
            **document,
            "left": left,
            "orders": results_document(outcome.results),
            "outcome": "halted",
            "words": "\n".join([f"HALTED; nothing but cancels is sent; {count}.", *lines]),
        }, ExitCode.DONE if left == 0 else ExitCode.UNKNOWN


async def _none_left(desk: Trading, clock: Clock) -> int | None:
    """Wait until the exchange has none of our resting orders left; how many it has."""
    until = clock.monotonic() + FOLLOW_SECONDS
    while True:
        now = desk.desk.halted
        left = None if now is None else now.left
        if left == 0 or clock.monotonic() >= until:
            return left
        await clock.sleep(LOOK_EVERY)


async def _unlock(settings: Settings, *, yes: bool) -> tuple[Document, ExitCode]:
    async with connected(identify(settings), settings.endpoint) as connection:
        await agreed("let orders be sent again", yes=yes, word="unlock")
        await _written(connection, settings, is_on=False)
        words = "The kill switch is off: orders can be sent again."
        return {"halted": False, "outcome": "unlocked", "words": words}, ExitCode.DONE


async def _written(connection: Connection, settings: Settings, *, is_on: bool) -> int | None:
    """Write the switch down and return since when it is on; it needs no exchange.

    Raises:
        Stop: another process holds the account, or it could not be written.
    """
    with ExitStack() as held:
        journal, other = await account_journal(connection, settings.state_dir, held)
        try:
            if other is not None:
                raise Stop(ExitCode.DENIED, f"denied: {describe(other)}")
            if (journal.halted_since is not None) is not is_on:
                await journal.halt(connection.clock.wall_ms(), is_on=is_on)
        except JournalFailed as failed:
            raise Stop(ExitCode.DENIED, f"denied, nothing was changed: {failed}") from None
        else:
            return journal.halted_since
        finally:
            await journal.close()
