"""Sockets whose other end is the test."""

import asyncio
import json
from typing import Any

from tui.client.sockets import DialError, SocketClosedError


class ScriptedSocket:
    """Records what is sent and receives what the test puts in."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.pings = 0
        self.answers_pings = True
        self.closed = False
        self._incoming: asyncio.Queue[bytes | SocketClosedError] = asyncio.Queue()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What was sent, decoded."""
        return [json.loads(text) for text in self.sent]

    def deliver(self, message: object) -> None:
        """Let the other side send one message."""
        raw = message if isinstance(message, bytes) else json.dumps(message).encode()
        self._incoming.put_nowait(raw)

    def hang_up(self, reason: str = "closed by the exchange (1001)") -> None:
        """Let the other side close."""
        self._incoming.put_nowait(SocketClosedError(reason))

    async def send(self, text: str) -> None:
        if self.closed:
            raise SocketClosedError("closed by us")
        self.sent.append(text)

    async def receive(self) -> bytes:
        item = await self._incoming.get()
        if isinstance(item, SocketClosedError):
            raise item
        return item

    async def ping(self) -> None:
        self.pings += 1
        if not self.answers_pings:
            await asyncio.Event().wait()

    async def close(self) -> None:
        self.closed = True


class ScriptedDial:
    """Opens a new ScriptedSocket each time, or raises the refusals it was given first."""

    def __init__(self, *refusals: DialError) -> None:
        self.sockets: list[ScriptedSocket] = []
        self.attempts = 0
        self._refusals = list(refusals)

    @property
    def last(self) -> ScriptedSocket:
        """The socket opened last."""
        return self.sockets[-1]

    async def __call__(self) -> ScriptedSocket:
        self.attempts += 1
        if self._refusals:
            raise self._refusals.pop(0)
        self.sockets.append(ScriptedSocket())
        return self.last
