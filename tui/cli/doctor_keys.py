"""The key in a check-up: where it comes from, and whether it can be used."""

import os
from pathlib import Path

from tui.actions.journal import fingerprint
from tui.cli.exits import Stop
from tui.cli.findings import Finding, ok, warning, wrong
from tui.cli.identity import WAYS_TO_GIVE_A_KEY, read_key
from tui.credentials.command import COMMAND_VARIABLE
from tui.credentials.key_file import default_file
from tui.credentials.loader import KEY_FILE_VARIABLE, SECRET_VARIABLE
from tui.credentials.os_keyring import Unusable, from_keyring
from tui.credentials.pair import Fault, Pair
from tui.domain.text import clean
from tui.settings import Settings
from tui.wire.signing import Signer


def keys(settings: Settings) -> tuple[list[Finding], Signer | None]:
    """What is to be said about the key, and the key itself; None when there is none to use."""
    answers: list[Pair | Fault | Unusable | None] = []

    def asked(key: str) -> Pair | Fault | Unusable | None:
        answers.append(from_keyring(key))
        return answers[-1]

    is_command = bool(os.environ.get(COMMAND_VARIABLE))
    place = settings.key_file or _file()
    is_file = place is not None and place.exists()
    try:
        signer, remarks = read_key(settings, asked)
    except Stop as stop:
        source = _source(is_command, answers, place if is_file else None)
        return [wrong("key", f"from {source}: {stop.message}", "mend it as it says")], None
    if signer is None:
        return [
            warning("key", "there is none: account and orders are out of reach", WAYS_TO_GIVE_A_KEY)
        ], None
    source = _source(is_command, answers, place if is_file else None)
    name = fingerprint(signer.api_key)
    found = [ok("key", f"from {source}; key and secret are a pair; account {name}")]
    found += [warning("key", words, "see Going live in the README") for words in remarks]
    return found, signer


def _file() -> Path | None:
    named = os.environ.get(KEY_FILE_VARIABLE)
    return Path(named) if named else default_file(os.environ)


def _source(
    is_command: bool, answers: list[Pair | Fault | Unusable | None], file: Path | None
) -> str:
    """Which of the sources counted, by the order in which they are asked."""
    if is_command:
        return f"the command of {COMMAND_VARIABLE}"
    if any(isinstance(answer, Pair | Fault) for answer in answers):
        return "the keyring of the system"
    if file is not None:
        return f"the key file {clean(str(file))}, readable by you alone"
    return f"the environment ({SECRET_VARIABLE})"
