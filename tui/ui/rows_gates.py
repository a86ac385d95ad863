"""Every gate on the way of an order as it stands now, and what of the trader's limits is used."""

from collections.abc import Sequence
from decimal import Decimal

from tui.actions.gates import GateState
from tui.actions.reasons import describe
from tui.domain.limits import Budget
from tui.domain.money import trimmed
from tui.ui import format as fmt
from tui.ui.lines import EMPTY, Line, Panel, Row, Span, Tone, left, line, width_of, wrapped
from tui.ui.rows_common import Picture

_CELL = 24
"""Cells of a gate with its mark."""
_NAME = 21
_BAR = 16
_ROOM_FOR_BARS = 72
_BUDGET = line(
    Span("BUDGET", Tone.TITLE), Span("   names as in [limits] of config.toml", Tone.MUTED)
)
_NEARLY = Decimal("0.8")
"""The share of a limit from which on it is shown in care."""


def gates_panel(picture: Picture, states: Sequence[GateState], budget: Budget, width: int) -> Panel:
    """All gates of the selected market in places that stay, what shuts them, and the budget."""
    shut = [each for each in states if not each.is_open]
    lines: list[Line] = [_verdict(picture, shut), EMPTY, *_grid(states, width)]
    lines += [EMPTY] if shut else []
    for each in shut:
        lines += _why(each, width)
    lines += [EMPTY, _BUDGET, *budget_lines(budget, width)]
    return Panel(
        title=line(Span(f"GATES · {picture.symbol}", Tone.TITLE)),
        note=line(Span(f"{len(shut)} shut", Tone.ALERT) if shut else Span("all open", Tone.GAIN)),
        rows=tuple(Row(each, str(n)) for n, each in enumerate(lines)),
    )


def _verdict(picture: Picture, shut: Sequence[GateState]) -> Line:
    """Whether anything could be sent at this moment."""
    if any(not each.only_opening for each in shut):
        return line(Span(f"Nothing can be sent on {picture.symbol} now.", Tone.ALERT))
    if shut:
        return line(Span("Only orders that reduce a position can be sent now.", Tone.WARN))
    return line(Span("An order may pass; its own terms are checked once more.", Tone.GAIN))


def _grid(states: Sequence[GateState], width: int) -> list[Line]:
    """Every gate in a cell of its own, column by column."""
    across = max(1, width // _CELL)
    down = -(-len(states) // across)
    cells = [left(_cell(each), _CELL) for each in states]
    return [tuple(span for cell in cells[n::down] for span in cell) for n in range(down)]


def _cell(state: GateState) -> Line:
    if state.is_open:
        return line(Span("● ", Tone.GAIN), Span(state.name))
    tone = Tone.WARN if state.only_opening else Tone.ALERT
    return line(Span(f"✕ {state.name}", tone))


def _why(state: GateState, width: int) -> list[Line]:
    """Why a gate is shut; further lines stand under the first word."""
    lead = left(_cell(state), _CELL)
    text = " ".join(describe(each) for each in state.denials)
    body = wrapped(text, max(1, width - _CELL))
    blank = (Span(" " * _CELL),)
    return [(*(blank if n else lead), *each) for n, each in enumerate(body)]


def budget_lines(budget: Budget, width: int) -> list[Line]:
    """One line for each limit: its bar, what is used of it, and its name in the configuration."""
    bar = _BAR if width >= _ROOM_FOR_BARS else 0
    limits = budget.limits
    apart = None if limits.from_mark is None else limits.from_mark * 100
    entries = [
        _used(bar, "sends within 1 s", _count(budget.last_second), _count(limits.per_second)),
        _used(bar, "orders within 60 s", _count(budget.last_minute), _count(limits.per_minute)),
        _used(bar, "open notional", budget.open_notional, limits.open_notional, "USDC"),
        _used(bar, "lost since midnight", budget.loss, limits.daily_loss, "USDC"),
        _most(bar, "largest order", limits.largest_order, "USDC"),
        _most(bar, "distance from mark", apart, "%"),
    ]
    names = (
        "per-second",
        "per-minute",
        "open-notional",
        "daily-loss",
        "largest-order",
        "from-mark",
    )
    column = max(width_of(each) for each in entries) + 2
    return [_named(each, name, column, width) for each, name in zip(entries, names, strict=True)]


def _count(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _used(bar: int, name: str, used: Decimal | None, limit: Decimal | None, unit: str = "") -> Line:
    """How much of a limit is used: a bar and both numbers; without a limit only the number."""
    label = left(line(Span(name, Tone.STRONG)), _NAME)
    behind = f" {unit}" if unit else ""
    known = "not known" if used is None else _amount(used, unit)
    if limit is None:
        shown = "" if used is None else f"{known}{behind}, "
        return (*label, Span("─" * bar, Tone.FAINT), Span(f" {shown}no limit", Tone.MUTED))
    if used is None:
        text = f" not known, of {_amount(limit, unit)}{behind}"
        return (*label, Span("?" * bar, Tone.WARN), Span(text, Tone.WARN))
    share = used / limit if limit else Decimal(1)
    tone = Tone.ALERT if share >= 1 else Tone.WARN if share >= _NEARLY else Tone.ACCENT
    full, empty = fmt.bar(share, bar)
    text = f" {known} of {_amount(limit, unit)}{behind}"
    return (*label, Span(full, tone), Span(empty, Tone.FAINT), Span(text, tone))


def _most(bar: int, name: str, limit: Decimal | None, unit: str) -> Line:
    """A limit that holds for each order alone, so nothing of it is ever used up."""
    label = left(line(Span(name, Tone.STRONG)), _NAME + bar)
    if limit is None:
        return (*label, Span(" no limit", Tone.MUTED))
    return (*label, Span(f" at most {_amount(limit, unit)} {unit} each"))


def _amount(value: Decimal, unit: str) -> str:
    return fmt.usd(value, sign=False) if unit == "USDC" else trimmed(value)


def _named(content: Line, name: str, column: int, width: int) -> Line:
    """The limit's name in the configuration behind it, where there is room."""
    named = (*left(content, column), Span(name, Tone.MUTED))
    return named if width_of(named) <= width else content
