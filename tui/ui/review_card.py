"""The review card: exactly what will be signed, what it would bring, and what changed meanwhile.

The card is a picture of one moment. When the account or the market moves away from it, the card
says so and cannot be sent; it never changes its own price or quantity.
"""

from collections.abc import Iterator

from tui.domain.exits.check import check
from tui.domain.exits.plan import Caution, Draft, ExitPlan, ExitView
from tui.domain.money import plain, trimmed
from tui.domain.position import Position, Side
from tui.ui import format as fmt
from tui.ui.exit_card import caution_lines, fate_lines, figures
from tui.ui.lines import EMPTY, Line, Span, Tone, left, line
from tui.ui.wording import caution_sentence, problem_sentences

TYPED_AGAIN = frozenset({Caution.AT_A_LOSS, Caution.FAR_FROM_MARK})
"""Cautions that ask for the price to be typed a second time before the card can be sent."""

_WORSE = frozenset({Caution.FILLS_NOW, Caution.PARTLY_FILLS_NOW}) | TYPED_AGAIN
_FILLS = frozenset({Caution.FILLS_NOW, Caution.PARTLY_FILLS_NOW})
_LABEL = 12
_COLUMN = 33
_WIDE = 64
"""Cells that two fields need beside each other."""


def review_lines(plan: ExitPlan, view: ExitView, width: int) -> tuple[Line, ...]:
    """The card for `plan`, as it was checked against `view`."""
    return (
        _headline(plan, view),
        _purpose(plan, view),
        EMPTY,
        *_terms(plan, width),
        EMPTY,
        *figures(plan.forecast, view, width, price=plan.ticket.price),
        EMPTY,
        *fate_lines(plan, view, width),
        *caution_lines(plan, view, width),
    )


def to_type_again(plan: ExitPlan) -> str | None:
    """The price as it has to be typed again, or None when `y` is enough."""
    return plain(plan.ticket.price) if TYPED_AGAIN & set(plan.cautions) else None


def changes(plan: ExitPlan, then: ExitView, now: ExitView | None) -> tuple[str, ...]:
    """What is not as it was `then`, when the plan was checked; empty while it may be sent."""
    if now is None:
        return ("The market is not listed any more.",)
    held = tuple(_position_changes(plan, now))
    return held or (*_grid_changes(then, now), *_rule_changes(plan, now))


def _headline(plan: ExitPlan, view: ExitView) -> Line:
    ticket = plan.ticket
    verb = "SELL" if ticket.side is Side.ASK else "BUY"
    terms = f"{verb} {plain(ticket.quantity)} {view.market.base} at {plain(ticket.price)}"
    return line(Span(terms, Tone.STRONG))


def _purpose(plan: ExitPlan, view: ExitView) -> Line:
    held = plan.position
    share = fmt.percent(plan.forecast.share, sign=False, places=1)
    size = f"{held.direction.name} {trimmed(held.quantity)} {view.market.base}"
    return line(Span(f"closes {share} of your {size}", Tone.MUTED))


def _terms(plan: ExitPlan, width: int) -> Iterator[Line]:
    """The fields of the request in the exchange's own words and texts."""
    ticket = plan.ticket
    fields = (
        (("symbol", ticket.symbol), ("side", ticket.side.value)),
        (("price", plain(ticket.price)), ("quantity", plain(ticket.quantity))),
        (("orderType", "Limit"), ("timeInForce", ticket.time_in_force)),
        (("reduceOnly", "true" if ticket.reduce_only else "false"),),
    )
    for row in fields:
        cells = [_field(name, value) for name, value in row]
        if width < _WIDE:
            yield from cells
        else:
            yield tuple(span for cell in cells for span in left(cell, _COLUMN))


def _field(name: str, value: str) -> Line:
    label = Span(name.ljust(_LABEL), Tone.MUTED)
    return line(label, Span(value, Tone.PLAIN))


def _position_changes(plan: ExitPlan, now: ExitView) -> Iterator[str]:
    held, base = now.position, now.market.base
    was = plan.position
    if held is None:
        yield "The position is closed."
    elif held.direction is not was.direction:
        yield f"The position turned {held.direction}; it was {was.direction}."
    elif held.position_id != was.position_id:
        yield "The position was closed and opened again; this is another one."
    elif held.quantity != was.quantity:
        yield f"The position is {trimmed(held.quantity)} {base} now; {_was(was, base)}."


def _was(position: Position, base: str) -> str:
    return f"it was {trimmed(position.quantity)} {base}"


def _grid_changes(then: ExitView, now: ExitView) -> Iterator[str]:
    for name, was, is_now in (
        ("tick", then.market.price.tick, now.market.price.tick),
        ("step", then.market.quantity.step, now.market.quantity.step),
    ):
        if was != is_now:
            yield f"The market's {name} is {plain(is_now)} now; it was {plain(was)}."


def _rule_changes(plan: ExitPlan, now: ExitView) -> Iterator[str]:
    """Rules the frozen terms break now, and news that make them worse than they were shown."""
    ticket = plan.ticket
    result = check(Draft(plain(ticket.price), plain(ticket.quantity), ticket.side), now)
    if not isinstance(result, ExitPlan):
        yield from problem_sentences(result, now)
        return
    known = set(plan.cautions)
    if known & _FILLS:
        known |= _FILLS
    for caution in result.cautions:
        if caution in _WORSE and caution not in known:
            yield f"New since the review: {caution_sentence(caution, result, now)}"
