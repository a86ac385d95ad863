"""Which orders to cancel: the parts of a scope, their choices, and how many orders each takes."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from tui.domain.command import CancelScope
from tui.domain.position import Side
from tui.session.state import State
from tui.ui import format as fmt
from tui.ui.lines import EMPTY, Line, Panel, Row, Span, Tone, left, line, width_of
from tui.ui.wording_safety import taken


class Part(StrEnum):
    """One question of the form."""

    MARKET = "market"
    SIDE = "side"
    KIND = "kind"
    OWNER = "whose"
    WAITING = "stop-losses"


class Choice(NamedTuple):
    """One answer: its word, the scope it makes, and how many known orders that takes."""

    word: str
    scope: CancelScope
    orders: int


_LABEL = 13


def choices(part: Part, scope: CancelScope, state: State, symbol: str) -> tuple[Choice, ...]:
    """Every answer to `part` with the other parts as `scope` has them; `symbol` is listed first."""
    return tuple(
        Choice(word, made, len(taken(state, made)))
        for word, made in _answers(part, scope, state, symbol)
    )


def _answers(
    part: Part, scope: CancelScope, state: State, symbol: str
) -> list[tuple[str, CancelScope]]:
    match part:
        case Part.MARKET:
            others = sorted({each.symbol for each in state.orders.values()} - {symbol})
            named = [(fmt.coin(each), replace(scope, symbol=each)) for each in [symbol, *others]]
            return [*named, ("every market", replace(scope, symbol=None))]
        case Part.SIDE:
            return [
                ("both", replace(scope, side=None)),
                ("sell", replace(scope, side=Side.ASK)),
                ("buy", replace(scope, side=Side.BID)),
            ]
        case Part.KIND:
            return [
                ("all orders", replace(scope, exits_only=False)),
                ("exits only", replace(scope, exits_only=True)),
            ]
        case Part.OWNER:
            return [
                ("ours only", replace(scope, ours_only=True)),
                ("other clients' too", replace(scope, ours_only=False)),
            ]
        case Part.WAITING:
            return [
                ("stay", replace(scope, include_conditional=False)),
                ("cancelled too", replace(scope, include_conditional=True)),
            ]


def turned(part: Part, scope: CancelScope, state: State, symbol: str, by: int) -> CancelScope:
    """The scope with the next answer to `part` (or the one before), in a circle."""
    answers = [made for _, made in _answers(part, scope, state, symbol)]
    at = answers.index(scope) if scope in answers else 0
    return answers[(at + by) % len(answers)]


def choice_panel(scope: CancelScope, state: State, symbol: str, width: int) -> Panel:
    """The form: a row for each part, the chosen answer in brackets, every answer with its count."""
    body = []
    for part in Part:
        given = choices(part, scope, state, symbol)
        body.append(Row(_row(part, given, scope, width), part.value))
    return Panel(
        title=line(Span("CANCEL ORDERS", Tone.TITLE)),
        note=line(Span("each choice says how many orders it takes", Tone.MUTED)),
        rows=tuple(body),
    )


def _row(part: Part, given: Sequence[Choice], scope: CancelScope, width: int) -> Line:
    label = left(line(Span(part.value, Tone.MUTED)), _LABEL)
    at = next((n for n, each in enumerate(given) if each.scope == scope), 0)
    shown = _fitting([_answer(each, scope) for each in given], at, width - _LABEL)
    return (*label, *shown)


def _answer(each: Choice, scope: CancelScope) -> Line:
    if each.scope == scope:
        return line(Span(f"[{each.word} {each.orders}]", Tone.STRONG))
    return line(Span(f" {each.word} ", Tone.PLAIN), Span(f"{each.orders} ", Tone.MUTED))


def _fitting(parts: Sequence[Line], at: int, width: int) -> Line:
    """The chosen answer and as many beside it as fit whole; arrows tell of the others."""
    first = last = at
    room = width - 4
    while True:
        if last + 1 < len(parts) and _size(parts[first : last + 2]) <= room:
            last += 1
        elif first > 0 and _size(parts[first - 1 : last + 1]) <= room:
            first -= 1
        else:
            break
    before = line(Span("← " if first else "", Tone.ACCENT))
    after = line(Span(" →" if last + 1 < len(parts) else "", Tone.ACCENT))
    middle: Line = EMPTY
    for each in parts[first : last + 1]:
        middle = (*middle, *((Span(" "),) if middle else ()), *each)
    return (*before, *middle, *after)


def _size(parts: Sequence[Line]) -> int:
    return sum(width_of(each) for each in parts) + len(parts) - 1
