"""One connected socket from its first subscription to its end.

Four tasks share it: one reads, one keeps the subscriptions as wanted, one watches for silence, one
sends pings. The first that has a reason to end ends them all.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from tui.client.clock import Clock
from tui.client.exchange_clock import ExchangeClock
from tui.client.sockets import Socket, SocketClosedError
from tui.wire.frames import Frame, StreamError, decode
from tui.wire.requests import subscribe, unsubscribe
from tui.wire.signing import Signer

CHUNK = 50
"""Names in one SUBSCRIBE; no cap is documented, other clients use this."""
PING_SECONDS = 5.0
_WINDOW_MS = 5_000
_BAD_SIGNATURE = 4003
_TALKATIVE = ("markPrice.", "ticker.")
"""Streams that speak every second, so their silence means that something is wrong."""


def is_private(name: str) -> bool:
    """Whether a stream needs a signature."""
    return name.startswith("account.")


class Wanted:
    """The names of the streams that are wanted now, in the order they were asked for."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.changed = asyncio.Event()

    def add(self, names: Iterable[str]) -> None:
        """Want `names` from now on."""
        self.names.update(dict.fromkeys(names))
        self.changed.set()

    def remove(self, names: Iterable[str]) -> None:
        """Want `names` no more."""
        for name in names:
            self.names.pop(name, None)
        self.changed.set()

    @property
    def talks(self) -> bool:
        """Whether a healthy connection carries a message every second."""
        return any(name.startswith(_TALKATIVE) for name in self.names)


class Connection:
    """Runs one socket; `publish` gets each frame with the monotonic second of its arrival."""

    def __init__(
        self,
        socket: Socket,
        wanted: Wanted,
        *,
        clock: Clock,
        exchange_clock: ExchangeClock,
        signer: Signer | None,
        publish: Callable[[Frame, float], None],
        silence: float,
    ) -> None:
        self._socket = socket
        self._wanted = wanted
        self._clock = clock
        self._exchange_clock = exchange_clock
        self._signer = signer
        self._publish = publish
        self._silence = silence
        self._subscribed: dict[str, None] = {}
        self._heard = clock.monotonic()
        self._first_heard: float | None = None
        self.round_trip: float | None = None
        """Seconds between the last ping and its pong."""

    @property
    def healthy_seconds(self) -> float:
        """How long it has been heard from; 0 before the first message or counted pong."""
        return 0.0 if self._first_heard is None else self._heard - self._first_heard

    async def subscribe(self) -> None:
        """Bring the subscriptions to what is wanted, with a signature made at this moment."""
        self._wanted.changed.clear()
        wanted, held = self._wanted.names, self._subscribed
        missing = [name for name in wanted if name not in held]
        surplus = [name for name in held if name not in wanted]
        self._subscribed = dict(wanted)
        for chunk in _chunks(surplus):
            await self._socket.send(unsubscribe(chunk))
        for chunk in _chunks([name for name in missing if not is_private(name)]):
            await self._socket.send(subscribe(chunk, None))
        for chunk in _chunks([name for name in missing if is_private(name)]):
            await self._socket.send(subscribe(chunk, self._signature()))

    def _signature(self) -> list[str] | None:
        if self._signer is None:
            return None
        return self._signer.subscription(self._exchange_clock.now_ms(), _WINDOW_MS)

    async def serve(self) -> str:
        """Run until the connection ends; returns why. Bugs are raised."""
        tasks = [
            asyncio.create_task(_until_closed(work()))
            for work in (self._read, self._keep_subscribed, self._watch_silence, self._keep_alive)
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return next(task for task in tasks if task in done).result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> str:
        receive, now, publish = self._socket.receive, self._clock.monotonic, self._publish
        while True:
            raw = await receive()
            at = self._heard = now()
            if self._first_heard is None:
                self._first_heard = at
            frame = decode(raw)
            publish(frame, at)
            if type(frame) is StreamError and self._is_fatal(frame):
                return f"subscription refused: {frame.message}"

    def _is_fatal(self, error: StreamError) -> bool:
        """Whether an account would be followed no more: nobody says which stream was refused."""
        return error.code == _BAD_SIGNATURE or any(map(is_private, self._wanted.names))

    async def _keep_subscribed(self) -> str:
        while True:
            await self._wanted.changed.wait()
            await self.subscribe()

    async def _watch_silence(self) -> str:
        while True:
            left = self._heard + self._silence - self._clock.monotonic()
            if left <= 0:
                return f"nothing heard for {self._silence:g} s"
            await self._clock.sleep(left)

    async def _keep_alive(self) -> str:
        while True:
            await self._clock.sleep(PING_SECONDS)
            sent = self._clock.monotonic()
            if not await self._pong():
                return f"no pong within {PING_SECONDS:g} s"
            self.round_trip = self._clock.monotonic() - sent
            if not self._wanted.talks:
                self._hear()

    def _hear(self) -> None:
        self._heard = self._clock.monotonic()
        if self._first_heard is None:
            self._first_heard = self._heard

    async def _pong(self) -> bool:
        """Whether a pong came in time."""
        ping = asyncio.create_task(self._socket.ping())
        timer = asyncio.create_task(self._clock.sleep(PING_SECONDS))
        try:
            await asyncio.wait({ping, timer}, return_when=asyncio.FIRST_COMPLETED)
            if not ping.done():
                return False
            ping.result()
            return True
        finally:
            ping.cancel()
            timer.cancel()
            await asyncio.gather(ping, timer, return_exceptions=True)


async def _until_closed(work: Awaitable[str]) -> str:
    try:
        return await work
    except SocketClosedError as error:
        return error.reason


def _chunks(names: list[str]) -> Iterable[list[str]]:
    return (names[start : start + CHUNK] for start in range(0, len(names), CHUNK))
