"""Which endpoint answers which request, and with which word it must be signed."""

from collections.abc import Callable
from dataclasses import dataclass

from tui.sandbox import account_routes, history_routes, public_routes
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
    "collateral": public_routes.collateral,
    "depth": public_routes.depth,
    "fundingRates": public_routes.funding_rates,
    "klines": public_routes.klines,
    "market": public_routes.market,
    "markets": public_routes.markets,
    "markPrices": public_routes.mark_prices,
    "openInterest": public_routes.open_interest,
    "ping": public_routes.ping,
    "securities": public_routes.securities,
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
    ("GET", "account/limits/order"): Route("maxOrderQuantity", account_routes.limit_order),
    ("GET", "capital"): Route("balanceQuery", account_routes.capital),
    ("GET", "capital/collateral"): Route("collateralQuery", account_routes.capital_collateral),
    ("GET", "position"): Route("positionQuery", account_routes.position),
    ("POST", "order"): Route("orderExecute", account_routes.place_order),
    ("GET", "order"): Route("orderQuery", account_routes.get_order),
    ("DELETE", "order"): Route("orderCancel", account_routes.cancel_order),
    ("POST", "orders"): Route("orderExecute", account_routes.place_orders),
    ("GET", "orders"): Route("orderQueryAll", account_routes.get_orders),
    ("DELETE", "orders"): Route("orderCancelAll", account_routes.cancel_orders),
}

_HISTORY: dict[str, Route] = {
    "fills": Route("fillHistoryQueryAll", history_routes.fills),
    "funding": Route("fundingHistoryQueryAll", history_routes.funding),
    "orders": Route("orderHistoryQueryAll", history_routes.orders),
    "position": Route("positionHistoryQueryAll", history_routes.positions),
    "settlement": Route("settlementHistoryQueryAll", history_routes.settlement),
}

ROUTES: dict[tuple[str, str], Route] = {
    **{("GET", f"/api/v1/{name}"): Route(None, handler) for name, handler in _PUBLIC.items()},
    **{(method, f"/api/v1/{name}"): route for (method, name), route in _SIGNED.items()},
    **{("GET", f"/wapi/v1/history/{name}"): route for name, route in _HISTORY.items()},
}
