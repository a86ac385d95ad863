"""Every request the program can make, as one table, and the text of its query or body.

An endpoint that is signed has its instruction word here, so no call can be signed with a wrong or
an empty one. Source: OpenAPI of August 2026.
"""

import json
from enum import Enum
from urllib.parse import urlencode

from tui.domain.intent import Ticket
from tui.domain.money import plain
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
    CANCEL_ORDER = ("DELETE", "/api/v1/order", "orderCancel")

    def __init__(self, method: str, path: str, instruction: str | None) -> None:
        self.method = method
        self.path = path
        self.instruction = instruction


def query(params: Params) -> str:
    """The query string, percent-encoded for the wire; what is signed is the raw text."""
    return urlencode(pairs(params))


def body(params: Params) -> bytes:
    """The JSON body: compact, keys sorted, absent values left out."""
    present = {key: value for key, value in params.items() if value is not None}
    return json.dumps(present, separators=(",", ":"), sort_keys=True).encode()


def order_params(ticket: Ticket, client_id: int) -> dict[str, Scalar]:
    """The fields of a reduce-only limit order that rests until cancelled.

    Raises ValueError when the ticket is anything else, or a number cannot be sent as it stands.
    """
    if ticket.reduce_only is not True:
        raise ValueError("a ticket must be reduce-only")
    if ticket.time_in_force != "GTC":
        raise ValueError(f"time in force must be GTC, not {ticket.time_in_force!r}")
    if not 1 <= client_id <= MAX_CLIENT_ID:
        raise ValueError(f"a client id is 1 to {MAX_CLIENT_ID}, not {client_id}")
    for name, value in (("price", ticket.price), ("quantity", ticket.quantity)):
        if not value.is_finite() or value <= 0:
            raise ValueError(f"{name} must be above zero, not {value}")
    return {
        "clientId": client_id,
        "orderType": "Limit",
        "price": plain(ticket.price),
        "quantity": plain(ticket.quantity),
        "reduceOnly": True,
        "side": ticket.side.value,
        "symbol": ticket.symbol,
        "timeInForce": "GTC",
    }


def cancel_params(symbol: str, order_id: str) -> dict[str, Scalar]:
    """The fields of a cancel; the exchange refuses both ids together, so the order id it is."""
    return {"orderId": order_id, "symbol": symbol}


def subscribe(names: list[str], signature: list[str] | None) -> str:
    """A SUBSCRIBE message; private streams need a `signature` of `Signer.subscription`."""
    message: dict[str, object] = {"method": "SUBSCRIBE", "params": names}
    if signature is not None:
        message["signature"] = signature
    return json.dumps(message, separators=(",", ":"))


def unsubscribe(names: list[str]) -> str:
    """An UNSUBSCRIBE message; it needs no signature."""
    return json.dumps({"method": "UNSUBSCRIBE", "params": names}, separators=(",", ":"))
