"""What the exit form and the review card say, as lines: pure, so that each is tested as plain text.

The form shows the outlook of what is typed; the card shows a checked plan. Both use the same parts,
so a number looks the same in both places.
"""

from collections.abc import Sequence
from decimal import Decimal

from tui.domain.exits.forecast import forecast
from tui.domain.exits.plan import Draft, ExitView, Forecast, Problem
from tui.domain.money import AmountFault, parse_amount, trimmed
from tui.ui import format as fmt
from tui.ui.card_parts import GAP, labelled, mark_line, problem_lines
from tui.ui.fate import caution_lines, fate_lines
from tui.ui.figures import exit_figures
from tui.ui.lines import EMPTY, Line, Span, Tone, joined, line
from tui.ui.plans import AnyPlan
from tui.ui.rows_common import direction_cell
from tui.ui.wording import problem_sentences, side_words


def position_lines(view: ExitView, width: int) -> tuple[Line, ...]:
    """What is held and which order closes it; always two lines."""
    position = view.position
    if position is None:
        gone = line(Span(f"No open position on {view.market.symbol}", Tone.WARN))
        return gone, EMPTY
    tick, base = view.market.price.tick, view.market.base
    size = Span(f" {trimmed(position.quantity)} {base}", Tone.STRONG)
    groups = (
        (*direction_cell(position.direction), size),
        mark_line(view),
        labelled("entry", fmt.price(position.entry, tick)),
        labelled("break-even", fmt.price(position.break_even, tick)),
    )
    free = f"{trimmed(view.free)} of {trimmed(position.quantity)} {base} free of other exits"
    closing = (
        line(Span(side_words(position.direction), Tone.ACCENT)),
        line(Span(free, Tone.MUTED)),
    )
    return joined(groups, GAP, width), joined(closing, GAP, width)


def outlook_lines(
    draft: Draft, view: ExitView, result: AnyPlan | Sequence[Problem], width: int
) -> tuple[Line, ...]:
    """What the typed exit would bring, and all that is wrong with it or worth a second look."""
    seen = _expected(draft, view)
    lines = (*exit_figures(seen, view, width, price=_amount(draft.price)), EMPTY)
    if isinstance(result, Sequence):
        return (*lines, *problem_lines(result, problem_sentences(result, view), width))
    return (*lines, *fate_lines(result, view, width), *caution_lines(result, view, width))


def _expected(draft: Draft, view: ExitView) -> Forecast | None:
    price, quantity = _amount(draft.price), _amount(draft.quantity)
    return None if price is None or quantity is None else forecast(price, quantity, view)


def _amount(text: str) -> Decimal | None:
    value = parse_amount(text)
    return None if isinstance(value, AmountFault) else value
