"""Who listens to what: the stream socket's rules, without any socket.

The exchange acknowledges nothing. A good subscription is answered by data or, for an unknown
symbol, by silence; a bad frame is answered by an error frame and the socket stays open. Every
message is encoded once for each name it is sent under, however many listen.
"""

import json
from collections.abc import Iterable
from typing import Protocol

import msgspec

from tui.sandbox.api import Exchange, Push
from tui.sandbox.auth import Authenticator, AuthError, Credentials
from tui.sandbox.luck import Luck

MAX_SUBSCRIPTIONS = 2_000
"""Names one connection may listen to. The exchange documents no limit; memory needs one."""

POLICY_VIOLATION = 1008
"""Close code for a peer that asks for more than it may."""

_PRIVATE = "account."
_PARSE_ERROR = (4002, "Parse error")
_INVALID_SIGNATURE = (4003, "Invalid signature")
_SIGNATURE_FIELDS = 4
_METHODS = frozenset({"SUBSCRIBE", "UNSUBSCRIBE"})

Key = tuple[str, str | None]
"""A stream name as subscribed and, for a private stream, the account."""


class Outlet(Protocol):
    """One connection, as the hub sees it."""

    def offer(self, text: str) -> None:
        """Queue one text frame; never waits."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Forget what is queued and close; more than once is harmless."""
        ...


class Hub:
    """Every connection and its subscriptions."""

    def __init__(self, *, exchange: Exchange, authenticator: Authenticator, luck: Luck) -> None:
        self._exchange = exchange
        self._luck = luck
        self._authenticator = authenticator
        self._names: dict[Outlet, set[Key]] = {}
        self._outlets: dict[Key, dict[Outlet, None]] = {}

    @property
    def connections(self) -> int:
        """How many are connected."""
        return len(self._names)

    def join(self, outlet: Outlet) -> None:
        """Greet a new connection; it listens to nothing yet."""
        self._names[outlet] = set()

    def leave(self, outlet: Outlet) -> None:
        """Forget a connection; more than once is harmless."""
        for key in self._names.pop(outlet, set()):
            self._drop(outlet, key)

    def close_all(self, code: int, reason: str) -> None:
        """Close every connection."""
        for outlet in tuple(self._names):
            outlet.close(code, reason)

    def receive(self, outlet: Outlet, frame: str | bytes | None) -> None:
        """Act on one frame from a client; only text frames are understood."""
        command = _command(frame)
        if command is None:
            outlet.offer(_error(_PARSE_ERROR))
        elif command.subscribes:
            if not self._luck.strikes("swallow"):
                self._subscribe(outlet, command)
        else:
            self._unsubscribe(outlet, command.names)

    def publish(self, pushes: Iterable[Push]) -> None:
        """Send each message to everyone who listens to it."""
        for push in pushes:
            for name in _names(push):
                outlets = self._outlets.get((name, push.account))
                if outlets:
                    text = _data(name, push)
                    for outlet in tuple(outlets):
                        outlet.offer(text)

    def _subscribe(self, outlet: Outlet, command: "_Command") -> None:
        account: str | None = None
        if any(name.startswith(_PRIVATE) for name in command.names):
            account = self._account(command.signature)
            if account is None:
                outlet.offer(_error(_INVALID_SIGNATURE))
        for name in command.names:
            fault = self._exchange.check_stream(name)
            if fault is not None:
                outlet.offer(_error(fault.value))
            elif not name.startswith(_PRIVATE):
                self._add(outlet, (name, None))
            elif account is not None:
                self._add(outlet, (name, account))

    def _account(self, signature: object) -> str | None:
        """Return the API key that signed the frame, None when none did."""
        if not isinstance(signature, list) or len(signature) != _SIGNATURE_FIELDS:
            return None
        if not all(isinstance(field, str) for field in signature):
            return None
        if self._luck.strikes("bad-signature"):
            return None
        try:
            return self._authenticator.authenticate("subscribe", Credentials(*signature))
        except AuthError:
            return None

    def _add(self, outlet: Outlet, key: Key) -> None:
        keys = self._names[outlet]
        if key in keys:
            return
        if len(keys) >= MAX_SUBSCRIPTIONS:
            outlet.close(POLICY_VIOLATION, f"more than {MAX_SUBSCRIPTIONS} subscriptions")
            return
        keys.add(key)
        self._outlets.setdefault(key, {})[outlet] = None
        for push in self._exchange.snapshot_pushes(*key):
            outlet.offer(_data(key[0], push))

    def _unsubscribe(self, outlet: Outlet, names: tuple[str, ...]) -> None:
        wanted = set(names)
        keys = self._names[outlet]
        for key in [key for key in keys if key[0] in wanted]:
            keys.discard(key)
            self._drop(outlet, key)

    def _drop(self, outlet: Outlet, key: Key) -> None:
        outlets = self._outlets[key]
        outlets.pop(outlet, None)
        if not outlets:
            del self._outlets[key]


class _Command(msgspec.Struct, frozen=True):
    """A well-formed client frame."""

    subscribes: bool
    names: tuple[str, ...]
    signature: object


def _command(frame: str | bytes | None) -> _Command | None:
    """Decode a frame; None when the exchange would answer a parse error."""
    if not isinstance(frame, str):
        return None
    try:
        document = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    method, names = document.get("method"), document.get("params")
    if not isinstance(method, str) or method not in _METHODS or not isinstance(names, list):
        return None
    if not all(isinstance(name, str) and _encodes(name) for name in names):
        return None
    return _Command(method == "SUBSCRIBE", tuple(names), document.get("signature"))


def _encodes(name: str) -> bool:
    """Whether the name survives UTF-8: JSON can write half of a surrogate pair, a frame cannot."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _names(push: Push) -> tuple[str, ...]:
    if push.account is None:
        return (push.stream,)
    symbol = push.data.get("s")
    return (push.stream,) if symbol is None else (push.stream, f"{push.stream}.{symbol}")


def _data(name: str, push: Push) -> str:
    return msgspec.json.encode({"data": push.data, "stream": name}).decode()


def _error(fault: tuple[int, str]) -> str:
    code, message = fault
    return msgspec.json.encode({"id": None, "error": {"code": code, "message": message}}).decode()
