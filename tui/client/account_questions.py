"""The questions about the account: signed, and asked by whoever keeps it or acts on it."""

from tui.client.errors import Refused
from tui.client.market_questions import MarketQuestions
from tui.domain.account import AccountSummary, Balance, FundingPayment, MarginSummary
from tui.domain.order import Fill, Order
from tui.domain.position import Position
from tui.wire import account_responses
from tui.wire.requests import Endpoint
from tui.wire.signing import Params


class AccountQuestions(MarketQuestions):
    """Asks about the account; each raises `tui.client.errors.ReadFailed` without an answer."""

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

    async def funding_paid(self, limit: int = 100, offset: int = 0) -> tuple[FundingPayment, ...]:
        """Funding of the account's positions, newest first; `limit` is at most 1000."""
        return await self._read(
            Endpoint.FUNDING_PAID,
            {"limit": limit, "offset": offset, "sortDirection": "Desc"},
            account_responses.funding_paid,
        )
