"""As whom we come: settled before anything is opened, and before anything heavy is imported."""

import os
from dataclasses import dataclass

from tui.cli.exits import ExitCode, Stop, say
from tui.cli.hardening import blot, harden
from tui.cli.redaction import guard, redactor
from tui.credentials import SECRET_VARIABLES, KeyProblem, load
from tui.settings import Settings, Wish
from tui.wire.signing import Signer

WAYS_TO_GIVE_A_KEY = (
    "Give an API key by a command in BACKPACK_TUI_SECRET_CMD, in the keyring of the system, with "
    "--key-file FILE or BACKPACK_KEY_FILE, or with BACKPACK_API_KEY and BACKPACK_API_SECRET."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom we come: `wish` is settled, never AUTO; without a signer nobody is known."""

    wish: Wish
    signer: Signer | None

    @property
    def may_send(self) -> bool:
        """Whether orders may leave: there is a key and nobody asked for looking only."""
        return self.signer is not None and self.wish is not Wish.READ_ONLY


def identify(settings: Settings) -> Identity:
    """Settle the mode and read the key. In the sandbox the trader's own key is not even read.

    Raises:
        Stop: there is no usable key where one is needed.
    """
    if settings.wish is Wish.SANDBOX:
        return Identity(Wish.SANDBOX, None)
    signer, remarks = _key(settings)
    if signer is not None or settings.wish is not Wish.READ_ONLY:
        for words in remarks:
            say(words)
    if signer is not None or settings.wish is Wish.READ_ONLY:
        return Identity(Wish.LIVE if settings.wish is Wish.AUTO else settings.wish, signer)
    if settings.wish is Wish.LIVE:
        raise Stop(ExitCode.USAGE, f"no API key was found. {WAYS_TO_GIVE_A_KEY}")
    if settings.endpoint is not None:
        raise Stop(
            ExitCode.USAGE,
            f"no API key was found for {settings.endpoint.host}. {WAYS_TO_GIVE_A_KEY} "
            "Use --read-only to look without one.",
        )
    return Identity(Wish.SANDBOX, None)


def _key(settings: Settings) -> tuple[Signer | None, list[str]]:
    """The key, from now on redacted everywhere, and what is to be said about where it was."""
    harden()
    guard()
    for name in SECRET_VARIABLES:
        blot(name)
    remarks: list[str] = []
    try:
        signer = load(os.environ, settings.key_file, remarks.append)
    except KeyProblem as problem:
        raise Stop(ExitCode.USAGE, str(problem)) from None
    if signer is not None:
        redactor.trust(signer.redact)
    return signer, remarks
