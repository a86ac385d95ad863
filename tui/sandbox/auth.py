"""Checks that a request was signed by the account it names, by the exchange's published rules.

Written from the protocol text and shared with nothing on the client's side, so that a mistake in
the client's signer cannot hide behind the same mistake here.

The text that must be signed is `instruction=<word>`, then `&<key>=<value>` for every parameter
with the keys in code-point order, then `&timestamp=<ms>&window=<ms>`. Values are the raw characters
sent: strings without quotes, `true` and `false` in lower case, numbers as written, nulls left out,
a repeated query key repeated. A batch repeats the instruction before each order. Values are never
percent-encoded; a client that signs `100%25` for `100%` (ccxt does) is refused.

Not published, chosen here: signature and expiry errors answer 400 (the exchange answered 401 in
2024), a missing header or an unknown key answers 401, and a timestamp may lie as far in the future
as in the past.
"""

import base64
import binascii
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from tui.sandbox.payload import PayloadError

DEFAULT_WINDOW_MS = 5_000
MAX_WINDOW_MS = 60_000

_SIGNATURE_BYTES = 64
_DIGITS = re.compile(r"[0-9]{1,16}", re.ASCII)
_ONE_ID_ONLY = frozenset({"orderQuery", "orderCancel"})

Pairs = Iterable[tuple[str, str]]


class AuthError(Exception):
    """A request that is not let in: the HTTP status, code and message of the answer."""

    def __init__(
        self, message: str, *, status: int = 400, code: str = "INVALID_CLIENT_REQUEST"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Credentials:
    """The four signature fields exactly as sent; `None` where the header is absent."""

    api_key: str | None
    signature: str | None
    timestamp: str | None
    window: str | None

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "Credentials":
        """Read them from `headers`, whose keys must be matched without regard to case."""
        return cls(
            api_key=headers.get("x-api-key"),
            signature=headers.get("x-signature"),
            timestamp=headers.get("x-timestamp"),
            window=headers.get("x-window"),
        )


class Authenticator:
    """Knows the API keys that may trade and when it is.

    `api_keys` are standard base64 ed25519 public keys. `clocks` give milliseconds; a timestamp is
    fresh when it is within the window of any of them, so that at another speed than real time both
    a client that asks the exchange for the time and one that trusts its own clock are let in.
    """

    def __init__(self, *, api_keys: Collection[str], clocks: Collection[Callable[[], int]]) -> None:
        self._keys = {key: VerifyKey(base64.b64decode(key)) for key in api_keys}
        self._clocks = tuple(clocks)

    def authenticate(
        self, instruction: str, credentials: Credentials, *, query: Pairs = (), body: object = None
    ) -> str:
        """Return the API key that signed the request, or raise `AuthError`.

        `body` is the literal form of the payload (see `tui.sandbox.payload`). Raises `PayloadError`
        when the body has a shape that cannot be signed.
        """
        api_key, key = self._key(credentials.api_key)
        signature = _signature(credentials.signature)
        timestamp = _milliseconds("X-Timestamp", credentials.timestamp)
        window = _window(credentials.window)
        self._refuse_stale(int(timestamp), int(window))
        pairs = tuple(query)
        message = f"{_order_text(instruction, pairs, body)}&timestamp={timestamp}&window={window}"
        try:
            key.verify(message.encode(), signature)
        except BadSignatureError as error:
            raise AuthError("Invalid signature") from error
        _refuse_both_ids(instruction, pairs, body)
        return api_key

    def _key(self, api_key: str | None) -> tuple[str, VerifyKey]:
        if api_key is None:
            raise _unauthorized("Missing X-API-Key header")
        key = self._keys.get(api_key)
        if key is None:
            raise _unauthorized("Invalid X-API-Key header")
        return api_key, key

    def _refuse_stale(self, timestamp: int, window: int) -> None:
        if all(abs(clock() - timestamp) > window for clock in self._clocks):
            raise AuthError("Request has expired")


def signing_text(instruction: str, pairs: Pairs) -> str:
    """Return `instruction=…` and the sorted parameters, without timestamp and window.

    Sorting is stable, so repeated keys keep the order they were sent in.
    """
    fields = (f"&{key}={value}" for key, value in sorted(pairs, key=lambda pair: pair[0]))
    return f"instruction={instruction}{''.join(fields)}"


def _order_text(instruction: str, query: tuple[tuple[str, str], ...], body: object) -> str:
    """Return the text up to the timestamp; query parameters come before those of the body."""
    if isinstance(body, list):
        if not body:
            raise PayloadError("a batch must hold at least one order")
        return "&".join(signing_text(instruction, _body_pairs(order)) for order in body)
    text = signing_text(instruction, query)
    if body is None:
        return text
    fields = sorted(_body_pairs(body))
    return text + "".join(f"&{key}={value}" for key, value in fields)


def _body_pairs(body: object) -> list[tuple[str, str]]:
    if not isinstance(body, dict):
        raise PayloadError('expected type "object"')
    return [(key, _text(key, value)) for key, value in body.items() if value is not None]


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise PayloadError(f"field `{key}` must be a string, a number or a boolean")


def _signature(text: str | None) -> bytes:
    if text is None:
        raise _unauthorized("Missing X-Signature header")
    try:
        signature = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise AuthError("Invalid X-Signature header") from error
    if len(signature) != _SIGNATURE_BYTES:
        raise AuthError("Invalid X-Signature header")
    return signature


def _milliseconds(header: str, text: str | None) -> str:
    if text is None:
        raise _unauthorized(f"Missing {header} header")
    if not _DIGITS.fullmatch(text):
        raise AuthError(f"Invalid {header} header")
    return text


def _window(text: str | None) -> str:
    """Return the window as sent; the default is part of the signed text when none was sent."""
    window = _milliseconds("X-Window", str(DEFAULT_WINDOW_MS) if text is None else text)
    if int(window) > MAX_WINDOW_MS:
        raise AuthError(f"Invalid X-Window header: the maximum is {MAX_WINDOW_MS}")
    return window


def _refuse_both_ids(instruction: str, query: Pairs, body: object) -> None:
    if instruction not in _ONE_ID_ONLY:
        return
    names = {key for key, _ in query}
    if isinstance(body, dict):
        names |= {key for key, value in body.items() if value is not None}
    if {"orderId", "clientId"} <= names:
        raise AuthError("Must specify either `orderId` or `clientId` but not both")


def _unauthorized(message: str) -> AuthError:
    return AuthError(message, status=401, code="UNAUTHORIZED")
