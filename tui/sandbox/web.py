"""uvicorn, set up to behave like the exchange's front door and to leave when told.

Frames are not compressed although the exchange offers it: on loopback it only costs time. The
exchange pings first within 38 seconds of connecting; here the first ping comes after a full minute.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request as Handshake

from tui.sandbox.line import LINE, Line
from tui.sandbox.mishaps import Sleep
from tui.sandbox.server import create_app
from tui.sandbox.shell import GOING_AWAY, Shell

PING_SECONDS = 60.0
PONG_SECONDS = 120.0

MAX_FRAME_BYTES = 65_536
"""Largest frame a client may send: a thousand stream names fit."""

KEEP_ALIVE_SECONDS = 75
"""How long an idle connection is kept: longer than clients pool theirs, so that it is they who
close it. A server that closes first may do so just as an order is being sent."""

_CLOSE_SECONDS = 0.15
_POLL_SECONDS = 0.01


async def serve(
    shell: Shell,
    sock: socket.socket,
    *,
    stop: asyncio.Event,
    listening: Callable[[], None],
    sleep: Sleep,
) -> None:
    """Serve `shell` on `sock` until `stop` is set; call `listening` once requests are answered.

    Every stream is closed with 1001 on the way out. An exception in the market's pump ends the
    service and is raised.
    """
    server = _Server(_config(shell, sleep), listening)
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    pumping = asyncio.create_task(shell.pump(sleep))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping, serving, pumping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    pumping.cancel()
    shell.closing.set()
    await _say_goodbye(shell, sleep)
    server.should_exit = True
    await serving
    with contextlib.suppress(asyncio.CancelledError):
        await pumping


async def _say_goodbye(shell: Shell, sleep: Sleep) -> None:
    """Close every stream and give the listeners a moment to hear it."""
    shell.hub.close_all(GOING_AWAY, "the sandbox is shutting down")
    waited = 0.0
    while shell.hub.connections and waited < _CLOSE_SECONDS:
        await sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS


class StreamProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, with a way to cut a peer that reads nothing.

    A Close waits behind the frames such a peer leaves unread, so it alone would never end it.
    """

    def handle_connect(self, event: Handshake) -> None:
        """Hand the application the line of an accepted connection."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"] = {LINE: {"line": Line(self.transport)}}


class RequestProtocol(H11Protocol):
    """uvicorn's HTTP protocol, with a way to end an answer as a bad network does."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hand the application the line of every request on this connection."""
        super().connection_made(transport)
        app, line = self.app, Line(transport)

        async def with_line(
            scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
        ) -> None:
            scope["extensions"] = {LINE: {"line": line}}
            await app(scope, receive, send)

        self.app = with_line


class _Server(uvicorn.Server):
    """uvicorn without its own ideas about signals, and with word when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: uvicorn would raise them again and spoil the exit code."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets=sockets)
        self._listening()


def _config(shell: Shell, sleep: Sleep) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(shell, sleep),
        loop="asyncio",
        http=RequestProtocol,
        ws=StreamProtocol,
        ws_max_size=MAX_FRAME_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=1,
    )
