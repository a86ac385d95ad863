"""What the ladder shows of a book: which prices, how much stands at each, and where one looks.

A following ladder lists the levels around the spread. A static one lists every price of a fixed
stretch, so that the market moves and the prices stay. Both can sum up levels of several ticks. The
cursor stands on a price, not on a line, and on none until it was moved: a parked cursor is nobody's
choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from enum import StrEnum

from tui.domain.book import BookTop, Level
from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.domain.quotes import DEPTH_WINDOWS

MULTIPLES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
"""Ticks that a rung may sum up."""

DEEPEST = 1_000
"""Levels of a side that can be looked at."""

_DIGITS = 120
"""Precision at which any price of the wire divides by any step."""


@dataclass(frozen=True, slots=True)
class LadderLook:
    """How the ladder is looked at."""

    multiple: int = 1
    """Ticks of a rung."""
    is_static: bool = False
    centre: Decimal | None = None
    """The price in the middle of a static ladder; None until it was drawn."""
    cursor: Decimal | None = None
    """The price chosen with the cursor; None while it was not moved."""
    window: str = ""
    """The time over which changes come summed up; empty where they come as they happen."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One price of the ladder; `side` is None where nothing stands."""

    price: Decimal
    quantity: Decimal
    total: Decimal
    """Quantity from the best price of the side up to here."""
    side: Side | None


class Turn(StrEnum):
    """What a key does to the ladder."""

    UP = "up"
    DOWN = "down"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    COARSER = "coarser"
    FINER = "finer"
    STATIC = "static"
    RECENTRE = "recentre"
    PACE = "pace"
    FORGET = "forget"


_STEPS = {Turn.UP: 1, Turn.DOWN: -1}
_PAGES = {Turn.PAGE_UP: 1, Turn.PAGE_DOWN: -1}


def on_grid(price: Decimal, step: Decimal, side: Side) -> Decimal:
    """The rung that a price belongs to: bids sink and asks rise, so no rung looks better."""
    with localcontext(prec=_DIGITS):
        return _on_grid(price, step, side)


def _on_grid(price: Decimal, step: Decimal, side: Side) -> Decimal:
    """The same in a precision that the caller sees to."""
    rung = price // step * step
    return rung if rung == price or side is Side.BID else rung + step


def grouped(
    levels: Iterable[Level],
    step: Decimal,
    side: Side,
    most: int = DEEPEST,
    to: Decimal | None = None,
) -> list[Rung]:
    """Levels, best first, summed up by rungs of `step`.

    At most `most` rungs; those up to the price `to` do not count.
    """
    found: dict[Decimal, tuple[Decimal, Decimal]] = {}
    total = ZERO
    counted = 0
    with localcontext(prec=_DIGITS):
        for level in levels:
            price = _on_grid(level.price, step, side)
            if price not in found:
                is_beyond = to is None or (price < to if side is Side.BID else price > to)
                if is_beyond and counted == most:
                    break
                counted += is_beyond
            total += level.quantity
            found[price] = found.get(price, (ZERO, ZERO))[0] + level.quantity, total
    return [Rung(price, size, up_to, side) for price, (size, up_to) in found.items()]


def middle(top: BookTop) -> Decimal | None:
    """Half-way between the best prices; the one there is, or None of an empty book."""
    bid, ask = top.best_bid, top.best_ask
    if bid is None or ask is None:
        return bid if ask is None else ask
    with localcontext(prec=_DIGITS):
        return (bid + ask) / 2


def levels_needed(look: LadderLook, height: int) -> int:
    """Levels of a side to be read for a ladder of `height` lines."""
    if look.is_static or look.cursor is not None:
        return DEEPEST
    return min(DEEPEST, max(1, height) * look.multiple)


def settled(look: LadderLook, top: BookTop, tick: Decimal) -> LadderLook:
    """A static look with its centre fixed at the market, where it has none yet."""
    if not look.is_static or look.centre is not None:
        return look
    centre = middle(top)
    if centre is None:
        return look
    return replace(look, centre=on_grid(centre, tick * look.multiple, Side.BID))


def following(look: LadderLook, top: BookTop, tick: Decimal, height: int) -> list[Rung | None]:
    """The visible rungs of a following ladder, highest price first; None is the spread."""
    step = tick * look.multiple
    asks = grouped(top.asks, step, Side.ASK, height, look.cursor)
    bids = grouped(top.bids, step, Side.BID, height, look.cursor)
    half = max(1, (height - 1) // 2)
    if look.cursor is None:
        return [*reversed(asks[:half]), None, *bids[:half]]
    every = _with_cursor([*reversed(asks), None, *bids], look.cursor, len(asks))
    at = next(n for n, rung in enumerate(every) if rung and rung.price == look.cursor)
    spread = every.index(None)
    first = max(0, spread - half)
    first = min(max(first, at - height + 1), at)
    return every[first : first + height]


def _with_cursor(every: list[Rung | None], cursor: Decimal, spread: int) -> list[Rung | None]:
    """The ladder with a rung under the cursor even where nothing stands any more."""
    if any(rung is not None and rung.price == cursor for rung in every):
        return every
    ghost = Rung(cursor, ZERO, ZERO, None)
    above = sum(rung is not None and rung.price > cursor for rung in every)
    place = above if above <= spread else above + 1
    return [*every[:place], ghost, *every[place:]]


def static(look: LadderLook, top: BookTop, tick: Decimal, height: int) -> list[Rung | None]:
    """The rungs of a static ladder: every price of the stretch, with what stands there now."""
    if look.centre is None:
        return []
    step = tick * look.multiple
    with localcontext(prec=_DIGITS):
        prices = [look.centre + step * (height // 2 - n) for n in range(height)]
    at = {rung.price: rung for rung in grouped(top.asks, step, Side.ASK, 1, prices[0])}
    at.update({rung.price: rung for rung in grouped(top.bids, step, Side.BID, 1, prices[-1])})
    return [at.get(price, Rung(price, ZERO, ZERO, None)) for price in prices if price > 0]


def rungs(look: LadderLook, top: BookTop, tick: Decimal, height: int) -> list[Rung | None]:
    """What is visible in `height` lines, highest price first."""
    draw = static if look.is_static and look.centre is not None else following
    return draw(look, top, tick, max(1, height))


def turned(  # noqa: PLR0911  # because it is one table
    look: LadderLook, turn: Turn, top: BookTop, tick: Decimal, height: int
) -> LadderLook:
    """The look after a key."""
    match turn:
        case Turn.UP | Turn.DOWN:
            return _moved(look, _STEPS[turn], top, tick, height)
        case Turn.PAGE_UP | Turn.PAGE_DOWN:
            return _moved(look, _PAGES[turn] * max(1, height - 2), top, tick, height)
        case Turn.COARSER | Turn.FINER:
            return _scaled(look, 1 if turn is Turn.COARSER else -1, tick)
        case Turn.STATIC:
            return replace(look, is_static=not look.is_static, centre=None)
        case Turn.RECENTRE:
            return replace(look, centre=None, cursor=None)
        case Turn.PACE:
            at = DEPTH_WINDOWS.index(look.window) + 1
            return replace(look, window=DEPTH_WINDOWS[at % len(DEPTH_WINDOWS)])
        case Turn.FORGET:
            return replace(look, cursor=None)


def _moved(look: LadderLook, by: int, top: BookTop, tick: Decimal, height: int) -> LadderLook:
    """The cursor `by` rungs higher; from nowhere it starts at the best price of that way."""
    if look.cursor is None:
        first, second = (top.best_ask, top.best_bid) if by > 0 else (top.best_bid, top.best_ask)
        start, side = (first, by > 0) if first is not None else (second, by < 0)
        if start is None:
            return look
        grid = on_grid(start, tick * look.multiple, Side.ASK if side else Side.BID)
        return replace(look, cursor=grid)
    if look.is_static:
        return _moved_on_grid(look, look.cursor, by, tick, height)
    prices = _prices(look, look.cursor, top, tick)
    at = prices.index(look.cursor)
    return replace(look, cursor=prices[min(max(at + by, 0), len(prices) - 1)])


def _prices(look: LadderLook, cursor: Decimal, top: BookTop, tick: Decimal) -> list[Decimal]:
    """The prices of a following ladder, lowest first, with the cursor's own."""
    step = tick * look.multiple
    found = {rung.price for rung in grouped(top.asks, step, Side.ASK)}
    found |= {rung.price for rung in grouped(top.bids, step, Side.BID)}
    return sorted(found | {cursor})


def _moved_on_grid(
    look: LadderLook, cursor: Decimal, by: int, tick: Decimal, height: int
) -> LadderLook:
    step = tick * look.multiple
    with localcontext(prec=_DIGITS):
        price = max(step, cursor + step * by)
        centre = look.centre if look.centre is not None else price
        highest = centre + step * (height // 2)
        lowest = highest - step * (max(1, height) - 1)
        if price > highest:
            centre += price - highest
        elif price < lowest:
            centre -= lowest - price
    return replace(look, cursor=price, centre=centre)


def _scaled(look: LadderLook, by: int, tick: Decimal) -> LadderLook:
    """Coarser or finer rungs; what was chosen or fixed moves to the new grid."""
    at = MULTIPLES.index(look.multiple) + by
    multiple = MULTIPLES[min(max(at, 0), len(MULTIPLES) - 1)]
    step = tick * multiple
    return replace(
        look,
        multiple=multiple,
        centre=None if look.centre is None else on_grid(look.centre, step, Side.BID),
        cursor=None if look.cursor is None else max(step, on_grid(look.cursor, step, Side.BID)),
    )
