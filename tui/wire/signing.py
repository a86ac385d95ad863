"""The one place that signs: what the exchange must be able to prove came from the trader.

Rules and golden vectors: the exchange's authentication page, cross-checked against five public
clients. The text signed is built from the same values that are sent, so the two cannot differ.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NoReturn, final
from urllib.parse import quote

from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_open, crypto_sign_seed_keypair

Scalar = str | int | None
"""Text as it is sent, a whole number or a boolean. Decimals are turned into text beforehand."""

Params = Mapping[str, Scalar | Sequence[str]]
"""What a request asks for. None is left out of text and request; False and 0 are kept."""

SEED_BYTES = 32

REDACTED = "[redacted]"
"""Stands where a secret stood."""

_ALLOWED = frozenset(
    {
        "accountQuery",
        "accountUpdate",
        "balanceQuery",
        "collateralQuery",
        "fillHistoryQueryAll",
        "fundingHistoryQueryAll",
        "maxOrderQuantity",
        "orderCancel",
        "orderCancelAll",
        "orderExecute",
        "orderHistoryQueryAll",
        "orderQuery",
        "orderQueryAll",
        "positionHistoryQueryAll",
        "positionQuery",
        "settlementHistoryQueryAll",
        "subscribe",
    }
)
"""Nothing that moves funds is here, so no bug can sign it. Of the account's settings one is ever
sent, the leverage limit: see `tui.wire.requests.leverage_params`."""

_SETTINGS = frozenset({"leverageLimit", "timestamp", "window"})
"""What a change of the account's settings may say; lending and borrowing are settings too."""


class InstructionNotAllowedError(ValueError):
    """The program asked for a signature that it must never need."""


class SignatureFaultError(RuntimeError):
    """A fresh signature failed its own check: the library or the machine is broken."""


def pairs(params: Params) -> list[tuple[str, str]]:
    """The pairs as text, keys by code point; a list repeats its key in the order given."""
    found: list[tuple[str, str]] = []
    for key in sorted(params):
        value = params[key]
        if value is None:
            continue
        if isinstance(value, (str, int)):
            found.append((key, scalar_text(value)))
        else:
            found.extend((key, item) for item in value)
    return found


def scalar_text(value: str | int) -> str:
    """The raw text of one value: booleans in lower case, nothing quoted or percent-encoded."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def canonical(instruction: str, params: Params, timestamp_ms: int, window_ms: int) -> str:
    """The text to sign for one request: instruction, sorted pairs, timestamp and window."""
    return canonical_batch(instruction, (params,), timestamp_ms, window_ms)


def canonical_batch(
    instruction: str, orders: Sequence[Params], timestamp_ms: int, window_ms: int
) -> str:
    """The text to sign for several orders at once: the instruction stands before each of them."""
    parts = [
        "&".join([f"instruction={instruction}", *(f"{k}={v}" for k, v in pairs(order))])
        for order in orders
    ]
    return "&".join([*parts, f"timestamp={timestamp_ms}", f"window={window_ms}"])


@final
class Signer:
    """Holds the key and signs what is on the list; it shows, copies and stores nothing of it.

    `seed` is the 32-byte ed25519 seed. It is kept inside of two functions and nowhere else, so that
    nothing that lists the attributes of objects can list it.
    """

    __slots__ = ("_redact", "_signed", "api_key")

    def __init__(self, seed: bytes) -> None:
        self.api_key, self._signed, self._redact = _sealed(seed)

    def __repr__(self) -> str:
        return "Signer(<redacted>)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Signer is never copied or stored")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a Signer is never copied or stored")

    def redact(self, text: str) -> str:
        """`text` with the secret taken out of it, in whatever common encoding it stands there."""
        return self._redact(text)

    def sign(self, text: str) -> str:
        """The base64 signature of `text`, checked against the public key before it is returned.

        Raises InstructionNotAllowedError when `text` does not begin with an instruction, or holds
        one that is not on the list, and SignatureFaultError when the check fails.
        """
        said = [(name, value) for name, _, value in (p.partition("=") for p in text.split("&"))]
        if said[0][0] != "instruction":
            raise InstructionNotAllowedError("a text without an instruction is never signed")
        for name, value in said:
            if name == "instruction" and value not in _ALLOWED:
                raise InstructionNotAllowedError(f"{value!r} is never signed by this program")
        if ("instruction", "accountUpdate") in said:
            names = {name for name, _ in said[1:]}
            if not names <= _SETTINGS:
                raise InstructionNotAllowedError("no setting but the leverage limit is signed")
        signature = self._signed(text.encode())
        if signature is None:
            raise SignatureFaultError("a fresh signature does not verify")
        return base64.b64encode(signature).decode()

    def headers(
        self, instruction: str, params: Params, timestamp_ms: int, window_ms: int
    ) -> dict[str, str]:
        """The four headers of a signed request; `timestamp_ms` is the exchange's time."""
        return self.headers_for(
            canonical(instruction, params, timestamp_ms, window_ms), timestamp_ms, window_ms
        )

    def headers_for(self, text: str, timestamp_ms: int, window_ms: int) -> dict[str, str]:
        """The four headers for a `text` of `canonical` or `canonical_batch`."""
        return {
            "X-API-Key": self.api_key,
            "X-Signature": self.sign(text),
            "X-Timestamp": str(timestamp_ms),
            "X-Window": str(window_ms),
        }

    def subscription(self, timestamp_ms: int, window_ms: int) -> list[str]:
        """The `signature` field of a SUBSCRIBE message: key, signature, timestamp, window."""
        text = canonical("subscribe", {}, timestamp_ms, window_ms)
        return [self.api_key, self.sign(text), str(timestamp_ms), str(window_ms)]


def _sealed(
    seed: bytes,
) -> tuple[str, Callable[[bytes], bytes | None], Callable[[str], str]]:
    """The public key, and what signs and what redacts with the secret inside."""
    public, private = crypto_sign_seed_keypair(seed)
    api_key = base64.b64encode(public).decode()

    def signed(message: bytes) -> bytes | None:
        """The signature; None when it cannot be made or does not verify."""
        # It never raises: a traceback that shows local variables would show the secret.
        try:
            made = crypto_sign(message, private)
            crypto_sign_open(made, public)
        except Exception:  # noqa: BLE001  # see above
            return None
        return made[:crypto_sign_BYTES]

    def redact(text: str) -> str:
        # Not by `re`: its cache would keep the secret for the rest of the run.
        forms = _forms(private[:SEED_BYTES], api_key)
        for form in sorted(forms, key=len, reverse=True):
            text = text.replace(form, REDACTED)
        return text

    return api_key, signed, redact


def _forms(seed: bytes, api_key: str) -> Iterator[str]:
    """The ways in which programs write a secret: alone, and with the public key behind it."""
    for raw in (seed + base64.b64decode(api_key), seed):
        standard = base64.b64encode(raw).decode()
        for text in (standard, base64.urlsafe_b64encode(raw).decode()):
            yield from (text, text.rstrip("="))
        for escaped in (quote(standard, safe=""), quote(standard), quote(raw, safe=""), quote(raw)):
            yield from (escaped, escaped.lower())
        yield from (raw.hex(), raw.hex().upper(), raw.hex(":"), raw.hex(" "))
        for between in (", ", ",", " "):
            yield between.join(str(byte) for byte in raw)
        yield from _escapes(raw)


def _escapes(raw: bytes) -> Iterator[str]:
    """`raw` as Python and JSON write it between quotes, and once more escaped in a text of text."""
    letters = raw.decode("latin-1")
    yield letters
    for text in (
        repr(raw)[2:-1],
        repr(letters)[1:-1],
        ascii(letters)[1:-1],
        json.dumps(letters)[1:-1],
        "".join(f"\\x{byte:02x}" for byte in raw),
    ):
        yield from (text, text.replace("\\", "\\\\"))
