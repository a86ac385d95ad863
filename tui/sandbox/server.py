"""The sandbox's sockets: REST and streams on one port, as an ASGI application.

Nothing is decided here: a request is read, the shell answers, the answer is sent. An exception that
gets this far is a bug: it is logged with its traceback and answered as the exchange answers its
own, `SERVER_ERROR` with status 500.

Not published, chosen here: a body without a JSON content type answers 415, a body over
`MAX_BODY_BYTES` answers 413.
"""

import asyncio

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response as HttpResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from tui.sandbox.api import TEXT, Response
from tui.sandbox.auth import Credentials
from tui.sandbox.connection import Connection
from tui.sandbox.payload import Payload, PayloadError, parse_payload
from tui.sandbox.shell import Shell, error_answer, text_answer

MAX_BODY_BYTES = 262_144
"""A batch of fifty orders with every field is a tenth of it."""

ABORT = "tui.abort"
"""ASGI extension under which the web server hands over the abort of a stream's transport."""

_BODYLESS = frozenset({"GET", "HEAD"})


class _Rest:
    """ASGI endpoint of every path and method."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HttpRequest(scope, receive)
        try:
            answer = await self._answer(request)
        except ClientDisconnect:
            return
        headers = dict(answer.headers) | {"content-type": answer.content_type}
        response = HttpResponse(answer.body, status_code=answer.status, headers=headers)
        await response(scope, receive, send)

    async def _answer(self, request: HttpRequest) -> Response:
        raw = await _read(request)
        if raw is None:
            return text_answer(413, "payload too large")
        payload: Payload | None = None
        if raw and request.method not in _BODYLESS:
            if not _is_json(request.headers.get("content-type", "")):
                return text_answer(415, "the `Content-Type` must be application/json")
            try:
                payload = parse_payload(raw)
            except PayloadError as error:
                return text_answer(400, str(error))
        return self._shell.answer(
            request.method,
            request.scope["path"],
            request.scope["query_string"].decode("latin-1"),
            Credentials.from_headers(request.headers),
            payload,
        )


class _Stream:
    """ASGI endpoint of every upgrade."""

    def __init__(self, shell: Shell) -> None:
        self._hub = shell.hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        connection = Connection(send, abort=scope["extensions"][ABORT]["abort"])
        self._hub.join(connection)
        writer = asyncio.create_task(connection.write())
        try:
            while (message := await receive())["type"] == "websocket.receive":
                self._hub.receive(connection, message.get("text"))
        finally:
            self._hub.leave(connection)
            connection.release()
            writer.cancel()
            await asyncio.wait([writer])


def create_app(shell: Shell) -> Starlette:
    """Return the ASGI application: any path upgrades to a stream, all else is REST."""
    return Starlette(
        routes=[
            WebSocketRoute("/{path:path}", _Stream(shell)),
            Route("/{path:path}", _Rest(shell)),
        ],
        exception_handlers={404: _not_found, Exception: _server_error},
    )


async def _read(request: HttpRequest) -> bytes | None:
    """Return the body, or None as soon as it is too large."""
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > MAX_BODY_BYTES:
            return None
    return bytes(chunks)


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


async def _not_found(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return HttpResponse(b"not found", status_code=404, headers={"content-type": TEXT})


async def _server_error(_request: HttpRequest, _error: Exception) -> HttpResponse:
    answer = error_answer(500, "SERVER_ERROR", "Internal server error")
    headers = {"content-type": answer.content_type}
    return HttpResponse(answer.body, status_code=answer.status, headers=headers)
