"""The keyring of the operating system, by the optional package `keyring`.

The entry is of the service `backpack-tui`. Its name is the API key where BACKPACK_API_KEY gives it,
so that several accounts can lie side by side, and `keys` otherwise; its content has one of the
forms of a key file. Back-ends that keep nothing, or keep it in clear text, are refused by name.
"""

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from tui.credentials.pair import Fault, Pair, parse
from tui.domain.text import clean

SERVICE = "backpack-tui"
ENTRY = "keys"

_ELSEWHERE = "use the keyring of your system, a key file or BACKPACK_TUI_SECRET_CMD"
_REFUSED = ("keyring.backends.fail.", "keyring.backends.null.", "keyrings.alt.")
_REFUSED_WORDS = ("plaintext", "unencrypted", "uncrypted", "insecure")
_CHAIN = "keyring.backends.chainer.ChainerBackend"


class Backend(Protocol):
    """A keyring, as far as it is needed."""

    def get_password(self, service: str, username: str) -> str | None:
        """The content of an entry; None when there is no such entry."""
        ...


@dataclass(frozen=True, slots=True)
class Unusable:
    """There is no keyring that may be asked, and why."""

    words: str


def from_keyring(key: str = "") -> Pair | Fault | Unusable | None:
    """The pair in the keyring; None without the package, or when the entry is not there.

    `key` is the API key when it is known.
    """
    try:
        backends = _backends()
    except ImportError:
        return None
    except Exception as error:  # noqa: BLE001  # whatever a back-end that somebody wrote may raise
        return Unusable(f"the keyring cannot be opened ({type(error).__name__}): {_ELSEWHERE}")
    trusted = [each for each in backends if not _is_refused(each)]
    if not trusted:
        names = ", ".join(dict.fromkeys(clean(_names(each)[0]) for each in backends)) or "none"
        return Unusable(
            f"the keyring back-end is {names}, which keeps nothing or keeps it in clear text: "
            f"{_ELSEWHERE}"
        )
    for each in trusted:
        found = _asked(each, key)
        if found is not None:
            return found
    return None


def _backends() -> Iterable[Backend]:
    """The keyring that is configured; of a chain its members."""
    configured = importlib.import_module("keyring").get_keyring()
    if _CHAIN in _names(configured):
        return list(configured.backends)
    return [configured]


def _names(backend: object) -> list[str]:
    """Its class and what that is made from, in full."""
    return [f"{each.__module__}.{each.__qualname__}" for each in type(backend).__mro__]


def _is_refused(backend: object) -> bool:
    return any(
        name.startswith(_REFUSED) or any(word in name.lower() for word in _REFUSED_WORDS)
        for name in _names(backend)
    )


def _asked(backend: Backend, key: str) -> Pair | Fault | None:
    name = clean(_names(backend)[0])
    try:
        content = backend.get_password(SERVICE, key or ENTRY)
    except Exception as error:  # noqa: BLE001  # whatever a back-end that somebody wrote may raise
        return Fault(
            f"the keyring {name} did not answer ({type(error).__name__}): unlock it, or name a "
            "key file with --key-file"
        )
    if content is None:
        return None
    # With characters that are no text in it, it is no pair either.
    entry = f"the entry {SERVICE} of the keyring {name}"
    return parse(content.encode(errors="replace"), entry, key)
