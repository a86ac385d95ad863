"""Every request the program can make, as one table, and the text of its query or body.

An endpoint that is signed has its instruction word here, so no call can be signed with a wrong or
an empty one. Source: OpenAPI of August 2026.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from urllib.parse import urlencode

from tui.domain.intent import Ticket, TimeInForce
from tui.domain.money import plain
from tui.domain.order import OrderType
from tui.wire.signing import Params, Scalar, pairs

MAX_CLIENT_ID = 2**32 - 1


class Endpoint(Enum):
    """Method, path and instruction word; None is a public endpoint."""

    MARKETS = ("GET", "/api/v1/markets", None)
    DEPTH = ("GET", "/api/v1/depth", None)
    MARK_PRICES = ("GET", "/api/v1/markPrices", None)
    TICKER = ("GET", "/api/v1/ticker", None)
    TICKERS = ("GET", "/api/v1/tickers", None)
    OPEN_INTEREST = ("GET", "/api/v1/openInterest", None)
    FUNDING_RATES = ("GET", "/api/v1/fundingRates", None)
    TRADES = ("GET", "/api/v1/trades", None)
    KLINES = ("GET", "/api/v1/klines", None)
    TIME = ("GET", "/api/v1/time", None)
    STATUS = ("GET", "/api/v1/status", None)
    ACCOUNT = ("GET", "/api/v1/account", "accountQuery")
    COLLATERAL = ("GET", "/api/v1/capital/collateral", "collateralQuery")
    BALANCES = ("GET", "/api/v1/capital", "balanceQuery")
    POSITIONS = ("GET", "/api/v1/position", "positionQuery")
    ORDER = ("GET", "/api/v1/order", "orderQuery")
    OPEN_ORDERS = ("GET", "/api/v1/orders", "orderQueryAll")
    ORDER_HISTORY = ("GET", "/wapi/v1/history/orders", "orderHistoryQueryAll")
    FILLS = ("GET", "/wapi/v1/history/fills", "fillHistoryQueryAll")
    PLACE_ORDER = ("POST", "/api/v1/order", "orderExecute")
    PLACE_ORDERS = ("POST", "/api/v1/orders", "orderExecute")
    CANCEL_ORDER = ("DELETE", "/api/v1/order", "orderCancel")
    CANCEL_ALL = ("DELETE", "/api/v1/orders", "orderCancelAll")
    CHANGE_ACCOUNT = ("PATCH", "/api/v1/account", "accountUpdate")
    FUNDING_PAID = ("GET", "/wapi/v1/history/funding", "fundingHistoryQueryAll")

    def __init__(self, method: str, path: str, instruction: str | None) -> None:
        self.method = method
        self.path = path
        self.instruction = instruction


def query(params: Params) -> str:
    """The query string, percent-encoded for the wire; what is signed is the raw text."""
    return urlencode(pairs(params))


def body(params: Params) -> bytes:
    """The JSON body: compact, keys sorted, absent values left out."""
    return _compact(_present(params))


def batch_body(orders: Sequence[Params]) -> bytes:
    """The JSON body of several orders at once: a list of what `body` writes."""
    return _compact([_present(order) for order in orders])


def _present(params: Params) -> dict[str, object]:
    return {key: value for key, value in params.items() if value is not None}


def _compact(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":"), sort_keys=True).encode()


def order_params(ticket: Ticket, client_id: int) -> dict[str, Scalar]:
    """The fields of a limit order; what is false is left out.

    Raises ValueError when the ticket is anything else, or cannot be sent as it stands.
    """
    if ticket.order_type is not OrderType.LIMIT:
        raise ValueError(f"a ticket must be a limit order, not {ticket.order_type.value!r}")
    if ticket.post_only and ticket.time_in_force is not TimeInForce.GTC:
        raise ValueError("time in force of a post-only order must be GTC")
    if not 1 <= client_id <= MAX_CLIENT_ID:
        raise ValueError(f"a client id is 1 to {MAX_CLIENT_ID}, not {client_id}")
    for name, value in (("price", ticket.price), ("quantity", ticket.quantity)):
        if not value.is_finite() or value <= 0:
            raise ValueError(f"{name} must be above zero, not {value}")
    fields: dict[str, Scalar] = {
        "clientId": client_id,
        "orderType": "Limit",
        "price": plain(ticket.price),
        "quantity": plain(ticket.quantity),
        "side": ticket.side.value,
        "symbol": ticket.symbol,
        "timeInForce": TimeInForce(ticket.time_in_force).value,
    }
    if ticket.reduce_only:
        fields["reduceOnly"] = True
    if ticket.post_only:
        fields["postOnly"] = True
    return fields


def cancel_params(symbol: str, order_id: str) -> dict[str, Scalar]:
    """The fields of a cancel; the exchange refuses both ids together, so the order id it is."""
    return {"orderId": order_id, "symbol": symbol}


def cancel_all_params(symbol: str, *, include_conditional: bool) -> dict[str, Scalar]:
    """The fields of cancelling all of one market; without a type it takes both kinds."""
    kind = None if include_conditional else "RestingLimitOrder"
    return {"orderType": kind, "symbol": symbol}


def leverage_params(limit: Decimal) -> dict[str, Scalar]:
    """The fields of the one setting that this program changes; raises ValueError below 1."""
    if not limit.is_finite() or limit < 1:
        raise ValueError(f"a leverage limit is at least 1, not {limit}")
    return {"leverageLimit": plain(limit)}


def subscribe(names: list[str], signature: list[str] | None) -> str:
    """A SUBSCRIBE message; private streams need a `signature` of `Signer.subscription`."""
    message: dict[str, object] = {"method": "SUBSCRIBE", "params": names}
    if signature is not None:
        message["signature"] = signature
    return json.dumps(message, separators=(",", ":"))


def unsubscribe(names: list[str]) -> str:
    """An UNSUBSCRIBE message; it needs no signature."""
    return json.dumps({"method": "UNSUBSCRIBE", "params": names}, separators=(",", ":"))
