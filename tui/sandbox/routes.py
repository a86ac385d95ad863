"""Which endpoint answers which request, and with which word it must be signed."""

from collections.abc import Callable
from dataclasses import dataclass

from tui.sandbox import (
    account_routes,
    history_routes,
    limit_routes,
    public_routes,
    strategy_routes,
)
from tui.sandbox.api import Request, Response
from tui.sandbox.core import Core

Handler = Callable[[Core, Request], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint; `instruction` None means that it is public."""

    instruction: str | None
    handler: Handler


_PUBLIC: dict[str, Handler] = {
    "assets": public_routes.assets,
    "borrowLend/markets": public_routes.not_offered,
    "borrowLend/markets/history": public_routes.not_offered,
    "collateral": public_routes.collateral,
    "depth": public_routes.depth,
    "fundingRates": public_routes.funding_rates,
    "klines": public_routes.klines,
    "market": public_routes.market,
    "markets": public_routes.markets,
    "markPrices": public_routes.mark_prices,
    "openInterest": public_routes.open_interest,
    "ping": public_routes.ping,
    "prediction": public_routes.not_offered,
    "securities": public_routes.not_offered,
    "status": public_routes.status,
    "ticker": public_routes.ticker,
    "tickers": public_routes.tickers,
    "time": public_routes.time,
    "trades": public_routes.trades,
    "trades/history": public_routes.trades_history,
}

_SIGNED: dict[tuple[str, str], Route] = {
    ("GET", "account"): Route("accountQuery", account_routes.account),
    ("PATCH", "account"): Route("accountUpdate", account_routes.update_account),
    ("GET", "account/limits/borrow"): Route("maxBorrowQuantity", limit_routes.borrow),
    ("GET", "account/limits/order"): Route("maxOrderQuantity", limit_routes.order),
    ("GET", "account/limits/withdrawal"): Route("maxWithdrawalQuantity", limit_routes.withdrawal),
    ("GET", "borrowLend/positions"): Route("borrowLendPositionQuery", account_routes.lends),
    ("GET", "capital"): Route("balanceQuery", account_routes.capital),
    ("GET", "capital/collateral"): Route("collateralQuery", account_routes.capital_collateral),
    ("GET", "position"): Route("positionQuery", account_routes.position),
    ("POST", "order"): Route("orderExecute", account_routes.place_order),
    ("GET", "order"): Route("orderQuery", account_routes.get_order),
    ("DELETE", "order"): Route("orderCancel", account_routes.cancel_order),
    ("POST", "orders"): Route("orderExecute", account_routes.place_orders),
    ("GET", "orders"): Route("orderQueryAll", account_routes.get_orders),
    ("DELETE", "orders"): Route("orderCancelAll", account_routes.cancel_orders),
    ("POST", "strategy"): Route("strategyCreate", strategy_routes.create),
    ("GET", "strategy"): Route("strategyQuery", strategy_routes.get_one),
    ("DELETE", "strategy"): Route("strategyCancel", strategy_routes.cancel_one),
    ("GET", "strategies"): Route("strategyQueryAll", strategy_routes.get_all),
    ("DELETE", "strategies"): Route("strategyCancelAll", strategy_routes.cancel_all),
}

_HISTORY: dict[str, Route] = {
    "borrowLend": Route("borrowHistoryQueryAll", history_routes.nothing),
    "borrowLend/positions": Route("borrowPositionHistoryQueryAll", history_routes.nothing),
    "dust": Route("dustHistoryQueryAll", history_routes.nothing),
    "fills": Route("fillHistoryQueryAll", history_routes.fills),
    "funding": Route("fundingHistoryQueryAll", history_routes.funding),
    "interest": Route("interestHistoryQueryAll", history_routes.nothing),
    "orders": Route("orderHistoryQueryAll", history_routes.orders),
    "position": Route("positionHistoryQueryAll", history_routes.positions),
    "settlement": Route("settlementHistoryQueryAll", history_routes.settlement),
    "strategies": Route("strategyHistoryQueryAll", history_routes.strategies),
}

_CAPITAL: dict[str, Route] = {
    "deposits": Route("depositQueryAll", history_routes.nothing),
    "withdrawals": Route("withdrawalQueryAll", history_routes.nothing),
}

ROUTES: dict[tuple[str, str], Route] = {
    **{("GET", f"/api/v1/{name}"): Route(None, handler) for name, handler in _PUBLIC.items()},
    **{(method, f"/api/v1/{name}"): route for (method, name), route in _SIGNED.items()},
    **{("GET", f"/wapi/v1/history/{name}"): route for name, route in _HISTORY.items()},
    **{("GET", f"/wapi/v1/capital/{name}"): route for name, route in _CAPITAL.items()},
}
