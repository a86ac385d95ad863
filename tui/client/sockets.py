"""The seam between a stream and a socket, and the real socket behind it."""

from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from tui.client.trouble import in_words
from tui.domain.text import clean

MAX_MESSAGE = 16 * 1024 * 1024
"""Bytes of a message that end the connection; much smaller ones are already refused unread."""
_OPEN_SECONDS = 10.0
_CLOSE_SECONDS = 1.0
_MAX_QUEUE = 64
_BUSY_STATUSES = frozenset({403, 429})
_BUSY_SECONDS = 30.0


class SocketClosedError(Exception):
    """The socket is closed; `reason` is sanitised plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DialError(Exception):
    """No socket could be opened; the next attempt is due in `at_least` seconds or later."""

    def __init__(self, reason: str, at_least: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at_least = at_least


class Socket(Protocol):
    """One open socket. Every method raises SocketClosedError once it is closed."""

    async def send(self, text: str) -> None:
        """Send one message."""
        ...

    async def receive(self) -> bytes:
        """Wait for the next message."""
        ...

    async def ping(self) -> None:
        """Send a ping and wait for its pong."""
        ...

    async def close(self) -> None:
        """Close it; closing twice is fine."""
        ...


Dial = Callable[[], Awaitable[Socket]]
"""Opens a socket, or raises DialError."""


def websocket_dial(url: str) -> Dial:
    """The way to open real sockets to `url`; raises ValueError when it is no ws or wss address."""
    parts = urlsplit(url)
    if parts.scheme not in {"ws", "wss"} or not parts.netloc:
        raise ValueError(
            f"stream address must look like wss://ws.backpack.exchange, not {clean(url)!r}"
        )

    async def dial() -> Socket:
        try:
            connection = await connect(
                url,
                proxy=None,
                compression=None,
                max_size=MAX_MESSAGE,
                max_queue=_MAX_QUEUE,
                open_timeout=_OPEN_SECONDS,
                close_timeout=_CLOSE_SECONDS,
                ping_interval=None,  # the stream sends its own, on its own clock
            )
        except InvalidStatus as error:
            status = error.response.status_code
            wait = _BUSY_SECONDS if status in _BUSY_STATUSES else 0.0
            raise DialError(f"the server answered {status}", wait) from None
        except (OSError, TimeoutError, WebSocketException) as error:
            raise DialError(in_words("cannot connect", error)) from None
        return WebSocket(connection)

    return dial


class WebSocket:
    """A `websockets` connection as a Socket."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def send(self, text: str) -> None:
        """Send one text message."""
        try:
            await self._connection.send(text)
        except ConnectionClosed as error:
            raise _closed(error) from None

    async def receive(self) -> bytes:
        """Wait for the next message, undecoded."""
        try:
            return await self._connection.recv(decode=False)
        except ConnectionClosed as error:
            raise _closed(error) from None

    async def ping(self) -> None:
        """Send a ping and wait for its pong."""
        try:
            await (await self._connection.ping())
        except ConnectionClosed as error:
            raise _closed(error) from None

    async def close(self) -> None:
        """Close it, waiting a second at most for the other side."""
        await self._connection.close()


def _closed(error: ConnectionClosed) -> SocketClosedError:
    if error.rcvd is not None:
        return SocketClosedError(
            f"closed by the exchange ({error.rcvd.code} {clean(error.rcvd.reason)})".replace(
                " )", ")"
            )
        )
    if error.sent is not None:
        return SocketClosedError(f"closed by us ({error.sent.code} {clean(error.sent.reason)})")
    return SocketClosedError("the connection broke")
