"""Every question to the exchange, and the way orders leave.

A question may be asked again; an order is sent once and is classified by `tui.client.orders`.
"""

from collections.abc import Callable
from typing import TypeVar

import httpx

from tui.client import orders
from tui.client.answers import CancelAnswer, Declined, NotSent, OrderAnswer, SignedRequest
from tui.client.clock import Clock
from tui.client.errors import NoAnswer, NotConnected, ReadFailed, Refused, Unreadable
from tui.client.exchange_clock import ExchangeClock
from tui.client.market_questions import MarketQuestions
from tui.client.throttle import PATIENCE, Throttle
from tui.client.transport import DeadlineError, OversizedError, Reply, TransportError, exchange
from tui.domain.account import AccountSummary, Balance, MarginSummary
from tui.domain.events import ClockMeasured
from tui.domain.intent import Ticket
from tui.domain.order import Fill, Order
from tui.domain.position import Position
from tui.wire import account_responses, market_responses
from tui.wire.document import DocumentError
from tui.wire.market_responses import Status
from tui.wire.refusals import ApiError, parse_refusal
from tui.wire.requests import Endpoint, query
from tui.wire.signing import Params, Signer

_T = TypeVar("_T")


class NoKeyError(RuntimeError):
    """A signed request was asked of a `Rest` that has no signer."""


class Rest(MarketQuestions):
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

    async def account(self) -> AccountSummary:
        """Fees and leverage limit."""
        return await self._read(Endpoint.ACCOUNT, {}, account_responses.account)

    async def margin(self) -> MarginSummary:
        """Equity and margin."""
        return await self._read(Endpoint.COLLATERAL, {}, account_responses.margin)

    async def balances(self) -> tuple[Balance, ...]:
        """What is held of each asset."""
        return await self._read(Endpoint.BALANCES, {}, account_responses.balances)

    async def positions(self, symbol: str | None = None) -> tuple[Position, ...]:
        """Open positions; asked with a symbol, the exchange computes the liquidation price."""
        return (await self.positions_document(symbol))[0]

    async def positions_document(
        self, symbol: str | None = None
    ) -> tuple[tuple[Position, ...], list[dict[str, object]]]:
        """The same, with the rows as the exchange wrote them.

        Its JSON "not found" means that nothing is held; any other 404 is a failure.
        """
        try:
            return await self._read(
                Endpoint.POSITIONS, {"symbol": symbol}, account_responses.positions_document
            )
        except Refused as refused:
            if refused.error.not_found:
                return (), []
            raise

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        """Resting orders and those that wait for a trigger."""
        return await self._read(Endpoint.OPEN_ORDERS, {"symbol": symbol}, account_responses.orders)

    async def order(
        self, symbol: str, *, order_id: str | None = None, client_id: int | None = None
    ) -> Order | None:
        """One open order by either id; None only when the exchange itself says it is not open.

        Raises ValueError unless exactly one id is given: the exchange refuses both together.
        """
        if (order_id is None) == (client_id is None):
            raise ValueError("give order_id or client_id, and not both")
        params: Params = {"symbol": symbol, "orderId": order_id, "clientId": client_id}
        try:
            return await self._read(Endpoint.ORDER, params, account_responses.order)
        except Refused as refused:
            if refused.error.not_found:
                return None
            raise

    async def order_history(
        self, symbol: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[Order, ...]:
        """Past and present orders, newest first; `limit` is at most 1000."""
        return await self._read(
            Endpoint.ORDER_HISTORY,
            {"symbol": symbol, "limit": limit, "offset": offset, "sortDirection": "Desc"},
            account_responses.orders,
        )

    async def fills(
        self,
        symbol: str | None = None,
        from_ms: int | None = None,
        limit: int = 100,
        offset: int = 0,
        order_id: str | None = None,
    ) -> tuple[Fill, ...]:
        """Executions, newest first, from `from_ms` (inclusive) on; `limit` is at most 1000."""
        return await self._read(
            Endpoint.FILLS,
            {
                "symbol": symbol,
                "from": from_ms,
                "limit": limit,
                "offset": offset,
                "orderId": order_id,
                "sortDirection": "Desc",
            },
            account_responses.fills,
        )

    def prepare_order(self, ticket: Ticket, client_id: int) -> SignedRequest:
        """Build and sign an order without sending it; raises ValueError for a bad ticket."""
        return orders.prepare_order(
            self._require_signer(),
            ticket,
            client_id,
            timestamp_ms=self._exchange_clock.now_ms(),
            window_ms=self._window_ms,
        )

    async def send_order(self, signed: SignedRequest) -> OrderAnswer:
        """Send a prepared order, once. Trouble is an answer too; nothing is raised for it.

        While too many requests were made it is not sent: a late order is another order.
        """
        wait = self._throttle.order_wait()
        if wait:
            return NotSent(f"too many requests: try again in {wait:.0f} s")
        answer = await orders.send_order(self._http, signed, self._deadline)
        self._note(answer)
        return answer

    async def cancel_order(self, symbol: str, order_id: str) -> CancelAnswer:
        """Cancel one order, once. Trouble is an answer too; nothing is raised for it."""
        signed = orders.prepare_cancel(
            self._require_signer(),
            symbol,
            order_id,
            timestamp_ms=self._exchange_clock.now_ms(),
            window_ms=self._window_ms,
        )
        self._throttle.cancel()
        answer = await orders.send_cancel(self._http, signed, self._deadline)
        self._note(answer)
        return answer

    def _note(self, answer: object) -> None:
        if isinstance(answer, Declined) and answer.status == httpx.codes.TOO_MANY_REQUESTS:
            self._throttle.refused(None)

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
