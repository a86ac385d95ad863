"""What the user of a sandbox may do to it while it runs: `/sandbox/…`, beside the exchange's paths.

It is not part of Backpack's protocol, needs no signature, and therefore listens to this machine
alone. A web page in a browser on this machine is not a user: a request that names an origin, or
another host than a loopback one, is refused.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

import msgspec

from tui.sandbox.api import Response
from tui.sandbox.fault_text import FaultError, make_fault, parse_faults
from tui.sandbox.faults import KINDS, PRESETS
from tui.sandbox.listen import is_loopback
from tui.sandbox.shell import Shell

ROOT = "/sandbox"

MAX_ADVANCE_MS = 3_600_000
"""Longest step of stepped time in one request, an hour of market."""

_DIGITS = 9
_BAD = "INVALID_CLIENT_REQUEST"
_Fields = Mapping[str, str]


class ControlError(ValueError):
    """A request that cannot be done: the message names the field, the rule and what works."""

    def __init__(self, message: str, *, status: int = 400, code: str = _BAD) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def is_control(path: str) -> bool:
    """Whether this path is ours and not the exchange's."""
    return path == ROOT or path.startswith(f"{ROOT}/")


class Control:
    """Answers the control endpoint; `sleep` gives way to the sockets in a long step."""

    def __init__(self, shell: Shell, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._shell = shell
        self._sleep = sleep
        self._actions: Mapping[tuple[str, str], Callable[[_Fields], object]] = {
            ("GET", ""): lambda _: self._overview(),
            ("GET", "/faults"): lambda _: shell.luck.listed(),
            ("POST", "/faults"): self._add_faults,
            ("DELETE", "/faults"): self._remove_faults,
            ("GET", "/kinds"): lambda _: _kinds(),
            ("GET", "/accounts"): lambda _: [{"apiKey": key} for key in shell.accounts],
            ("GET", "/time"): lambda _: self._time(),
            ("POST", "/book-state"): self._set_book_state,
            ("POST", "/tick"): self._set_tick,
            ("POST", "/mark"): self._set_mark,
            ("POST", "/position"): self._set_position,
        }

    @staticmethod
    def refusal(*, peer: str, headers: Mapping[str, str]) -> Response | None:
        """Return the answer to who may not use this, None to who may.

        `peer` is the address of the socket's other end; no header can change it.
        """
        host = headers.get("host", "")
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if not _is_loopback(peer):
            return _error("the control endpoint answers this machine alone", 403, "FORBIDDEN")
        if "origin" in headers or not is_loopback(name.strip("[]")):
            return _error("the control endpoint answers no web pages", 403, "FORBIDDEN")
        return None

    async def answer(self, method: str, path: str, query: str, body: object) -> Response:
        """Answer one request of a user of this machine."""
        place = path.removeprefix(ROOT).rstrip("/")
        try:
            fields = {**dict(parse_qsl(query, keep_blank_values=True)), **_fields(body)}
            if (method, place) == ("POST", "/advance"):
                return _json(200, await self._advance(fields))
            action = self._actions.get((method, place))
            if action is None:
                raise self._unknown(method, path)
            return _json(200, action(fields))
        except ControlError as error:
            return _error(str(error), error.status, error.code)
        except ValueError as error:  # what a lever or a fault cannot be
            return _error(str(error), 400, _BAD)

    def _unknown(self, method: str, path: str) -> ControlError:
        known = (*self._actions, ("POST", "/advance"))
        words = ", ".join(f"{verb} {ROOT}{place}" for verb, place in known)
        return ControlError(f"no {method} {path[:80]}; there are: {words}", status=404)

    def _overview(self) -> dict[str, object]:
        return {
            "accounts": list(self._shell.accounts),
            "faults": self._shell.luck.listed(),
            "presets": {name: preset.summary for name, preset in PRESETS.items()},
            "time": self._time(),
        }

    def _time(self) -> dict[str, object]:
        pace = self._shell.pace
        return {"nowUs": pace.now_us, "stepped": pace.is_stepped}

    def _add_faults(self, fields: _Fields) -> object:
        given = dict(fields)
        name = given.pop("kind", "")
        if name in PRESETS or (":" in name and not given):
            faults = parse_faults(name)
            if given:
                raise FaultError(f"kind {name!r} is a preset and takes no keys")
        else:
            faults = (make_fault(name, given),)
        for fault in faults:
            self._shell.check(fault)
        added = [self._shell.luck.add(fault).document() for fault in faults]
        self._shell.step()
        return added

    def _remove_faults(self, fields: _Fields) -> object:
        text = fields.get("id")
        if text is None:
            self._shell.luck.clear()
        elif not self._shell.luck.remove(_whole(text)):
            raise ControlError(f"id: no fault {text[:40]!r} is set", status=404)
        self._shell.step()
        return self._shell.luck.listed()

    def _set_book_state(self, fields: _Fields) -> object:
        symbol, state = _take(fields, "symbol", "state")
        self._shell.levers.set_book_state(symbol, state)
        self._shell.step()
        return {"symbol": symbol, "state": state}

    def _set_tick(self, fields: _Fields) -> object:
        symbol, text = _take(fields, "symbol", "tick")
        try:
            tick = Decimal(text)
        except InvalidOperation:
            raise ControlError(f"tick must be a number, such as 0.01: {text[:40]!r}") from None
        self._shell.levers.set_tick(symbol, tick)
        self._shell.step()
        return {"symbol": symbol, "tick": text}

    def _set_mark(self, fields: _Fields) -> object:
        symbol, text = _take(fields, "symbol", "frozen")
        if text not in {"true", "false"}:
            raise ControlError(f"frozen must be true or false: {text[:40]!r}")
        self._shell.levers.freeze_mark(symbol, text == "true")
        return {"symbol": symbol, "frozen": text == "true"}

    def _set_position(self, fields: _Fields) -> object:
        symbol, action = _take(fields, "symbol", "action")
        account = fields.get("account") or self._shell.accounts[0]
        if action not in {"close", "flip"}:
            raise ControlError(f"action must be close or flip: {action[:40]!r}")
        levers = self._shell.levers
        pull = levers.close_position if action == "close" else levers.flip_position
        held = pull(account, symbol)
        self._shell.step()
        return {"symbol": symbol, "account": account, "netQuantity": f"{held:f}"}

    async def _advance(self, fields: _Fields) -> object:
        """Move stepped time, one slice at a time so that the sockets live meanwhile."""
        pace = self._shell.pace
        if not pace.is_stepped:
            raise ControlError("time moves by itself; start the sandbox with --stepped", status=409)
        (text,) = _take(fields, "ms")
        milliseconds = _whole(text)
        if not 1 <= milliseconds <= MAX_ADVANCE_MS:
            raise ControlError(f"ms must be 1 to {MAX_ADVANCE_MS}, such as 1000: {text[:40]!r}")
        pace.allow(milliseconds * 1_000)
        while pace.behind:
            self._shell.step()
            await self._sleep(0)
        return self._time()


def _kinds() -> dict[str, object]:
    return {
        name: {"summary": kind.summary, "keys": kind.keys, "defaults": kind.own}
        for name, kind in KINDS.items()
    }


def _fields(body: object) -> dict[str, str]:
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise ControlError('the body must be one JSON object, such as {"kind": "throttle"}')
    return {str(key): _text(str(key), value) for key, value in body.items()}


def _text(key: str, value: object) -> str:
    match value:
        case bool():
            if key == "carried":
                return "yes" if value else "no"
            return "true" if value else "false"
        case str() | int():
            return str(value)
        case Decimal():
            return f"{value:f}" if abs(value.adjusted()) <= 30 else str(value)  # noqa: PLR2004  # never thousands of zeros
    raise ControlError(f"{key[:40]} must be a string, a number or a boolean")


def _whole(text: str) -> int:
    """Return the whole number `text` is, -1 when it is none of up to nine digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else -1


def _take(fields: _Fields, *names: str) -> tuple[str, ...]:
    missing = [name for name in names if name not in fields]
    if missing:
        raise ControlError(f"{missing[0]} is missing; give: {', '.join(names)}")
    return tuple(fields[name] for name in names)


def _is_loopback(address: str) -> bool:
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(peer, "ipv4_mapped", None)
    return (mapped or peer).is_loopback


def _json(status: int, document: object) -> Response:
    return Response(status, msgspec.json.encode(document))


def _error(message: str, status: int, code: str) -> Response:
    return _json(status, {"code": code, "message": message})
