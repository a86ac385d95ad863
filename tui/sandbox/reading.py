"""Reads parameters and bodies into values, or refuses them in the words of the exchange's parser.

Bad query values and bodies are answered in plain text. Unknown keys are ignored, as there.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from tui.domain.position import Side
from tui.sandbox import errors
from tui.sandbox.api import Request
from tui.sandbox.orders import ExitLeg, Slippage, Terms, Trigger, TriggerBy

_DECIMAL = re.compile(r"\d{1,18}(\.\d{1,18})?", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,8})?%", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)
_MAX_UINT32 = 2**32 - 1
_MAX_UINT64 = 2**64 - 1
_MARKET_KINDS = ("SPOT", "PERP", "IPERP", "DATED", "PREDICTION", "RFQ")
_ENUM = "Expect a valid enumeration value."


class Query:
    """The query of one request."""

    def __init__(self, request: Request) -> None:
        self._values: dict[str, list[str]] = {}
        for key, value in request.params:
            self._values.setdefault(key, []).append(value)

    def text(self, name: str) -> str | None:
        """The first value, or None."""
        values = self._values.get(name)
        return values[0] if values else None

    def texts(self, name: str) -> list[str]:
        """All values of a repeated parameter."""
        return self._values.get(name, [])

    def kinds(self) -> list[str]:
        """The market types asked for; none means all."""
        kinds = self.texts("marketType")
        for kind in kinds:
            if kind not in _MARKET_KINDS:
                raise errors.bad_parameter("marketType", "MarketType", _ENUM)
        return kinds

    def wants_perps(self) -> bool:
        """Whether perpetuals are among the market types asked for."""
        kinds = self.kinds()
        return not kinds or "PERP" in kinds

    def required(self, name: str) -> str:
        """The value, or a refusal."""
        value = self.text(name)
        if value is None:
            raise errors.bad_parameter(name, "string", "Type mismatch, expected a value.")
        return value

    def integer(self, name: str, kind: str = "integer(int64)") -> int | None:
        """A whole number."""
        value = self.text(name)
        if value is None:
            return None
        if not _INTEGER.fullmatch(value):
            raise errors.bad_parameter(name, kind, "invalid digit found in string")
        return int(value)

    def choice(self, name: str, kind: str, allowed: tuple[str, ...], default: str) -> str:
        """One of a few words."""
        value = self.text(name)
        if value is None:
            return default
        if value not in allowed:
            raise errors.bad_parameter(name, kind, _ENUM)
        return value

    def decimal(self, name: str) -> Decimal | None:
        """A plain positive decimal."""
        value = self.text(name)
        if value is None:
            return None
        if not _DECIMAL.fullmatch(value):
            raise errors.bad_parameter(name, "string(decimal)", "Invalid decimal")
        return Decimal(value)

    def flag(self, name: str) -> bool:
        """`true` or `false`; absent is false."""
        return self.choice(name, "boolean", ("true", "false"), "false") == "true"


class Body:
    """A JSON object and the name of the type it is read as."""

    def __init__(self, value: object, kind: str) -> None:
        self.kind = kind
        if not isinstance(value, Mapping):
            raise errors.bad_body(kind, f'failed to parse "{kind}": Expected input type "object".')
        self._value: Mapping[str, object] = value

    def _wrong(self, kind: str, reason: str) -> errors.Refusal:
        return errors.bad_body(self.kind, f'failed to parse "{kind}": {reason}')

    def get(self, name: str) -> object | None:
        """The raw value."""
        return self._value.get(name)

    def text(self, name: str) -> str | None:
        """A string, or None."""
        value = self._value.get(name)
        if value is not None and not isinstance(value, str):
            raise self._wrong("string", 'Expected input type "string".')
        return value

    def with_value(self, name: str, value: object) -> Mapping[str, object]:
        """The object with one key set."""
        return {**self._value, name: value}

    def required(self, name: str) -> str:
        """A string, or a refusal."""
        value = self.text(name)
        if value is None:
            raise self._wrong(name, "missing field")
        return value

    def choice(self, name: str, kind: str, allowed: tuple[str, ...]) -> str | None:
        """One of a few words, or None."""
        value = self.text(name)
        if value is not None and value not in allowed:
            raise self._wrong(kind, _ENUM)
        return value

    def decimal(self, name: str) -> Decimal | None:
        """A plain decimal written as a string or as a number; None when absent."""
        value = self._value.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self._wrong("string(decimal)", "Invalid decimal")
        plain = value if isinstance(value, str) else format(Decimal(value), "f")
        if not _DECIMAL.fullmatch(plain):
            raise self._wrong("string(decimal)", "Invalid decimal")
        return Decimal(plain)

    def flag(self, name: str) -> bool | None:
        """A JSON boolean, or None."""
        value = self._value.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._wrong("boolean", 'Expected input type "boolean".')
        return value

    def uint32(self, name: str) -> int | None:
        """A whole number up to 4294967295, or None."""
        return self._whole(name, "integer(uint32)", _MAX_UINT32)

    def uint64(self, name: str) -> int | None:
        """A whole number up to 18446744073709551615, or None."""
        return self._whole(name, "integer(uint64)", _MAX_UINT64)

    def _whole(self, name: str, kind: str, most: int) -> int | None:
        value = self._value.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise self._wrong(kind, f"Only integers from 0 to {most} are accepted.")
        return value

    def order_id(self) -> tuple[int | None, int | None]:
        """Order id or client id, exactly one of them."""
        order_id, client_id = self._value.get("orderId"), self.uint32("clientId")
        if (order_id is None) == (client_id is None):
            raise errors.client("Must specify either `orderId` or `clientId`")
        if order_id is None:
            return None, client_id
        if isinstance(order_id, bool) or not _INTEGER.fullmatch(str(order_id)):
            raise self._wrong("string", "invalid order id")
        return int(str(order_id)), None


_TRIGGER_BY = tuple(by.value for by in TriggerBy)


def read_order(value: object, type_name: str = "OrderExecutePayload") -> Terms:
    """Read the body of one new order, or the part of a strategy that its orders share."""
    body = Body(value, type_name)
    side = body.choice("side", "Side", ("Bid", "Ask"))
    kind = body.choice("orderType", "OrderType", ("Limit", "Market"))
    symbol = body.required("symbol")
    if side is None or kind is None:
        missing = "side" if side is None else "orderType"
        raise errors.bad_body(body.kind, f'failed to parse "{missing}": missing field')
    return Terms(
        symbol=symbol,
        side=Side(side),
        is_market=kind == "Market",
        price=body.decimal("price"),
        quantity=body.decimal("quantity"),
        quote_quantity=body.decimal("quoteQuantity"),
        time_in_force=body.choice("timeInForce", "TimeInForce", ("GTC", "IOC", "FOK")) or "GTC",
        post_only=body.flag("postOnly") is True,
        reduce_only=body.flag("reduceOnly"),
        client_id=body.uint32("clientId"),
        self_trade=body.choice(
            "selfTradePrevention",
            "SelfTradePrevention",
            ("RejectTaker", "RejectMaker", "RejectBoth"),
        )
        or "RejectTaker",
        trigger=_read_trigger(body),
        take_profit=_read_leg(body, "takeProfit"),
        stop_loss=_read_leg(body, "stopLoss"),
        slippage=_read_slippage(body),
    )


def _read_by(body: Body, name: str) -> TriggerBy | None:
    value = body.choice(name, "TriggerBy", _TRIGGER_BY)
    return None if value is None else TriggerBy(value)


def _read_trigger(body: Body) -> Trigger | None:
    price, raw = body.decimal("triggerPrice"), body.get("triggerQuantity")
    if (price is None) != (raw is None):
        raise errors.client("Must specify both `triggerPrice` and `triggerQuantity` or neither")
    if price is None:
        return None
    if isinstance(raw, str) and _PERCENT.fullmatch(raw):
        quantity = raw
    else:
        quantity = format(body.decimal("triggerQuantity") or Decimal(0), "f")
    return Trigger(price, _read_by(body, "triggerBy") or TriggerBy.LAST, quantity)


def _read_leg(body: Body, name: str) -> ExitLeg | None:
    price = body.decimal(f"{name}TriggerPrice")
    if price is None:
        return None
    by = _read_by(body, f"{name}TriggerBy")
    return ExitLeg(price, by, body.decimal(f"{name}LimitPrice"))


def _read_slippage(body: Body) -> Slippage | None:
    tolerance = body.decimal("slippageTolerance")
    kind = body.choice("slippageToleranceType", "SlippageToleranceType", ("TickSize", "Percent"))
    if (tolerance is None) != (kind is None):
        raise errors.client(
            "Must specify both `slippageTolerance` and `slippageToleranceType` or neither"
        )
    return None if tolerance is None else Slippage(tolerance, in_ticks=kind == "TickSize")
