"""The keys that write into the exit form: price steps and portions of what is free.

These are the only ways the program changes what was typed, each on a key of its own, and each
writes a value that is on the market's grid.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from tui.domain.exits.plan import ExitView
from tui.domain.exits.ranges import price_range, quantity_range
from tui.domain.money import (
    WIDE,
    ZERO,
    AmountFault,
    ceil_to,
    floor_to,
    on_grid,
    parse_amount,
    plain,
)
from tui.domain.money import trimmed as short
from tui.domain.position import Direction

QUARTERS = (25, 50, 75, 100)
_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of the free quantity as an exact text, and how it came about."""

    text: str
    note: str


def stepped_price(text: str, steps: int, view: ExitView) -> str | None:
    """The price `steps` ticks from the typed one; from the mark when nothing is typed.

    None when the text is not a price, or when the step would leave the market's prices: a key never
    replaces something that has to be read first.
    """
    if view.position is None:
        return None
    allowed = price_range(view)
    if parse_amount(text) is AmountFault.EMPTY:
        if view.mark is None:
            return None
        is_long = view.position.direction is Direction.LONG
        first = allowed.low if is_long else allowed.high
        return None if first is None or first <= 0 else plain(first)
    return stepped(text, steps, view.market.price.tick, view.market.price.minimum)


def stepped_quantity(text: str, steps: int, view: ExitView) -> str | None:
    """The quantity `steps` steps from the typed one; from the smallest when nothing is typed."""
    rules = view.market.quantity
    if parse_amount(text) is AmountFault.EMPTY:
        return plain(quantity_range(view).low)
    return stepped(text, steps, rules.step, rules.minimum)


def portion(percent: int, view: ExitView) -> Portion | None:
    """`percent` of what is free, rounded down to the step; None when that is below the minimum."""
    step, base = view.market.quantity.step, view.market.base
    exact = _part(view.free, percent)
    floored = floor_to(exact, step)
    if floored <= 0 or floored < view.market.quantity.minimum:
        return None
    note = f"{percent}% of {short(view.free)} {base} free"
    if floored != exact:
        note += f" is {short(exact)}; rounded down to the step"
    return Portion(plain(floored), note)


def next_quarter(text: str, way: int, view: ExitView) -> int:
    """The quarter of what is free above (`way` 1) or below (-1) the typed quantity."""
    value = parse_amount(text)
    if isinstance(value, AmountFault) or not view.free:
        return QUARTERS[0] if way > 0 else QUARTERS[-1]
    step = view.market.quantity.step
    amounts = {each: floor_to(_part(view.free, each), step) for each in QUARTERS}
    if way > 0:
        return next((each for each in QUARTERS if amounts[each] > value), QUARTERS[-1])
    return next((each for each in reversed(QUARTERS) if amounts[each] < value), QUARTERS[0])


def _part(free: Decimal, percent: int) -> Decimal:
    with localcontext(prec=WIDE):
        return free * percent / _PERCENT


def stepped(text: str, steps: int, step: Decimal, minimum: Decimal) -> str | None:
    """The amount so many steps from the typed one; None when it is none, or would be too small."""
    value = parse_amount(text)
    if isinstance(value, AmountFault):
        return None
    start = value if on_grid(value, step) else _toward(value, step, steps)
    left = steps if start == value else steps - (1 if steps > 0 else -1)
    moved = ceil_to(start + left * step, step)
    return plain(moved) if moved >= max(minimum, ZERO) and moved > 0 else None


def _toward(value: Decimal, step: Decimal, steps: int) -> Decimal:
    return ceil_to(value, step) if steps > 0 else floor_to(value, step)
