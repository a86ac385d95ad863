"""One stream socket's outgoing side: a bounded queue and the task that empties it.

The market does not wait for a slow reader. When its queue is full the connection is closed, as an
exchange does, instead of letting one stalled client take the memory of all.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.types import Send

QUEUE_LIMIT = 4_000
"""Frames that may wait for one reader: some ten seconds of every stream of three busy markets."""

CLOSE_GRACE_SECONDS = 1.0
"""How long a reader that stopped reading may delay its own Close before the socket is cut."""


class Connection:
    """Queues frames for one peer.

    `send` is the ASGI send; it waits while the peer's buffers are full. `abort` cuts the transport.
    """

    def __init__(
        self,
        send: Send,
        *,
        abort: Callable[[], None],
        limit: int = QUEUE_LIMIT,
        grace: float = CLOSE_GRACE_SECONDS,
    ) -> None:
        self._send = send
        self._abort = abort
        self._limit = limit
        self._grace = grace
        self._queue: deque[str] = deque()
        self._ready = asyncio.Event()
        self._close: tuple[int, str] | None = None
        self._cut: asyncio.TimerHandle | None = None

    def offer(self, text: str) -> None:
        """Queue one text frame, or close the connection when too many wait."""
        if self._close is not None:
            return
        if len(self._queue) >= self._limit:
            self.close(1008, "reading too slowly")
            return
        self._queue.append(text)
        self._ready.set()

    def close(self, code: int, reason: str) -> None:
        """Forget what is queued and send a Close; cut the socket if it is not gone soon after."""
        if self._close is not None:
            return
        self._close = (code, reason)
        self._queue.clear()
        self._ready.set()
        self._cut = asyncio.get_running_loop().call_later(self._grace, self._abort)

    def release(self) -> None:
        """Give up the timer that would cut the socket: the socket is gone."""
        if self._cut is not None:
            self._cut.cancel()

    async def write(self) -> None:
        """Send what is queued, until closed or cancelled; a peer that has gone ends it quietly."""
        try:
            while self._close is None:
                await self._drain()
            code, reason = self._close
            await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except OSError:
            return

    async def _drain(self) -> None:
        await self._ready.wait()
        while self._queue:
            await self._send({"type": "websocket.send", "text": self._queue.popleft()})
        if self._close is None:
            self._ready.clear()
