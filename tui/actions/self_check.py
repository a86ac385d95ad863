"""The last look at the bytes: do they say what the trader confirmed, and nothing else?

It reads the finished request the way the exchange would and shares no code with the builder, so a
mistake there is caught here, before the bytes leave.
"""

import hashlib
import json

from tui.client.answers import SignedRequest
from tui.domain.intent import Ticket
from tui.domain.money import plain

_PATH = "/api/v1/order"
_INSTRUCTION = "orderExecute"


def altered(signed: SignedRequest, ticket: Ticket, client_id: int) -> str | None:
    """Name of the first part of the request that differs from the ticket; None when all agree."""
    if (signed.method, signed.path) != ("POST", _PATH):
        return "request line"
    try:
        body = json.loads(signed.body, object_pairs_hook=_once)
    except ValueError:
        return "body"
    if not isinstance(body, dict):
        return "body"
    return _wrong_field(body, ticket, client_id) or _wrong_signing(body, signed)


def _wrong_field(body: dict[str, object], ticket: Ticket, client_id: int) -> str | None:
    expected: dict[str, object] = {
        "symbol": ticket.symbol,
        "side": ticket.side.value,
        "orderType": "Limit",
        "price": plain(ticket.price),
        "quantity": plain(ticket.quantity),
        "timeInForce": ticket.time_in_force.value,
        "reduceOnly": True,
        "clientId": client_id,
    }
    for name, value in expected.items():
        # 1 equals True in Python, so the type has to agree as well.
        if type(body.get(name)) is not type(value) or body[name] != value:
            return name
    return next((name for name in body if name not in expected), None)


def _wrong_signing(body: dict[str, object], signed: SignedRequest) -> str | None:
    if signed.canonical != _canonical(body, signed):
        return "signed text"
    if signed.digest != hashlib.sha256(signed.canonical.encode()).hexdigest():
        return "digest"
    return None


def _canonical(body: dict[str, object], signed: SignedRequest) -> str:
    """The text the exchange will rebuild from the body to verify the signature."""
    pairs = "".join(f"&{name}={_raw(body[name])}" for name in sorted(body))
    return (
        f"instruction={_INSTRUCTION}{pairs}"
        f"&timestamp={signed.timestamp_ms}&window={signed.window_ms}"
    )


def _raw(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A doubled name reads differently on either side, so it is refused."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name stands twice")
    return fields
