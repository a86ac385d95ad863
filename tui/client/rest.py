"""Every question to the exchange, and the way orders leave.

A question may be asked again; an order is sent once and is classified by `tui.client.orders`.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

import httpx

from tui.client import orders
from tui.client.account_questions import AccountQuestions
from tui.client.answers import (
    BatchAnswer,
    CancelAllAnswer,
    CancelAnswer,
    Declined,
    NotSent,
    OrderAnswer,
    SettingAnswer,
    SignedRequest,
)
from tui.client.clock import Clock
from tui.client.errors import NoAnswer, NotConnected, ReadFailed, Refused, Unreadable
from tui.client.exchange_clock import ExchangeClock
from tui.client.throttle import PATIENCE, Throttle
from tui.client.transport import DeadlineError, OversizedError, Reply, TransportError, exchange
from tui.domain.events import ClockMeasured
from tui.domain.intent import Ticket
from tui.wire import market_responses
from tui.wire.document import DocumentError
from tui.wire.market_responses import Status
from tui.wire.refusals import ApiError, parse_refusal
from tui.wire.requests import Endpoint, query
from tui.wire.signing import Params, Signer

_T = TypeVar("_T")


class NoKeyError(RuntimeError):
    """A signed request was asked of a `Rest` that has no signer."""


class Rest(AccountQuestions):
    """The REST side of the exchange.

    `window_ms` is how long a signature stays valid (at most 60000), `deadline` the seconds one
    request may take as a whole. Reads raise `tui.client.errors.ReadFailed`.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        clock: Clock,
        exchange_clock: ExchangeClock,
        signer: Signer | None = None,
        window_ms: int = 5_000,
        deadline: float = 10.0,
    ) -> None:
        self._http = http
        self._clock = clock
        self._exchange_clock = exchange_clock
        self._signer = signer
        self._window_ms = window_ms
        self._deadline = deadline
        self._throttle = Throttle(clock)
        self.round_trip: float | None = None
        """Seconds the last answered question took."""

    @property
    def can_sign(self) -> bool:
        """Whether the account can be asked about and orders can be sent."""
        return self._signer is not None

    async def server_time(self) -> int:
        """The exchange's time, milliseconds since the epoch."""
        return await self._read(Endpoint.TIME, {}, market_responses.server_time)

    async def status(self) -> Status:
        """Whether the exchange says it works."""
        return await self._read(Endpoint.STATUS, {}, market_responses.status)

    async def measure_clock(self) -> ClockMeasured | None:
        """Measure the exchange's clock; None, with nothing changed, when answers contradict."""
        return await self._exchange_clock.measure(self.server_time)

    def prepare_order(self, ticket: Ticket, client_id: int) -> SignedRequest:
        """Build and sign an order without sending it; raises ValueError for a bad ticket."""
        return orders.prepare_order(self._stamp(), ticket, client_id)

    def prepare_batch(self, batch: Sequence[tuple[Ticket, int]]) -> SignedRequest:
        """Build and sign orders with their client ids as one request, without sending it.

        Raises ValueError for a bad ticket, and for none at all.
        """
        return orders.prepare_batch(self._stamp(), batch)

    def prepare_cancel(self, symbol: str, order_id: str) -> SignedRequest:
        """Build and sign a cancel without sending it."""
        return orders.prepare_cancel(self._stamp(), symbol, order_id)

    def prepare_cancel_all(self, symbol: str, *, include_conditional: bool) -> SignedRequest:
        """Build and sign the cancel of the orders of one market without sending it."""
        return orders.prepare_cancel_all(
            self._stamp(), symbol, include_conditional=include_conditional
        )

    def prepare_leverage(self, limit: Decimal) -> SignedRequest:
        """Build and sign a change of the leverage limit; raises ValueError for one below 1."""
        return orders.prepare_leverage(self._stamp(), limit)

    async def send_order(self, signed: SignedRequest) -> OrderAnswer:
        """Send a prepared order, once. Trouble is an answer too; nothing is raised for it.

        While too many requests were made it is not sent: a late order is another order.
        """
        return self._turned_away() or self._noted(
            await orders.send_order(self._http, signed, self._deadline)
        )

    async def send_batch(self, signed: SignedRequest) -> BatchAnswer:
        """Send a prepared batch, once, by the rules of `send_order`."""
        return self._turned_away() or self._noted(
            await orders.send_batch(self._http, signed, self._deadline)
        )

    async def cancel_order(self, symbol: str, order_id: str) -> CancelAnswer:
        """Cancel one order, once. Trouble is an answer too; nothing is raised for it."""
        signed = self.prepare_cancel(symbol, order_id)
        self._throttle.cancel()
        return self._noted(await orders.send_cancel(self._http, signed, self._deadline))

    async def cancel_all(self, symbol: str, *, include_conditional: bool) -> CancelAllAnswer:
        """Cancel the resting orders of one market, once, and on request those that wait."""
        signed = self.prepare_cancel_all(symbol, include_conditional=include_conditional)
        self._throttle.cancel()
        return self._noted(await orders.send_cancel_all(self._http, signed, self._deadline))

    async def change_leverage(self, limit: Decimal) -> SettingAnswer:
        """Set the account's leverage limit, once; raises ValueError for one below 1."""
        signed = self.prepare_leverage(limit)
        return self._turned_away() or self._noted(
            await orders.send_setting(self._http, signed, self._deadline)
        )

    def _stamp(self) -> orders.Stamp:
        return orders.Stamp(self._require_signer(), self._exchange_clock.now_ms(), self._window_ms)

    def _turned_away(self) -> NotSent | None:
        """Why nothing but a cancel is sent now; None takes the turn."""
        wait = self._throttle.order_wait()
        return NotSent(f"too many requests: try again in {wait:.0f} s") if wait else None

    def _noted(self, answer: _T) -> _T:
        if isinstance(answer, Declined) and answer.status == httpx.codes.TOO_MANY_REQUESTS:
            self._throttle.refused(None)
        return answer

    async def _read(self, endpoint: Endpoint, params: Params, parse: Callable[[bytes], _T]) -> _T:
        """Ask, and once more with a fresh measure and signature when the first had expired."""
        reply = await self._ask(endpoint, params)
        if endpoint.instruction is not None and _has_expired(reply):
            await self.measure_clock()
            reply = await self._ask(endpoint, params)
        if reply.status not in {httpx.codes.OK, httpx.codes.NO_CONTENT}:
            raise Refused(parse_refusal(reply.status, reply.content))
        try:
            return parse(reply.content)
        except DocumentError as error:
            raise Unreadable(f"the answer to {endpoint.path} is unreadable: {error}") from None

    def _now_ms(self) -> int:
        return self._exchange_clock.now_ms()

    async def _ask(self, endpoint: Endpoint, params: Params) -> Reply:
        """Ask in turn, and again after a pause when the exchange says that it is too much."""
        until = self._clock.monotonic() + PATIENCE
        while True:
            await self._turn(endpoint, until)
            reply = await self._ask_once(endpoint, params)
            if reply.status != httpx.codes.TOO_MANY_REQUESTS:
                self._throttle.answered()
                return reply
            self._throttle.refused(reply.retry_after)

    async def _turn(self, endpoint: Endpoint, until: float) -> None:
        while wait := self._throttle.read_wait(endpoint):
            if self._clock.monotonic() + wait > until:
                words = f"next question in {wait:.0f} s"
                raise Refused(ApiError(httpx.codes.TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", words))
            await self._clock.sleep(wait)

    async def _ask_once(self, endpoint: Endpoint, params: Params) -> Reply:
        text = query(params)
        request = self._http.build_request(
            endpoint.method,
            f"{endpoint.path}?{text}" if text else endpoint.path,
            headers=self._signature(endpoint, params),
        )
        asked = self._clock.monotonic()
        try:
            reply = await exchange(self._http, request, self._deadline)
        except TransportError as error:
            raise _read_failed(error) from None
        self.round_trip = self._clock.monotonic() - asked
        return reply

    def _signature(self, endpoint: Endpoint, params: Params) -> dict[str, str]:
        if endpoint.instruction is None:
            return {}
        return self._require_signer().headers(
            endpoint.instruction, params, self._exchange_clock.now_ms(), self._window_ms
        )

    def _require_signer(self) -> Signer:
        if self._signer is None:
            raise NoKeyError("this needs an API key")
        return self._signer


def _has_expired(reply: Reply) -> bool:
    return reply.status >= httpx.codes.BAD_REQUEST and (
        parse_refusal(reply.status, reply.content).expired
    )


def _read_failed(error: TransportError) -> ReadFailed:
    if isinstance(error, DeadlineError):
        return NoAnswer(error.reason)
    if isinstance(error, OversizedError):
        return Unreadable(error.reason)
    return NotConnected(error.reason)
