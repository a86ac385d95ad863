"""A key and its secret: read from text, and checked to be one pair before any network.

What goes wrong is said in fixed words, never with the content. The functions that touch a secret
return their faults instead of raising, so that no traceback has a frame that holds one.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field

from tui.wire.document import DocumentError
from tui.wire.document import load as load_json
from tui.wire.signing import SEED_BYTES, Signer

KEY_VARIABLE = "BACKPACK_API_KEY"

MOST_BYTES = 4_096
"""A pair has about 150; whatever is longer is something else."""

_FORMAT = '{"apiKey": "…", "apiSecret": "…"}'
_HEX = re.compile(r"[0-9a-fA-F]{64}([0-9a-fA-F]{64})?", re.ASCII)


class KeyProblem(Exception):  # because it is the user's problem and not a fault of the program
    """The key cannot be used; the text says why and what to do, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its secret as given, unchecked."""

    key: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and what would work, in words that hold nothing of the secret."""

    words: str


def parse(content: bytes, where: str, key: str = "") -> Pair | Fault:
    """The pair in `content`: a JSON document, or two words.

    With a `key` known already, the secret alone will do; a pair must be the pair of that key.
    `where` begins the sentence about what is wrong.
    """
    found = _parts(content, key) if len(content) <= MOST_BYTES else None
    if found is None:
        alone = f", or the secret alone, as {KEY_VARIABLE} is set" if key else ""
        return Fault(
            f"{where} must hold {_FORMAT}, or the key on one line and the secret on the next{alone}"
        )
    if key and found.key != key:
        return Fault(
            f"{where} gives another API key than {KEY_VARIABLE}: unset {KEY_VARIABLE}, or give the "
            "secret that belongs to it"
        )
    return found


def _parts(content: bytes, key: str) -> Pair | None:
    try:
        if not content.lstrip().startswith(b"{"):
            return _of_words(content.decode().split(), key)
        document = load_json(content)
    except (UnicodeDecodeError, DocumentError):
        return None
    if not isinstance(document, dict):
        return None
    named, secret = document.get("apiKey"), document.get("apiSecret")
    if not isinstance(named, str) or not isinstance(secret, str):
        return None
    return Pair(named.strip(), secret.strip())


def _of_words(words: list[str], key: str) -> Pair | None:
    match words:
        case [named, secret]:
            return Pair(named, secret)
        case [secret] if key:
            return Pair(key, secret)
        case _:
            return None


def checked(pair: Pair) -> Signer | Fault:
    """The Signer when both are well-formed and the key is the public half of the secret."""
    secret = _decoded(pair.secret, "API secret")
    key = _decoded(pair.key, "API key")
    if isinstance(key, bytes) and isinstance(secret, bytes) and _is_pair(key, secret):
        return Fault("API key and API secret are swapped: give each in the place of the other")
    if isinstance(secret, Fault):
        return secret
    return key if isinstance(key, Fault) else _made(key, secret)


def _made(key: bytes, secret: bytes) -> Signer | Fault:
    if len(secret) not in {SEED_BYTES, 2 * SEED_BYTES}:
        return Fault(
            f"the API secret has {len(secret)} bytes: it must be the base64 of 32 (or of 64 with "
            "the public key behind)"
        )
    if len(key) != SEED_BYTES:
        return Fault(f"the API key has {len(key)} bytes: it must be the base64 of 32")
    made = Signer(secret[:SEED_BYTES])
    public = base64.b64decode(made.api_key)
    if len(secret) == 2 * SEED_BYTES and secret[SEED_BYTES:] != public:
        return Fault(
            "the two halves of the 64-byte API secret do not belong together: copy it anew"
        )
    if public != key:
        return Fault("the API secret does not belong to the API key: give the two of one pair")
    return made


def _is_pair(secret: bytes, key: bytes) -> bool:
    """Whether `secret` is the secret of `key`."""
    if len(key) != SEED_BYTES or len(secret) not in {SEED_BYTES, 2 * SEED_BYTES}:
        return False
    return base64.b64decode(Signer(secret[:SEED_BYTES]).api_key) == key


def _decoded(text: str, what: str) -> bytes | Fault:
    if not text:
        return Fault(f"the {what} is empty: it must be the base64 text that Backpack shows")
    if text.startswith("-----BEGIN"):
        return Fault(f"the {what} is a PEM block: it must be the base64 text that Backpack shows")
    if _HEX.fullmatch(text):
        return Fault(f"the {what} is hexadecimal: it must be the base64 text that Backpack shows")
    if re.search(r"[-_]", text):
        return Fault(f"the {what} is url-safe base64: it must be standard base64, with + and /")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return Fault(f"the {what} is not base64: copy it anew, without quotes and in full")
