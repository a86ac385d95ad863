"""Orders and cancels: built and signed here, sent once, and classified by what can be proved.

An order takes two steps, so that the exact bytes can be written down and checked before the first
of them leaves.
"""

import hashlib

import httpx

from tui.client.answers import (
    Answered,
    CancelAccepted,
    CancelAnswer,
    Cancelled,
    Declined,
    NotLive,
    NotSent,
    OrderAnswer,
    SignedRequest,
    Unanswered,
)
from tui.client.transport import NothingSentError, Reply, TransportError, exchange
from tui.domain.intent import Ticket
from tui.wire import account_responses as responses
from tui.wire.document import DocumentError
from tui.wire.refusals import parse_refusal
from tui.wire.requests import Endpoint, body, cancel_params, order_params
from tui.wire.signing import Params, Signer, canonical

_JSON = {"Content-Type": "application/json; charset=utf-8"}


def prepare_order(
    signer: Signer, ticket: Ticket, client_id: int, *, timestamp_ms: int, window_ms: int
) -> SignedRequest:
    """Build and sign an order without sending it; raises ValueError for an impossible ticket."""
    return _prepare(
        signer, Endpoint.PLACE_ORDER, order_params(ticket, client_id), timestamp_ms, window_ms
    )


def prepare_cancel(
    signer: Signer, symbol: str, order_id: str, *, timestamp_ms: int, window_ms: int
) -> SignedRequest:
    """Build and sign a cancel without sending it."""
    return _prepare(
        signer, Endpoint.CANCEL_ORDER, cancel_params(symbol, order_id), timestamp_ms, window_ms
    )


def _prepare(
    signer: Signer, endpoint: Endpoint, params: Params, timestamp_ms: int, window_ms: int
) -> SignedRequest:
    text = canonical(str(endpoint.instruction), params, timestamp_ms, window_ms)
    return SignedRequest(
        method=endpoint.method,
        path=endpoint.path,
        body=body(params),
        headers={**_JSON, **signer.headers_for(text, timestamp_ms, window_ms)},
        timestamp_ms=timestamp_ms,
        window_ms=window_ms,
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
    error = parse_refusal(reply.status, reply.content)
    return Declined(error.status, error.code, error.words, error.definitive)
