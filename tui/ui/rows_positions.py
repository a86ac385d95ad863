"""The positions: what is held, what it is worth at the live mark, and what covers it."""

from decimal import Decimal

from tui.domain.exits.coverage import covered_share, covering_orders
from tui.domain.freshness import POSITION_AGES, Freshness
from tui.domain.money import Price, Rate
from tui.domain.position import Position
from tui.session.state import Held
from tui.ui import format as fmt
from tui.ui.lines import Line, Panel, Row, Span, Tone, line, words
from tui.ui.liquidation import liquidation_of
from tui.ui.rows_common import (
    ESTIMATE,
    Mark,
    Picture,
    aged,
    at_mark,
    direction_cell,
    is_unconfirmed,
    mark_of,
    nothing_held,
    orders_on,
    signed_tone,
    step_of,
    tick_of,
)
from tui.ui.rows_table import Cell, Column, cell, lay_out

COLUMNS = (
    Column("market", 0, is_number=False, least=4),
    Column("side", 1, is_number=False, least=7),
    Column("size", 2, least=6),
    Column("entry", 5),
    Column("mark", 3),
    Column("uPnL", 4, least=9),
    Column("ROE", 10),
    Column("exits", 6, is_number=False),
    Column("next exit", 9),
    Column("liq.", 8),
    Column("to liq.", 7),
    Column("b/e", 11),
    Column("notional", 12),
    Column("realised", 13),
    Column("margin", 14),
    Column("age", 15, least=4),
)

_BAR = 6
_NEAR, _CLOSE = Decimal("0.10"), Decimal("0.30")


def positions_panel(picture: Picture, width: int) -> Panel:
    """The panel; one row per position, keyed by symbol, in order of symbol."""
    held = [picture.state.positions[symbol] for symbol in sorted(picture.state.positions)]
    table = lay_out(COLUMNS, [_cells(picture, each) for each in held], width)
    body = tuple(
        Row(content, each.position.symbol) for content, each in zip(table.lines, held, strict=True)
    )
    return Panel(
        title=(Span("POSITIONS", Tone.TITLE),),
        note=_note(picture, held),
        head=(table.head,) if held else (),
        rows=body or (Row(_nothing(picture, width)),),
    )


def _nothing(picture: Picture, width: int) -> Line:
    text = nothing_held(picture, picture.state.positions_confirmed, "No open position.")
    return (Span(words(text, width), Tone.MUTED),)


def _note(picture: Picture, held: list[Held]) -> Line:
    if not held:
        return ()
    naked = sum(
        not covered_share(each.position, orders_on(picture, each.position.symbol)) for each in held
    )
    oldest = max(picture.now - each.confirmed for each in held)
    fresh = POSITION_AGES.judge(oldest) is Freshness.FRESH
    parts = [Span(f"{len(held)} open", Tone.MUTED)]
    if naked:
        parts.append(Span(f" · {naked} without exit", Tone.WARN))
    parts.append(
        Span(f" · confirmed {fmt.whole_age(oldest)} ago", Tone.MUTED if fresh else Tone.WARN)
    )
    return tuple(parts)


def _cells(picture: Picture, held: Held) -> list[Cell]:
    position = held.position
    tick, step = tick_of(picture, position.symbol), step_of(picture, position.symbol)
    mark, old = mark_of(picture, position.symbol), is_unconfirmed(picture, held)
    chosen = position.symbol == picture.symbol
    return [
        cell(fmt.coin(position.symbol), Tone.ACCENT if chosen else Tone.STRONG),
        direction_cell(position.direction),
        aged(fmt.quantity(position.quantity, step), Tone.STRONG, stale=old),
        cell(fmt.price(position.entry, tick)),
        _mark(mark, tick),
        _profit(position, mark, stale=old),
        _return(position, mark),
        _coverage(picture, position),
        _next_exit(picture, position, mark, tick),
        *_liquidation(picture, position, mark, tick),
        cell(fmt.price(position.break_even, tick), Tone.MUTED),
        cell(fmt.usd(position.notional_at(_at(position, mark)), sign=False), Tone.MUTED),
        cell(fmt.usd(position.realized), signed_tone(position.realized)),
        cell(_margin_used(position, mark), Tone.MUTED),
        _age(picture, held),
    ]


def _at(position: Position, mark: Mark | None) -> Price:
    return position.mark if mark is None else mark.price


def _mark(mark: Mark | None, tick: Decimal) -> Cell:
    if mark is None:
        return cell(fmt.MISSING, Tone.MUTED)
    return at_mark(fmt.price(mark.price, tick), Tone.PLAIN, mark)


def _profit(position: Position, mark: Mark | None, *, stale: bool) -> Cell:
    profit = position.profit_at(_at(position, mark))
    return at_mark(fmt.usd(profit), signed_tone(profit), mark, doubt=stale)


def _return(position: Position, mark: Mark | None) -> Cell:
    """Profit over the margin that the position binds."""
    bound = position.notional_at(_at(position, mark)) * position.initial_margin
    if not bound:
        return cell(fmt.MISSING, Tone.MUTED)
    share = Rate(position.profit_at(_at(position, mark)) / bound)
    return at_mark(fmt.percent(share, places=1), signed_tone(share), mark)


def _margin_used(position: Position, mark: Mark | None) -> str:
    return fmt.usd(position.notional_at(_at(position, mark)) * position.initial_margin, sign=False)


def _coverage(picture: Picture, position: Position) -> Cell:
    share = covered_share(position, orders_on(picture, position.symbol))
    if not share:
        return line(Span("─" * _BAR, Tone.FAINT), Span(" none", Tone.WARN))
    full, empty = fmt.bar(share, _BAR)
    text = fmt.percent(share, sign=False, places=0).rjust(5)
    return line(Span(full, Tone.ACCENT), Span(empty, Tone.FAINT), Span(text, Tone.PLAIN))


def _next_exit(picture: Picture, position: Position, mark: Mark | None, tick: Decimal) -> Cell:
    """The covering order nearest to the mark, and how far it is."""
    prices = [
        price
        for order in covering_orders(position, orders_on(picture, position.symbol))
        if (price := order.price or order.trigger_price) is not None
    ]
    if not prices or mark is None or not mark.price:
        return cell(fmt.MISSING, Tone.MUTED)
    nearest = min(prices, key=lambda price: abs(price - mark.price))
    away = Rate((nearest - mark.price) / mark.price)
    return line(Span(fmt.price(nearest, tick)), Span(f" {fmt.percent(away, places=1)}", Tone.MUTED))


def _liquidation(
    picture: Picture, position: Position, mark: Mark | None, tick: Decimal
) -> tuple[Cell, Cell]:
    """The price and its distance; our own estimate carries a tilde."""
    found, at = liquidation_of(picture, position, mark), _at(position, mark)
    if found is None or not at:
        return cell(fmt.MISSING, Tone.MUTED), cell(fmt.MISSING, Tone.MUTED)
    sign = ESTIMATE if found.is_estimate else ""
    away = Rate((found.price - at) / at)
    tone = _distance_tone(abs(away))
    return (
        cell(sign + fmt.price(found.price, tick), tone),
        at_mark(fmt.percent(away, places=1), tone, mark),
    )


def _distance_tone(away: Decimal) -> Tone:
    if away < _NEAR:
        return Tone.ALERT
    return Tone.WARN if away < _CLOSE else Tone.MUTED


def _age(picture: Picture, held: Held) -> Cell:
    age = picture.age(held.confirmed)
    fresh = POSITION_AGES.judge(age) is Freshness.FRESH
    return cell(fmt.whole_age(age), Tone.MUTED if fresh else Tone.WARN)
