"""The last look at the bytes: do they say what the trader confirmed, and nothing else?

It reads the finished request the way the exchange would and shares no code with the builder, so a
mistake there is caught here, before the bytes leave.
"""

import hashlib
import json
from collections.abc import Sequence

from tui.client.answers import SignedRequest
from tui.domain.intent import Ticket
from tui.domain.money import plain

_PATH = "/api/v1/order"
_BATCH_PATH = "/api/v1/orders"
_INSTRUCTION = "orderExecute"


def altered(signed: SignedRequest, ticket: Ticket, client_id: int) -> str | None:
    """Name of the first part of the request that differs from the ticket; None when all agree."""
    if (signed.method, signed.path) != ("POST", _PATH):
        return "request line"
    body = _read(signed)
    if not isinstance(body, dict):
        return "body"
    return _wrong_field(body, ticket, client_id) or _wrong_signing((body,), signed)


def altered_batch(signed: SignedRequest, orders: Sequence[tuple[Ticket, int]]) -> str | None:
    """As `altered`, for several orders with their client ids in one request."""
    if (signed.method, signed.path) != ("POST", _BATCH_PATH):
        return "request line"
    rows = _read(signed)
    if not isinstance(rows, list) or len(rows) != len(orders):
        return "body"
    for row, (ticket, client_id) in zip(rows, orders, strict=True):
        wrong = "body" if not isinstance(row, dict) else _wrong_field(row, ticket, client_id)
        if wrong is not None:
            return wrong
    return _wrong_signing(rows, signed)


def _read(signed: SignedRequest) -> object:
    try:
        return json.loads(signed.body, object_pairs_hook=_once)
    except ValueError:
        return None


def _wrong_field(body: dict[str, object], ticket: Ticket, client_id: int) -> str | None:
    expected: dict[str, object] = {
        "symbol": ticket.symbol,
        "side": ticket.side.value,
        "orderType": ticket.order_type.value,
        "price": plain(ticket.price),
        "quantity": plain(ticket.quantity),
        "timeInForce": ticket.time_in_force.value,
        "clientId": client_id,
    }
    if ticket.reduce_only:
        expected["reduceOnly"] = True
    if ticket.post_only:
        expected["postOnly"] = True
    for name, value in expected.items():
        # 1 equals True in Python, so the type has to agree as well.
        if type(body.get(name)) is not type(value) or body[name] != value:
            return name
    return next((name for name in body if name not in expected), None)


def _wrong_signing(rows: Sequence[dict[str, object]], signed: SignedRequest) -> str | None:
    if signed.canonical != _canonical(rows, signed):
        return "signed text"
    if signed.digest != hashlib.sha256(signed.canonical.encode()).hexdigest():
        return "digest"
    return None


def _canonical(rows: Sequence[dict[str, object]], signed: SignedRequest) -> str:
    """The text the exchange will rebuild from the body to verify the signature."""
    parts = (
        f"instruction={_INSTRUCTION}"
        + "".join(f"&{name}={_raw(row[name])}" for name in sorted(row))
        for row in rows
    )
    return f"{'&'.join(parts)}&timestamp={signed.timestamp_ms}&window={signed.window_ms}"


def _raw(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A doubled name reads differently on either side, so it is refused."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name stands twice")
    return fields
