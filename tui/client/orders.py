"""Orders and cancels: built and signed here, sent once, and classified by what can be proved.

An order takes two steps, so that the exact bytes can be written down and checked before the first
of them leaves.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import httpx

from tui.client.answers import (
    Answered,
    BatchAnswer,
    BatchAnswered,
    CancelAccepted,
    CancelAllAnswer,
    CancelAnswer,
    Cancelled,
    CancelledAll,
    Declined,
    NotLive,
    NotSent,
    OrderAnswer,
    SettingAnswer,
    SettingDone,
    SignedRequest,
    Unanswered,
)
from tui.client.transport import NothingSentError, Reply, TransportError, exchange
from tui.domain.intent import Ticket
from tui.domain.order import Order
from tui.wire import account_responses as responses
from tui.wire.document import DocumentError
from tui.wire.refusals import ApiError, parse_refusal
from tui.wire.requests import (
    Endpoint,
    batch_body,
    body,
    cancel_all_params,
    cancel_params,
    leverage_params,
    order_params,
)
from tui.wire.signing import Params, Signer, canonical, canonical_batch

_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who signs, and for which time."""

    signer: Signer
    timestamp_ms: int
    """The exchange's time, milliseconds since the epoch."""
    window_ms: int


def prepare_order(stamp: Stamp, ticket: Ticket, client_id: int) -> SignedRequest:
    """Build and sign an order without sending it; raises ValueError for an impossible ticket."""
    return _prepare(stamp, Endpoint.PLACE_ORDER, order_params(ticket, client_id))


def prepare_batch(stamp: Stamp, orders: Sequence[tuple[Ticket, int]]) -> SignedRequest:
    """Build and sign orders with their client ids as one request, without sending it.

    Raises ValueError for an impossible ticket, and for none at all.
    """
    if not orders:
        raise ValueError("a batch has at least one order")
    params = [order_params(ticket, client_id) for ticket, client_id in orders]
    endpoint = Endpoint.PLACE_ORDERS
    text = canonical_batch(str(endpoint.instruction), params, stamp.timestamp_ms, stamp.window_ms)
    return _signed(stamp, endpoint, batch_body(params), text)


def prepare_cancel(stamp: Stamp, symbol: str, order_id: str) -> SignedRequest:
    """Build and sign a cancel without sending it."""
    return _prepare(stamp, Endpoint.CANCEL_ORDER, cancel_params(symbol, order_id))


def prepare_cancel_all(stamp: Stamp, symbol: str, *, include_conditional: bool) -> SignedRequest:
    """Build and sign the cancel of all orders of one market without sending it."""
    params = cancel_all_params(symbol, include_conditional=include_conditional)
    return _prepare(stamp, Endpoint.CANCEL_ALL, params)


def prepare_leverage(stamp: Stamp, limit: Decimal) -> SignedRequest:
    """Build and sign a change of the leverage limit; raises ValueError for one below 1."""
    return _prepare(stamp, Endpoint.CHANGE_ACCOUNT, leverage_params(limit))


def _prepare(stamp: Stamp, endpoint: Endpoint, params: Params) -> SignedRequest:
    text = canonical(str(endpoint.instruction), params, stamp.timestamp_ms, stamp.window_ms)
    return _signed(stamp, endpoint, body(params), text)


def _signed(stamp: Stamp, endpoint: Endpoint, content: bytes, text: str) -> SignedRequest:
    signature = stamp.signer.headers_for(text, stamp.timestamp_ms, stamp.window_ms)
    return SignedRequest(
        method=endpoint.method,
        path=endpoint.path,
        body=content,
        headers={**_JSON, **signature},
        timestamp_ms=stamp.timestamp_ms,
        window_ms=stamp.window_ms,
        canonical=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


async def send_order(
    http: httpx.AsyncClient, signed: SignedRequest, deadline: float
) -> OrderAnswer:
    """Send the order, once, and say what is proved about it."""
    reply = await _send(http, signed, deadline)
    if not isinstance(reply, Reply):
        return reply
    if reply.status != httpx.codes.OK:
        return _declined(reply)
    try:
        return Answered(responses.order(reply.content))
    except DocumentError as error:
        return Unanswered(f"the answer is unreadable: {error}")


async def send_cancel(
    http: httpx.AsyncClient, signed: SignedRequest, deadline: float
) -> CancelAnswer:
    """Send the cancel, once, and say what is proved about it."""
    reply = await _send(http, signed, deadline)
    if not isinstance(reply, Reply):
        return reply
    if reply.status == httpx.codes.ACCEPTED:
        return CancelAccepted()
    if reply.status != httpx.codes.OK:
        not_found = parse_refusal(reply.status, reply.content).not_found
        return NotLive() if not_found else _declined(reply)
    try:
        return Cancelled(responses.order(reply.content))
    except DocumentError as error:
        return Unanswered(f"the answer is unreadable: {error}")


async def send_batch(
    http: httpx.AsyncClient, signed: SignedRequest, deadline: float
) -> BatchAnswer:
    """Send the batch, once, and say what is proved about it, and about each order."""
    reply = await _send(http, signed, deadline)
    if not isinstance(reply, Reply):
        return reply
    if reply.status != httpx.codes.OK:
        return _declined(reply)
    try:
        rows = responses.batch(reply.content)
    except DocumentError as error:
        return Unanswered(f"the answer is unreadable: {error}")
    return BatchAnswered(
        tuple(Answered(row) if isinstance(row, Order) else _refused(row) for row in rows)
    )


async def send_cancel_all(
    http: httpx.AsyncClient, signed: SignedRequest, deadline: float
) -> CancelAllAnswer:
    """Send the cancel of many, once, and say what is proved about it."""
    reply = await _send(http, signed, deadline)
    if not isinstance(reply, Reply):
        return reply
    if reply.status == httpx.codes.ACCEPTED:
        return CancelAccepted()
    if reply.status != httpx.codes.OK:
        return _declined(reply)
    try:
        return CancelledAll(responses.orders(reply.content))
    except DocumentError as error:
        return Unanswered(f"the answer is unreadable: {error}")


async def send_setting(
    http: httpx.AsyncClient, signed: SignedRequest, deadline: float
) -> SettingAnswer:
    """Send the setting, once, and say what is proved about it."""
    reply = await _send(http, signed, deadline)
    if not isinstance(reply, Reply):
        return reply
    done = {httpx.codes.OK, httpx.codes.NO_CONTENT}
    return SettingDone() if reply.status in done else _declined(reply)


async def _send(
    http: httpx.AsyncClient, signed: SignedRequest, deadline: float
) -> Reply | NotSent | Unanswered:
    request = http.build_request(
        signed.method, signed.path, content=signed.body, headers=signed.headers
    )
    try:
        return await exchange(http, request, deadline)
    except NothingSentError as error:
        return NotSent(error.reason)
    except TransportError as error:
        return Unanswered(error.reason)


def _declined(reply: Reply) -> Declined:
    return _refused(parse_refusal(reply.status, reply.content))


def _refused(error: ApiError) -> Declined:
    return Declined(error.status, error.code, error.words, error.definitive)
