"""The engine with its clock, its guard, its listeners and its bad days; no socket yet.

Every request and every step of the market passes through here, so this is the one place where the
order is kept: signature first, then the engine, then the stream messages, then the answer.
"""

from collections.abc import Awaitable, Callable
from random import Random
from urllib.parse import parse_qsl

import msgspec

from tui.sandbox.api import TEXT, Exchange, Request, Response
from tui.sandbox.auth import Authenticator, AuthError, Credentials
from tui.sandbox.faults import SCENARIOS, Faults, Scenario
from tui.sandbox.hub import Hub
from tui.sandbox.pace import Pace
from tui.sandbox.payload import Payload, PayloadError

PUMP_SECONDS = 0.025
"""Real time between two steps of the market."""

GOING_AWAY = 1001
"""WebSocket close code of an exchange node that shuts down."""

Pairs = tuple[tuple[str, str], ...]


class Shell:
    """Carries requests to the engine and what it emits to the listeners.

    `scenario` says what goes wrong on the way; `random` decides when.
    """

    def __init__(
        self,
        *,
        exchange: Exchange,
        pace: Pace,
        random: Random,
        scenario: Scenario = SCENARIOS["calm"],
    ) -> None:
        self._exchange = exchange
        self._pace = pace
        self._faults = Faults(scenario, random, now_us=pace.now_us)
        self._authenticator = Authenticator(
            api_keys=exchange.accounts, clocks=(pace.now_ms, pace.wall_ms)
        )
        self.hub = Hub(exchange=exchange, authenticator=self._authenticator)

    @property
    def behind(self) -> bool:
        """Whether the market still catches up with the time."""
        return self._pace.behind

    def step(self) -> None:
        """Take the market to the present and send what happened."""
        self._exchange.advance(self._pace.step())
        self._publish()
        if self._faults.cuts_streams(self._pace.now_us):
            self.hub.close_all(GOING_AWAY, "this node is being replaced")

    async def pump(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Step the market until cancelled; `sleep` waits for real seconds."""
        while True:
            self.step()
            await sleep(0 if self._pace.behind else PUMP_SECONDS)

    def answer(
        self, method: str, path: str, query: str, credentials: Credentials, payload: Payload | None
    ) -> Response:
        """Answer one request; its stream messages are queued before its answer is sent."""
        refusal = self._faults.refusal()
        if refusal is not None:
            return refusal
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
        return self._faults.answer(method, path, response)

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
        pushes = self._exchange.take_pushes()
        self.hub.publish(self._faults.delivered(pushes, self._pace.now_us))


def error_answer(status: int, code: str, message: str) -> Response:
    """Return an error in the exchange's JSON form."""
    return Response(status, msgspec.json.encode({"code": code, "message": message}))


def text_answer(status: int, message: str) -> Response:
    """Return an error in plain text, as the exchange answers what it cannot parse."""
    return Response(status, message.encode(), TEXT)
