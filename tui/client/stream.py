"""One stream of the exchange that is kept connected for as long as the program runs.

The exchange acknowledges nothing and remembers nothing: after each reconnect everything wanted is
subscribed again with a fresh signature, and whoever listens reads its snapshots again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tui.client.clock import Clock
from tui.client.connection import Connection, Wanted, is_private
from tui.client.exchange_clock import ExchangeClock
from tui.client.reconnect import HEALTHY_SECONDS
from tui.client.sockets import Dial, DialError, SocketClosedError
from tui.domain.events import Link
from tui.wire.frames import Frame, Ignored, StreamError, Unreadable
from tui.wire.signing import Signer


@dataclass(frozen=True, slots=True)
class Connected:
    """The socket is open and everything wanted was asked for; nothing has arrived yet."""

    link: Link


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The socket is gone, or none could be opened; the next attempt follows in `retry_in` s."""

    link: Link
    reason: str
    retry_in: float


Message = Connected | Disconnected | Frame
Publish = Callable[[Message, float], None]
"""Gets each message with our monotonic second; it must return at once."""


@dataclass(slots=True)
class Counts:
    """What came over a stream since the start of the program."""

    frames: int = 0
    unreadable: int = 0
    ignored: int = 0
    errors: int = 0
    connects: int = 0

    def take(self, frame: Frame) -> None:
        """Count one frame."""
        self.frames += 1
        kind = type(frame)
        if kind is Unreadable:
            self.unreadable += 1
        elif kind is Ignored:
            self.ignored += 1
        elif kind is StreamError:
            self.errors += 1


class Stream:
    """Keeps one socket connected and the wanted streams subscribed.

    `silence` is how many seconds without a message end a connection that should speak every second
    (it carries a `markPrice` or `ticker` stream). On any other, pongs count as messages. `delays`
    starts a new run of waiting times, taken anew after 30 seconds of healthy data.
    """

    def __init__(
        self,
        link: Link,
        dial: Dial,
        *,
        clock: Clock,
        delays: Callable[[], Iterator[float]],
        exchange_clock: ExchangeClock,
        publish: Publish,
        signer: Signer | None = None,
        silence: float = 10.0,
    ) -> None:
        self.link = link
        self.counts = Counts()
        self._dial = dial
        self._clock = clock
        self._delays = delays
        self._exchange_clock = exchange_clock
        self._publish = publish
        self._signer = signer
        self._silence = silence
        self._wanted = Wanted()
        self._connection: Connection | None = None

    def want(self, names: Iterable[str]) -> None:
        """Subscribe to `names` now and after each reconnect; asking twice is harmless.

        Raises ValueError for a private stream without a key, before anything is sent.
        """
        asked = tuple(names)
        if self._signer is None:
            for name in filter(is_private, asked):
                raise ValueError(f"stream {name!r} is private and needs an API key")
        self._wanted.add(asked)

    def drop(self, names: Iterable[str]) -> None:
        """Unsubscribe from `names`; a message on its way may still arrive."""
        self._wanted.remove(names)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names wanted now."""
        return tuple(self._wanted.names)

    @property
    def round_trip(self) -> float | None:
        """Seconds the last ping took; None while not connected or before the first."""
        return None if self._connection is None else self._connection.round_trip

    async def run(self) -> None:
        """Stay connected until cancelled."""
        waits = self._delays()
        while True:
            reason, at_least, healthy = await self._attempt()
            if healthy:
                waits = self._delays()
            wait = max(next(waits), at_least)
            self._publish(Disconnected(self.link, reason, wait), self._clock.monotonic())
            await self._clock.sleep(wait)

    async def _attempt(self) -> tuple[str, float, bool]:
        """Connect once and serve to the end: why it ended, the shortest wait, and its health."""
        try:
            socket = await self._dial()
        except DialError as error:
            return error.reason, error.at_least, False
        connection = Connection(
            socket,
            self._wanted,
            clock=self._clock,
            exchange_clock=self._exchange_clock,
            signer=self._signer,
            publish=self._take,
            silence=self._silence,
        )
        self._connection = connection
        self.counts.connects += 1
        try:
            await connection.subscribe()
            self._publish(Connected(self.link), self._clock.monotonic())
            reason = await connection.serve()
        except SocketClosedError as error:
            reason = error.reason
        finally:
            self._connection = None
            await socket.close()
        return reason, 0.0, connection.healthy_seconds >= HEALTHY_SECONDS

    def _take(self, frame: Frame, at: float) -> None:
        self.counts.take(frame)
        self._publish(frame, at)
