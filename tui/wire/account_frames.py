"""The data of the private streams. Field letters: the exchange's stream pages, seen on the wire."""

from decimal import Decimal

import msgspec

from tui.domain.events import OrderChanged, PositionChanged, PositionClosed
from tui.domain.money import Price, Quantity, Rate, Usd
from tui.domain.order import Fill, Order, OrderStatus
from tui.domain.position import Position
from tui.domain.text import clean
from tui.wire.numbers import (
    decimal,
    moment,
    name,
    optional_price,
    price,
    quantity,
    side,
    usd,
    whole,
)
from tui.wire.words import direction, liquidation, order_status, order_type


class _Order(msgspec.Struct):
    e: str
    T: int | str
    s: str
    i: str | int
    S: str
    o: str
    X: str
    z: str
    Z: str
    r: bool = False
    f: str = "GTC"
    y: bool | None = None
    c: int | str | None = None
    p: str | None = None
    q: str | None = None
    P: str | None = None
    B: str | None = None
    Y: str | None = None
    R: str | None = None
    t: int | str | None = None
    filled: str | None = msgspec.field(default=None, name="l")
    L: str | None = None
    m: bool | None = None
    n: str | None = None
    N: str | None = None


class _Position(msgspec.Struct):
    T: int | str
    s: str
    i: int | str
    q: str
    B: str
    M: str
    P: str
    p: str
    f: str
    m: str
    e: str | None = None
    b: str | None = None
    liquidation: str | None = msgspec.field(default=None, name="l")


_order = msgspec.json.Decoder(_Order)
_position = msgspec.json.Decoder(_Position)


def order_update(_rest: str, raw: msgspec.Raw) -> OrderChanged:
    """`account.orderUpdate[.<symbol>]`; `z` is cumulative, `l` the size of this fill."""
    data = _order.decode(raw)
    status = order_status(data.X)
    waiting = status is OrderStatus.TRIGGER_PENDING
    size = None if data.q is None or waiting else quantity(data.q, "q")
    order = Order(
        order_id=name(str(data.i), "i"),
        client_id=None if data.c is None else whole(data.c, "c"),
        symbol=name(data.s, "s"),
        side=side(data.S, "S"),
        order_type=order_type(data.o),
        status=status,
        price=optional_price(data.p, "p"),
        quantity=size,
        executed=quantity(data.z, "z"),
        executed_quote=usd(data.Z, "Z"),
        reduce_only=data.r,
        post_only=bool(data.y),
        time_in_force=clean(data.f),
        trigger_price=optional_price(data.P, "P"),
        trigger_by=None if data.B is None else clean(data.B),
        trigger_quantity=None if data.Y is None else clean(data.Y),
        engine_us=moment(data.T, "T"),
        expiry_reason=None if data.R is None else clean(data.R),
    )
    return OrderChanged(order, clean(data.e), _fill(data, order))


def _fill(data: _Order, order: Order) -> Fill | None:
    if data.e != "orderFill":
        return None
    if data.filled is None or data.L is None:
        raise ValueError("a fill has no size or price")
    return Fill(
        trade_id=None if data.t is None else whole(data.t, "t"),
        order_id=order.order_id,
        client_id=order.client_id,
        symbol=order.symbol,
        side=order.side,
        price=price(data.L, "L"),
        quantity=quantity(data.filled, "l"),
        fee=Usd(Decimal(0)) if data.n is None else usd(data.n, "n"),
        fee_asset="" if data.N is None else clean(data.N),
        is_maker=bool(data.m),
        time_ms=order.engine_us // 1_000,
    )


def position_update(_rest: str, raw: msgspec.Raw) -> PositionChanged | PositionClosed:
    """`account.positionUpdate[.<symbol>]`: `q` is size and sign, `B` entry, `b` break-even.

    Without `e` it is the state at the time of the subscription. Size 0 is a closed position
    whatever the event is called.
    """
    data = _position.decode(raw)
    symbol, engine_us = name(data.s, "s"), moment(data.T, "T")
    net = decimal(data.q, "q")
    if data.e == "positionClosed" or not net:
        return PositionClosed(symbol, engine_us)
    liquidates_at = None if data.liquidation is None else decimal(data.liquidation, "l")
    position = Position(
        symbol=symbol,
        position_id=name(str(data.i), "i"),
        direction=direction(net),
        quantity=Quantity(abs(net)),
        entry=Price(quantity(data.B, "B")),
        break_even=None if data.b is None else Price(decimal(data.b, "b")),
        mark=Price(quantity(data.M, "M")),
        liquidation=liquidation(liquidates_at),
        unrealized=usd(data.P, "P"),
        realized=usd(data.p, "p"),
        initial_margin=Rate(decimal(data.f, "f")),
        maintenance_margin=Rate(decimal(data.m, "m")),
    )
    return PositionChanged(position, engine_us)
