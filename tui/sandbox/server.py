"""The sandbox's sockets: REST and streams on one port, as an ASGI application.

Nothing is decided here: a request is read, the shell answers, the answer is sent, unless a fault
wants it otherwise. An exception that
gets this far is a bug: it is logged with its traceback and answered as the exchange answers its
own, `SERVER_ERROR` with status 500.

Not published, chosen here: a body without a JSON content type answers 415, a body over
`MAX_BODY_BYTES` answers 413.
"""

import asyncio
from functools import partial

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response as HttpResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from tui.sandbox.api import TEXT, Response
from tui.sandbox.auth import Credentials
from tui.sandbox.connection import Connection
from tui.sandbox.control import Control, is_control
from tui.sandbox.faults import Fault
from tui.sandbox.line import LINE, Line
from tui.sandbox.mishaps import Mishaps, Sleep
from tui.sandbox.payload import Payload, PayloadError, parse_payload
from tui.sandbox.shell import Shell, error_answer, text_answer

MAX_BODY_BYTES = 262_144
"""A batch of fifty orders with every field is a tenth of it."""

_BODYLESS = frozenset({"GET", "HEAD"})
_GONE = frozenset({"http.disconnect", "websocket.disconnect"})


class _Rest:
    """ASGI endpoint of every path and method."""

    def __init__(self, shell: Shell, sleep: Sleep) -> None:
        self._shell = shell
        self._mishaps = Mishaps(sleep=sleep, closing=shell.closing)
        self._control = Control(shell, sleep)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HttpRequest(scope, receive)
        path: str = scope["path"]
        try:
            if is_control(path):
                answer: Response | None = await self._controlled(request)
            else:
                answer = await self._answer(request, self._shell.struck(request.method, path))
        except ClientDisconnect:
            return
        if answer is None:
            await self._mishaps.until(_gone(receive))
            _line(scope).abort()
            await _gone(receive)
            return
        headers = dict(answer.headers) | {"content-type": answer.content_type}
        response = HttpResponse(answer.body, status_code=answer.status, headers=headers)
        await response(scope, receive, send)

    async def _answer(self, request: HttpRequest, fault: Fault | None) -> Response | None:
        if fault is not None and fault.kind == "refuse":
            _line(request.scope).reset()
            return None
        read = await _read_payload(request)
        carry = partial(self._carry, request, read)
        if fault is None:
            return carry()
        return await self._mishaps.play(fault, carry, _line(request.scope))

    def _carry(self, request: HttpRequest, read: Payload | Response | None) -> Response:
        if isinstance(read, Response):
            return read
        return self._shell.answer(
            request.method,
            request.scope["path"],
            request.scope["query_string"].decode("latin-1"),
            Credentials.from_headers(request.headers),
            read,
        )

    async def _controlled(self, request: HttpRequest) -> Response:
        refusal = self._control.refusal(peer=_peer(request.scope), headers=request.headers)
        if refusal is not None:
            return refusal
        read = await _read_payload(request)
        if isinstance(read, Response):
            return read
        query = request.scope["query_string"].decode("latin-1")
        body = None if read is None else read.value
        return await self._control.answer(request.method, request.scope["path"], query, body)


class _Stream:
    """ASGI endpoint of every upgrade."""

    def __init__(self, shell: Shell, sleep: Sleep) -> None:
        self._shell = shell
        self._hub = shell.hub
        self._mishaps = Mishaps(sleep=sleep, closing=shell.closing)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        fault = self._shell.luck.handshake(scope["path"])
        if fault is not None:
            if fault.kind == "refuse":
                _line(scope).reset()
            await self._mishaps.until(_gone(receive))
            _line(scope).abort()
            await _gone(receive)
            return
        await send({"type": "websocket.accept"})
        connection = Connection(send, abort=_line(scope).abort)
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


def create_app(shell: Shell, sleep: Sleep) -> Starlette:
    """Return the ASGI application: any path upgrades to a stream, all else is REST.

    The web server gives every request and stream a `Line` under the extension `LINE`.
    """
    return Starlette(
        routes=[
            WebSocketRoute("/{path:path}", _Stream(shell, sleep)),
            Route("/{path:path}", _Rest(shell, sleep)),
        ],
        exception_handlers={404: _not_found, Exception: _server_error},
    )


def _line(scope: Scope) -> Line:
    line: Line = scope["extensions"][LINE]["line"]
    return line


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


async def _gone(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] not in _GONE:
        pass


async def _read_payload(request: HttpRequest) -> Payload | Response | None:
    """Return the body, None without one, or the answer to a body that cannot be read."""
    raw = await _read(request)
    if raw is None:
        return text_answer(413, "payload too large")
    if not raw or request.method in _BODYLESS:
        return None
    if not _is_json(request.headers.get("content-type", "")):
        return text_answer(415, "the `Content-Type` must be application/json")
    try:
        return parse_payload(raw)
    except PayloadError as error:
        return text_answer(400, str(error))


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
