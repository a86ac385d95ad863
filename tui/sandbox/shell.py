"""The engine with its clock, its guard, its listeners and its bad days; no socket yet.

Every request and every step of the market passes through here, so this is the one place where the
order is kept: signature first, then the engine, then the stream messages, then the answer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl

import msgspec

from tui.sandbox.api import TEXT, Exchange, Request, Response
from tui.sandbox.api import Control as Levers
from tui.sandbox.auth import Authenticator, AuthError, Credentials
from tui.sandbox.fault_text import FaultError
from tui.sandbox.faults import Fault
from tui.sandbox.hub import Hub
from tui.sandbox.luck import Active, Luck
from tui.sandbox.mishaps import lagging
from tui.sandbox.pace import Pace
from tui.sandbox.payload import Payload, PayloadError

PUMP_SECONDS = 0.025
"""Real time between two steps of the market."""

GOING_AWAY = 1001
"""WebSocket close code of an exchange node that shuts down."""

_TIME = "/api/v1/time"

Pairs = tuple[tuple[str, str], ...]


class Shell:
    """Carries requests to the engine and what it emits to the listeners.

    `luck` holds what goes wrong on the way, `levers` what may be done to the exchange from outside.
    `accounts` are the exchange's API keys in the order in which they are spoken of.
    """

    def __init__(
        self,
        *,
        exchange: Exchange,
        pace: Pace,
        luck: Luck,
        levers: Levers | None = None,
        accounts: Sequence[str] = (),
    ) -> None:
        self._exchange = exchange
        self._pace = pace
        self._levers = levers
        self._accounts = tuple(accounts) or tuple(sorted(exchange.accounts))
        self.luck = luck
        self.closing = asyncio.Event()
        """Set when the sandbox stops: whatever waits for real time is to give up."""
        authenticator = Authenticator(
            api_keys=exchange.accounts, clocks=(self._clock(pace.now_ms), self._clock(pace.wall_ms))
        )
        self._authenticator = authenticator
        self.hub = Hub(exchange=exchange, authenticator=authenticator, luck=luck)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The API keys that may sign, the first account's first."""
        return self._accounts

    @property
    def pace(self) -> Pace:
        """How sandbox time moves."""
        return self._pace

    @property
    def levers(self) -> Levers:
        """What may be done to the exchange from outside its protocol."""
        if self._levers is None:
            raise ValueError("this exchange has no levers")
        return self._levers

    @property
    def behind(self) -> bool:
        """Whether the market still catches up with the time."""
        return self._pace.behind

    def step(self) -> None:
        """Take the market to the present and send what happened."""
        self._exchange.advance(self._pace.step())
        self._pull()
        self._publish()

    async def pump(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Step the market until cancelled; `sleep` waits for real seconds."""
        while True:
            self.step()
            await sleep(0 if self._pace.behind else PUMP_SECONDS)

    def struck(self, method: str, path: str) -> Fault | None:
        """Return the fault that strikes this request, None when it goes its way."""
        signed = self._exchange.instruction_for(method, path) is not None
        return self.luck.request(method, path, signed=signed)

    def answer(
        self, method: str, path: str, query: str, credentials: Credentials, payload: Payload | None
    ) -> Response:
        """Answer one request; its stream messages are queued before its answer is sent."""
        params = tuple(parse_qsl(query, keep_blank_values=True))
        try:
            account = self._account(method, path, params, credentials, payload)
        except AuthError as error:
            return error_answer(error.status, error.code, error.message)
        except PayloadError as error:
            return text_answer(400, str(error))
        body = None if payload is None else payload.value
        request = Request(method, path, params, body, account)
        response = self._exchange.handle(request, self._pace.step())
        self._publish()
        return self._seen(path, response)

    def check(self, fault: Fault) -> None:
        """Raise `FaultError` when this exchange has no such market or account."""
        if fault.symbol:
            asked = Request("GET", "/api/v1/market", (("symbol", fault.symbol),))
            if self._exchange.handle(asked, self._pace.now_us).status != HTTPStatus.OK:
                raise FaultError(
                    f"{fault.kind}: symbol {fault.symbol!r} is no market; try SOL_USDC_PERP"
                )
        if fault.account and fault.account not in self.accounts:
            raise FaultError(f"{fault.kind}: account is no API key of this sandbox; leave it out")

    def _seen(self, path: str, response: Response) -> Response:
        """Return what a client with another clock and a slow history sees of an answer."""
        skew_ms = self.luck.skew_ms()
        if skew_ms and path == _TIME:
            return replace(response, body=str(int(response.body) + skew_ms).encode())
        lag_ms = self.luck.lag_ms(path)
        return lagging(path, response, lag_ms=lag_ms, now_us=self._pace.now_us)

    def _clock(self, milliseconds: Callable[[], int]) -> Callable[[], int]:
        return lambda: milliseconds() + self.luck.skew_ms()

    def _pull(self) -> None:
        """Do to the exchange what the faults that are due do to it."""
        for active, on in self.luck.turned():
            self._try(active, partial(self._turn, active.fault, on=on))
        for active in self.luck.due():
            self._try(active, partial(self._do, active.fault))

    def _try(self, active: Active, pull: Callable[[], object]) -> None:
        try:
            pull()
        except ValueError as error:
            active.failed = str(error)

    def _turn(self, fault: Fault, *, on: bool) -> None:
        if fault.kind == "freeze-mark":
            self.levers.freeze_mark(fault.symbol, on)
        else:
            self.levers.set_book_state(fault.symbol, fault.state if on else "Open")

    def _do(self, fault: Fault) -> None:
        account = fault.account or self.accounts[0]
        match fault.kind:
            case "cut":
                self.hub.close_all(GOING_AWAY, "this node is being replaced")
            case "close-position":
                self.levers.close_position(account, fault.symbol)
            case "flip-position":
                self.levers.flip_position(account, fault.symbol)
            case "tick":
                self.levers.set_tick(fault.symbol, fault.size)

    def _account(
        self,
        method: str,
        path: str,
        params: Pairs,
        credentials: Credentials,
        payload: Payload | None,
    ) -> str | None:
        instruction = self._exchange.instruction_for(method, path)
        if instruction is None:
            return None
        body = None if payload is None else payload.literal
        return self._authenticator.authenticate(instruction, credentials, query=params, body=body)

    def _publish(self) -> None:
        self.hub.publish(self.luck.delivered(self._exchange.take_pushes()))


def error_answer(status: int, code: str, message: str) -> Response:
    """Return an error in the exchange's JSON form."""
    return Response(status, msgspec.json.encode({"code": code, "message": message}))


def text_answer(status: int, message: str) -> Response:
    """Return an error in plain text, as the exchange answers what it cannot parse."""
    return Response(status, message.encode(), TEXT)
