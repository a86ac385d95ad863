"""One client's connection, for the few things that HTTP would not let a server do.

A network does not end answers politely. These are the impolite ends, each on purpose.
"""

import asyncio
import socket
import struct
from http import HTTPStatus

from tui.sandbox.api import Response

LINE = "tui.line"
"""ASGI extension under which the web server hands over the line of a request or a stream."""

_NO_LINGER = struct.pack("ii", 1, 0)


class Line:
    """The connection under one request or stream."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def abort(self) -> None:
        """Drop the connection and what waits to be sent."""
        self._transport.abort()

    def reset(self) -> None:
        """Drop the connection with a TCP reset, as a crashed peer does."""
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()

    def end_with(self, raw: bytes) -> None:
        """Send these bytes and close."""
        self._transport.write(raw)
        self._transport.close()


def raw_answer(response: Response) -> bytes:
    """Return an answer as it looks on the wire."""
    phrase = HTTPStatus(response.status).phrase
    headers = [
        *response.headers,
        ("content-type", response.content_type),
        ("content-length", str(len(response.body))),
    ]
    lines = [f"HTTP/1.1 {response.status} {phrase}", *(f"{key}: {text}" for key, text in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + response.body
