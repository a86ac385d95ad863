"""A network in the world's time, between the real client and the sandbox's real shell.

It stands where httpx has its transport and where a stream has its socket. Bytes take their time,
get lost, come twice or come to the wrong place; whether a request took effect and whether its
answer says so are two things. A program that is dead neither sends nor hears anything.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from random import Random

import httpx

from tests.fakes.http import Chunks
from tests.fakes.outside_world import OutsideWorld
from tests.fakes.simulated_exchange import ORDER, SimulatedExchange
from tui.client.clock import Clock
from tui.client.sockets import Dial, DialError, SocketClosedError
from tui.sandbox.api import Response
from tui.sandbox.auth import Credentials
from tui.sandbox.faults import Fault
from tui.sandbox.line import raw_answer
from tui.sandbox.mishaps import canned
from tui.sandbox.payload import Payload, PayloadError, parse_payload
from tui.sandbox.shell import text_answer

OPEN_SECONDS = 10.0
"""How long a client waits for a handshake."""

TROUBLES = (
    "no connection",
    "stale connection",
    "broken write",
    "request lost",
    "answer lost",
    "slow",
    "dripping",
    "doubled",
    "swapped",
)
"""What the network does to a request; the sandbox's faults strike on top of it."""

Answer = httpx.Response | Exception


@dataclass(eq=False)
class Call:
    """One request of our client on its way."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    sent: float
    answer: "asyncio.Future[Answer]"
    trouble: str = ""
    pending: int = 0
    """Copies that may still take effect."""

    @property
    def is_order(self) -> bool:
        """Whether it is a new order."""
        return (self.method, self.path) == ("POST", ORDER)

    @property
    def fresh_until_ms(self) -> int:
        """Exchange time until which its signature is good."""
        return int(self.headers["x-timestamp"]) + int(self.headers["x-window"])


def _nothing(_call: Call) -> None:
    """Nobody looks."""


def _no_trouble(_call: Call) -> str:
    return ""


def _no_note(_what: str, _data: bytes) -> None:
    """Nobody takes notes."""


@dataclass
class SimulatedNet:
    """Every line between our machine and the exchange."""

    world: OutsideWorld
    exchange: SimulatedExchange
    random: Random
    on_send: Callable[[Call], None] = _nothing
    """Called with each request at the moment its first byte leaves."""
    trouble: Callable[[Call], str] = _no_trouble
    """What happens to a request: one of `TROUBLES`, or nothing."""
    note: Callable[[str, bytes], None] = _no_note
    """Told everything that leaves and arrives."""
    calls: list[Call] = field(default_factory=list)
    sockets: "list[SimulatedSocket]" = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    """Troubles by kind."""
    down_until: float = 0.0
    """World's second until which nothing gets through."""
    _last_order: Response | None = None

    @property
    def is_down(self) -> bool:
        """Whether the line is dead."""
        return self.world.now < self.down_until

    def latency(self) -> float:
        """One way, in seconds."""
        return self.random.choice((0.004, 0.02, 0.02, 0.06, 0.2)) * (0.5 + self.random.random())

    def send(self, call: Call) -> None:
        """Let a request leave."""
        self.calls.append(call)
        self.note(f"{call.method} {call.path}?{call.query}", call.body)
        self.on_send(call)
        call.trouble = "request lost" if self.is_down else self.trouble(call)
        if call.trouble:
            self.struck[call.trouble] += 1
        match call.trouble:
            case "no connection":
                self._reply(call, httpx.ConnectError("refused"), self.latency())
            case "stale connection":
                self._reply(call, httpx.RemoteProtocolError("closed"), self.latency())
            case "broken write":
                self._travel(call, self.latency() + 0.01)
                self._reply(call, httpx.WriteError("broken pipe"), 0.0)
            case "request lost":
                pass
            case "slow":
                self._travel(call, self.random.uniform(0.5, 9.0))
            case "doubled":
                self._travel(call, self.latency())
                self._travel(call, self.latency() + self.random.choice((0.0, 0.5, 4.0)))
            case _:
                self._travel(call, self.latency())

    def _travel(self, call: Call, seconds: float) -> None:
        call.pending += 1
        self.world.after(seconds, lambda: self._arrive(call))

    def _arrive(self, call: Call) -> None:
        fault = self.exchange.shell.struck(call.method, call.path)
        if fault is None:
            self._answer(call, self._carry(call))
        else:
            self._play(call, fault)

    def _play(self, call: Call, fault: Fault) -> None:
        """As `tui.sandbox.mishaps` does, in the world's time."""
        match fault.kind:
            case "refuse":
                call.pending -= 1
                self._reply(call, httpx.ReadError("reset"), self.latency())
            case "stall":
                call.pending -= 1
            case "delay-before" | "late":
                self.world.after(fault.ms / 1_000, lambda: self._answer(call, self._carry(call)))
            case "delay-after":
                answer = self._carry(call)
                self.world.after(fault.ms / 1_000, lambda: self._answer(call, answer))
            case "reset":
                self._carry(call)
                self._reply(call, httpx.ReadError("reset"), self.latency())
            case "drop":
                cut = len(raw_answer(self._carry(call))) > fault.bytes
                assert cut, "an answer is longer than what is left of it"
                self._reply(call, httpx.RemoteProtocolError("incomplete"), self.latency())
            case _:
                if fault.carried:
                    self._carry(call)
                else:
                    call.pending -= 1
                self._answer(call, canned(fault))

    def _carry(self, call: Call) -> Response:
        call.pending -= 1
        try:
            payload = parse_payload(call.body) if call.body else None
        except PayloadError as error:
            return text_answer(400, str(error))
        return self._carried(call, payload)

    def _carried(self, call: Call, payload: Payload | None) -> Response:
        credentials = Credentials.from_headers(call.headers)
        answer = self.exchange.answer(call.method, call.path, call.query, credentials, payload)
        if call.is_order and answer.status == httpx.codes.OK:
            before, self._last_order = self._last_order, answer
            if call.trouble == "swapped" and before is not None:
                return before
        return answer

    def _answer(self, call: Call, answer: Response) -> None:
        if call.trouble == "answer lost" or self.is_down:
            return
        headers = [*answer.headers, ("content-type", answer.content_type)]
        body = answer.body
        stream: httpx.AsyncByteStream = Chunks(body)
        if call.trouble == "dripping":
            stream = Stalled(body[: len(body) // 2])
        reply = httpx.Response(answer.status, headers=headers, stream=stream)
        slow = self.random.uniform(0.5, 9.0) if call.trouble == "slow" else self.latency()
        self.note(f"answer {answer.status}", body)
        self._reply(call, reply, slow)

    def _reply(self, call: Call, answer: Answer, seconds: float) -> None:
        def arrive() -> None:
            if not call.answer.done():
                call.answer.set_result(answer)

        self.world.after(seconds, arrive)

    def may_still_appear(self, client_id: int, now_ms: int) -> bool:
        """Whether a copy of this order is on its way and would be taken."""
        return any(
            call.pending and call.is_order and now_ms <= call.fresh_until_ms
            for call in self.calls
            if call.is_order and f'"clientId":{client_id},' in call.body.decode()
        )

    def cut(self) -> None:
        """Break every stream, without a word to either side."""
        for socket in tuple(self.sockets):
            socket.break_off("the connection broke")

    def deafen(self) -> None:
        """Leave every stream open and let nothing through it any more, not even pongs."""
        for socket in self.sockets:
            socket.is_deaf = True


class Stalled(httpx.AsyncByteStream):
    """A body that begins and never ends."""

    def __init__(self, beginning: bytes) -> None:
        self._beginning = beginning

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._beginning
        await asyncio.get_running_loop().create_future()


class SimulatedHttp(httpx.AsyncBaseTransport):
    """The transport of one program.

    `lives` is asked before and after each request leaves whether the program lives on.
    """

    def __init__(self, net: SimulatedNet, lives: Callable[[str], bool]) -> None:
        self._net = net
        self._lives = lives

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self._lives("before a request"):
            raise asyncio.CancelledError
        body = await request.aread()
        call = Call(
            request.method,
            request.url.path,
            request.url.query.decode(),
            {name.lower(): text for name, text in request.headers.items()},
            body,
            self._net.world.now,
            asyncio.get_running_loop().create_future(),
        )
        self._net.send(call)
        if not self._lives("after a request"):
            raise asyncio.CancelledError
        answer = await call.answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self) -> httpx.AsyncClient:
        """A client of live trading that has this transport below it."""
        return httpx.AsyncClient(transport=self, base_url="https://exchange.test", trust_env=False)


class SimulatedSocket:
    """One open stream, the client's end: `tui.client.sockets.Socket`."""

    def __init__(self, net: SimulatedNet) -> None:
        self._net = net
        self._latency = net.latency()
        self._coming: list[bytes] = []
        self._here: deque[bytes] = deque()
        self._reader: asyncio.Future[None] | None = None
        self._pongs: list[asyncio.Future[None]] = []
        self._outlet = _Outlet(self)
        self.closed: str | None = None
        """Why it is closed; None while it is open."""
        self.is_deaf = False
        net.sockets.append(self)
        net.exchange.shell.hub.join(self._outlet)

    def offer(self, text: str) -> None:
        """Take a frame that the exchange sends."""
        if not self._coming:
            self._net.world.after(self._latency, self._land)
        self._coming.append(text.encode())

    def end_soon(self, reason: str) -> None:
        """The exchange closes it: what is on its way lands first."""
        self._net.world.after(self._latency, lambda: self.break_off(reason))

    def _land(self) -> None:
        frames, self._coming = self._coming, []
        if self.is_deaf or self._net.is_down:
            return
        for frame in frames:
            self._net.note("frame", frame)
        self._here.extend(frames)
        self._wake()

    def break_off(self, reason: str) -> None:
        """End it for both sides at once."""
        if self.closed is not None:
            return
        self.closed = reason
        self._net.sockets.remove(self)
        self._net.exchange.shell.hub.leave(self._outlet)
        self._wake()

    def _wake(self) -> None:
        if self._reader is not None:
            _done(self._reader)
        if self.closed is not None:
            for pong in self._pongs:
                _done(pong)

    async def send(self, text: str) -> None:
        """Send one message to the exchange."""
        self._require_open()
        self._net.note("said", text.encode())
        self._net.world.after(self._latency, lambda: self._say(text))

    def _say(self, text: str) -> None:
        if self.closed is None and not self.is_deaf and not self._net.is_down:
            self._net.exchange.shell.hub.receive(self._outlet, text)

    async def receive(self) -> bytes:
        """Wait for the next message."""
        while not self._here:
            self._require_open()
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        return self._here.popleft()

    async def ping(self) -> None:
        """Wait for a pong."""
        self._require_open()
        pong: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pongs.append(pong)
        if not self.is_deaf and not self._net.is_down:
            self._net.world.after(2 * self._latency, lambda: _done(pong))
        try:
            await pong
        finally:
            self._pongs.remove(pong)
        self._require_open()

    async def close(self) -> None:
        """Close it."""
        self.break_off("closed by us")

    def _require_open(self) -> None:
        if self.closed is not None:
            raise SocketClosedError(self.closed)


class _Outlet:
    """The exchange's end of a stream: `tui.sandbox.hub.Outlet`."""

    def __init__(self, socket: SimulatedSocket) -> None:
        self._socket = socket

    def offer(self, text: str) -> None:
        self._socket.offer(text)

    def close(self, code: int, reason: str) -> None:
        self._socket.end_soon(f"closed by the exchange ({code} {reason})")


def _done(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)


def simulated_dial(net: SimulatedNet, clock: Clock, lives: Callable[[str], bool]) -> Dial:
    """The way in which one program opens its streams."""

    async def dial() -> SimulatedSocket:
        if not lives("before a dial"):
            raise asyncio.CancelledError
        await clock.sleep(2 * net.latency())
        fault = net.exchange.luck.handshake("/")
        if net.is_down or (fault is not None and fault.kind == "stall"):
            await clock.sleep(OPEN_SECONDS)
            raise DialError("cannot connect: no answer")
        if fault is not None:
            raise DialError("cannot connect: reset")
        return SimulatedSocket(net)

    return dial
