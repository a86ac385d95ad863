"""How much of a position already has an exit waiting for it on the exchange."""

from collections.abc import Iterable
from decimal import Decimal

from tui.domain.money import ZERO, Quantity, Rate, parse_wire_decimal
from tui.domain.order import Order
from tui.domain.position import Position

_PERCENT = Decimal(100)


def covering_orders(position: Position, orders: Iterable[Order]) -> tuple[Order, ...]:
    """Open reduce-only orders that would close `position`, resting and conditional alike."""
    return tuple(
        order
        for order in orders
        if order.symbol == position.symbol
        and order.reduce_only
        and order.side is position.direction.closing_side
        and not order.status.is_final
    )


def claim(position: Position, order: Order) -> Quantity:
    """What `order` would take off `position`, in base units.

    A conditional order names an amount or a percentage of the position (`80%`). An unreadable
    text claims nothing: it protects nobody.
    """
    if order.quantity:
        return order.remaining
    text = order.trigger_quantity or ""
    amount = parse_wire_decimal(text.removesuffix("%"))
    if amount is None or amount <= 0:
        return Quantity(ZERO)
    return Quantity(position.quantity * amount / _PERCENT if text.endswith("%") else amount)


def covered(position: Position, orders: Iterable[Order]) -> Quantity:
    """How much of `position` its covering orders would close: at most all of it."""
    claims = (claim(position, order) for order in covering_orders(position, orders))
    return Quantity(min(sum(claims, start=ZERO), position.quantity))


def covered_share(position: Position, orders: Iterable[Order]) -> Rate:
    """The covered part of `position`, 0 to 1."""
    return Rate(covered(position, orders) / position.quantity)
