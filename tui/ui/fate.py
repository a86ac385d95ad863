"""What becomes of an order the moment it arrives: it rests, it fills, or both; by the live book."""

from decimal import Decimal

from tui.domain.exits.plan import Caution, ExitView
from tui.domain.money import Quantity, plain, trimmed
from tui.domain.position import Side
from tui.ui import format as fmt
from tui.ui.card_parts import marked
from tui.ui.lines import Line, Tone, wrapped
from tui.ui.plans import AnyPlan, ends_at_once, take_of
from tui.ui.wording_cautions import caution_sentence

_TOLD_ELSEWHERE = frozenset(
    {Caution.FILLS_NOW, Caution.PARTLY_FILLS_NOW, Caution.BOOK_UNKNOWN, Caution.ENLARGES}
)
"""Cautions that the line about resting or filling, or the one about risk, says in better words."""


def fate_lines(plan: AnyPlan, view: ExitView, width: int) -> tuple[Line, ...]:
    """Whether the order would rest or fill now, by the live book."""
    take, ticket = take_of(plan), plan.ticket
    if take is None:
        text = "UNCERTAIN: the book is not live, so it may rest or fill now."
        return wrapped(text, width, Tone.WARN)
    tick = view.market.price.tick
    average = fmt.price(take.cost / take.now, tick) if take.now else fmt.MISSING
    price = plain(ticket.price)
    if not take.now:
        ahead = _ahead_words(queue_ahead(view, ticket.side, ticket.price), view.market.base)
        return wrapped(f"RESTS at {price} — {ahead}", width, Tone.ACCENT)
    now = f"FILLS NOW ~{trimmed(take.now)} at {average} (taker)"
    if ends_at_once(ticket):
        rest = f"{trimmed(take.rests)} is dropped" if take.rests else "all of it"
    else:
        rest = f"{trimmed(take.rests)} rests at {price}" if take.rests else "0 rests"
    return wrapped(f"{now}, {rest}", width, Tone.WARN)


def caution_lines(plan: AnyPlan, view: ExitView, width: int) -> tuple[Line, ...]:
    """Every caution as a sentence, save those that other lines tell."""
    return tuple(
        each
        for caution in plan.cautions
        if caution not in _TOLD_ELSEWHERE
        for each in marked("!", caution_sentence(caution, plan, view), width, Tone.WARN)
    )


def queue_ahead(view: ExitView, side: Side, price: Decimal) -> Quantity | None:
    """What rests at `price` already and fills before us; None beyond the levels we see."""
    if view.book is None:
        return None
    levels = view.book.asks if side is Side.ASK else view.book.bids
    for level in levels:
        if level.price == price:
            return level.quantity
    worst = levels[-1].price if levels else None
    beyond = worst is None or (price > worst if side is Side.ASK else price < worst)
    return None if beyond else Quantity(Decimal(0))


def _ahead_words(ahead: Quantity | None, base: str) -> str:
    if ahead is None:
        return "the queue there is deeper than the book is known"
    if not ahead:
        return "first in the queue at that price"
    return f"{trimmed(ahead)} {base} ahead in the queue at that price"
