"""A check-up: everything that trading rests on, each with what was found and a remedy.

It asks questions and subscribes to streams; it sends nothing that changes the account, takes no
lock that it keeps, and writes nothing but a file that it removes again.
"""

import os
from collections.abc import Iterator
from typing import Any

import click

from tui.cli.connect import connected
from tui.cli.doctor_keys import keys
from tui.cli.doctor_local import configuration, journals, state, terminal
from tui.cli.doctor_network import network
from tui.cli.documents import print_json, write_out
from tui.cli.exits import ExitCode
from tui.cli.findings import Finding, exit_code, finding_document, findings_text, ok
from tui.cli.identity import Identity
from tui.cli.interruption import run
from tui.cli.options import connection_options, json_option, state_directory
from tui.settings import DEFAULT_SYMBOL, Settings, Wish, endpoint
from tui.wire.signing import Signer


@click.command()
@json_option
@connection_options
def doctor(as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Look at keys, clock, exchange, terminal, state and limits; say what to mend."""
    settings = Settings(
        symbol=DEFAULT_SYMBOL,
        wish=Wish.READ_ONLY,
        endpoint=endpoint(options["rest_url"], options["ws_url"]),
        key_file=options["key_file"],
        state_dir=state_directory(),
    )
    found_keys, signer = keys(settings)
    found = [
        *found_keys,
        *_mode(settings, signer),
        *run(_asked(settings, signer)),
        *terminal(os.environ),
        *state(settings.state_dir),
        *journals(settings.state_dir),
        *configuration(),
    ]
    code = exit_code(found)
    if as_json:
        wrong = code is not ExitCode.DONE
        print_json({"wrong": wrong, "findings": [finding_document(one) for one in found]})
    else:
        write_out(findings_text(found))
    if code is not ExitCode.DONE:
        raise SystemExit(int(code))


def _mode(settings: Settings, signer: Signer | None) -> Iterator[Finding]:
    where = settings.endpoint
    if where is not None and not where.is_backpack:
        yield ok("exchange", f"another exchange than Backpack: {where.host}")
    elif signer is None:
        yield ok("exchange", "without a key the dashboard starts a sandbox of its own")
    else:
        yield ok("exchange", "Backpack, live: orders are real")


async def _asked(settings: Settings, signer: Signer | None) -> list[Finding]:
    identity = Identity(Wish.READ_ONLY, signer)
    async with connected(identity, settings.endpoint) as connection:
        return [finding async for finding in network(connection)]
