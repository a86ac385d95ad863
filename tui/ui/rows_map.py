"""The exit map: everything that matters to one position on one axis of prices.

Exits, mark, break-even, entry and liquidation stand in order of price, each with its way from the
mark and what it would bring. What comes next, and what comes first, is read off by eye.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.exits.coverage import claim, covered_share, covering_orders
from tui.domain.money import Rate
from tui.domain.order import Order
from tui.domain.position import Position, Side
from tui.ui import format as fmt
from tui.ui.lines import Line, Panel, Row, Span, Tone, line, words
from tui.ui.liquidation import liquidation_of
from tui.ui.rows_common import (
    Mark,
    Picture,
    at_mark,
    mark_of,
    orders_on,
    signed_tone,
    step_of,
    tick_of,
)
from tui.ui.rows_table import Cell, Column, cell, lay_out

COLUMNS = (
    Column("", 0, is_number=False),
    Column("price", 1),
    Column("to mark", 2),
    Column("what", 3, is_number=False, least=20),
    Column("brings", 4),
    Column("axis", 5, is_number=False),
)

_SHORT, _LONG = 8, 20
"""Cells of the axis on either side of the mark, in a narrow and in a wide panel."""

_WIDE = 100

_NEAR, _FAR = 0.0025, 0.5
"""Distances between which the axis is logarithmic: near prices stand apart, far ones still fit."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A price that matters and why."""

    price: Decimal
    sign: str
    what: Line
    quantity: Decimal | None
    """What would leave there; None where nothing does and only the price counts."""
    tone: Tone


def map_panel(picture: Picture, symbol: str | None, width: int) -> Panel:
    """The panel for the position on `symbol`, highest price first."""
    held = picture.state.positions.get(symbol or "")
    title = (Span("EXIT MAP", Tone.TITLE),)
    if held is None:
        nothing = (Span(words("No position to map.", width), Tone.MUTED),)
        return Panel(title=title, rows=(Row(nothing),))
    position, mark = held.position, mark_of(picture, held.position.symbol)
    points = sorted(_points(picture, position, mark), key=lambda each: -each.price)
    half = _LONG if width >= _WIDE else _SHORT
    cells = [_cells(picture, position, mark, each, half) for each in points]
    table = lay_out(COLUMNS, cells, width)
    share = covered_share(position, orders_on(picture, position.symbol))
    covered = fmt.percent(share, sign=False, places=0)
    return Panel(
        title=line(*title, Span(f" {fmt.coin(position.symbol)}", Tone.MUTED)),
        note=(Span(f"{covered} covered", Tone.MUTED if share else Tone.WARN),),
        head=(table.head,),
        rows=tuple(Row(each) for each in table.lines),
    )


def _points(picture: Picture, position: Position, mark: Mark | None) -> Iterable[_Point]:
    yield _Point(position.entry, "○", _label("entry"), None, Tone.PLAIN)
    if position.break_even is not None:
        yield _Point(position.break_even, "○", _label("break-even"), None, Tone.PLAIN)
    if mark is not None:
        what = _label("mark", Tone.STRONG)
        yield _Point(mark.price, "▶", what, position.quantity, Tone.STRONG)
    found = liquidation_of(picture, position, mark)
    if found is not None:
        label = "liquidation" if not found.is_estimate else "liquidation, estimated"
        yield _Point(found.price, "✕", _label(label, Tone.ALERT), position.quantity, Tone.ALERT)
    for order in covering_orders(position, orders_on(picture, position.symbol)):
        point = _exit(picture, position, order)
        if point is not None:
            yield point


def _label(text: str, tone: Tone = Tone.MUTED) -> Line:
    return (Span(text, tone),)


def _exit(picture: Picture, position: Position, order: Order) -> _Point | None:
    price = order.trigger_price if order.is_conditional else order.price
    if price is None:
        return None
    size = claim(position, order)
    verb, tone = ("sell", Tone.ASK) if order.side is Side.ASK else ("buy", Tone.BID)
    amount = fmt.quantity(size, step_of(picture, position.symbol))
    kind = " on trigger" if order.is_conditional else ""
    what = line(Span(f"{verb} {amount}", tone), Span(kind, Tone.MUTED))
    return _Point(price, "◇" if order.is_conditional else "◆", what, size, tone)


def _cells(
    picture: Picture, position: Position, mark: Mark | None, point: _Point, half: int
) -> list[Cell]:
    tick = tick_of(picture, position.symbol)
    is_mark = mark is not None and point.price == mark.price and point.sign == "▶"
    price = fmt.price(point.price, tick)
    return [
        cell(point.sign, point.tone),
        at_mark(price, Tone.STRONG, mark) if is_mark else cell(price),
        cell(fmt.MISSING, Tone.MUTED) if is_mark else _away(mark, point),
        point.what,
        _brings(position, point, mark, is_mark=is_mark),
        _axis(mark, point, half),
    ]


def _distance(mark: Mark | None, point: _Point) -> Rate | None:
    if mark is None or mark.is_stale or not mark.price:
        return None
    return Rate((point.price - mark.price) / mark.price)


def _away(mark: Mark | None, point: _Point) -> Cell:
    return cell(fmt.percent(_distance(mark, point)), Tone.MUTED)


def _brings(position: Position, point: _Point, mark: Mark | None, *, is_mark: bool) -> Cell:
    """Gross profit of what leaves there."""
    if point.quantity is None:
        return cell("", Tone.MUTED)
    profit = position.profit_at(point.price, point.quantity)
    text, tone = fmt.usd(profit), signed_tone(profit)
    return at_mark(text, tone, mark) if is_mark else cell(text, tone)


def _axis(mark: Mark | None, point: _Point, half: int) -> Cell:
    """Where it stands: lower prices left of the mark, higher ones right of it."""
    away = _distance(mark, point)
    if away is None:
        return cell("", Tone.FAINT)
    place = half + _steps(float(away), half)
    track = ["─"] * (2 * half + 1)
    track[half] = "┼"
    before, after = "".join(track[:place]), "".join(track[place + 1 :])
    return line(Span(before, Tone.FAINT), Span(point.sign, point.tone), Span(after, Tone.FAINT))


def _steps(away: float, half: int) -> int:
    """Cells from the mark; at least one for any distance, at most `half`."""
    if not away:
        return 0
    share = math.log1p(abs(away) / _NEAR) / math.log1p(_FAR / _NEAR)
    cells = min(half, max(1, round(share * half)))
    return cells if away > 0 else -cells
