"""The audit without a screen: what was asked, when, on which mark, and what became of it.

It reads the journals of the state directory for reading only: no network, no key's secret, and
whoever sends meanwhile is not disturbed.
"""

import os
import re
from pathlib import Path
from typing import Any

import click

from tui.actions.audit import Audit, read_audit
from tui.actions.journal import JournalFailed, fingerprint
from tui.cli.audit_documents import audit_document
from tui.cli.audit_text import audit_text
from tui.cli.documents import print_json, write_out
from tui.cli.exits import ExitCode, Stop
from tui.cli.holding import JOURNALS, journal_file
from tui.cli.options import json_option, state_directory, symbol_option
from tui.cli.since import since_ms
from tui.cli.system import SystemClock
from tui.credentials.pair import KEY_VARIABLE
from tui.domain.text import clean
from tui.settings import BadSetting

_FINGERPRINT = re.compile(r"[0-9a-f]{16}", re.ASCII)


@click.command()
@symbol_option("Only this market.")
@click.option(
    "--since",
    metavar="AGE|DATE",
    help="Only what was asked since then: 30m, 2h, 7d, or 2026-11-25 (UTC).",
)
@click.option(
    "--account",
    metavar="KEY",
    help="Only this account: its public API key, or the name its journal bears.",
)
@json_option
def journal(symbol: str | None, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """What was asked of the exchange, what was sent, and what became of it.

    Reads the journals of this machine: of the account of BACKPACK_API_KEY where that is set, of
    all accounts otherwise. It needs no network and no secret.
    """
    since = since_ms(options["since"], SystemClock().wall_ms())
    folder = state_directory()
    audits = [
        (path, _read(path, since, symbol)) for path in _files(folder, _account(options["account"]))
    ]
    if as_json:
        print_json({"journals": [audit_document(path, audit) for path, audit in audits]})
        return
    write_out("\n".join(audit_text(path, audit) for path, audit in audits))


def _account(given: str | None) -> str | None:
    """The fingerprint of the account that is meant; None is all of them."""
    meant = given or os.environ.get(KEY_VARIABLE, "").strip() or None
    if meant is None:
        return None
    return meant if _FINGERPRINT.fullmatch(meant) else fingerprint(meant)


def _files(folder: Path, account: str | None) -> list[Path]:
    """The journals that are meant.

    Raises:
        BadSetting: there is none.
    """
    if account is None:
        found = sorted(folder.glob(JOURNALS))
        if not found:
            raise BadSetting(f"there is no journal in {clean(str(folder))} yet: nothing was sent.")
        return found
    path = journal_file(folder, account)
    if not path.is_file():
        there = ", ".join(each.stem.removeprefix("journal-") for each in folder.glob(JOURNALS))
        more = f" There are: {there}." if there else ""
        raise BadSetting(f"there is no journal of account {account} in {folder}.{more}")
    return [path]


def _read(path: Path, since: int, symbol: str | None) -> Audit:
    try:
        audit = read_audit(path, since)
    except JournalFailed as failed:
        raise Stop(ExitCode.CRASHED, str(failed)) from None
    return audit if symbol is None else audit.of(symbol)
