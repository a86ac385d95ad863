"""The review card: exactly what will be signed, what it would bring, and what changed meanwhile.

The card is a picture of one moment. When the account or the market moves away from it, the card
says so and cannot be sent; it never changes its own price or quantity.
"""

from collections.abc import Iterator, Sequence

from tui.domain.exits.plan import Caution, ExitPlan, ExitView
from tui.domain.intent import IntentKind
from tui.domain.money import plain, trimmed
from tui.domain.orders.outlook import outlook
from tui.domain.orders.plan import OrderPlan, PriceAt
from tui.domain.position import Position, Side
from tui.ui import format as fmt
from tui.ui.fate import caution_lines, fate_lines
from tui.ui.figures import exit_figures, opening_figures
from tui.ui.lines import EMPTY, Line, Span, Tone, left, line, wrapped
from tui.ui.order_card import plan_origin, risk_words
from tui.ui.plans import AnyPlan, forecast_of
from tui.ui.wording import problem_sentences
from tui.ui.wording_cautions import caution_sentence
from tui.ui.wording_terms import order_sentences

TYPED_AGAIN = frozenset({Caution.AT_A_LOSS, Caution.FAR_FROM_MARK})
"""Cautions that ask for the price to be typed a second time before the card can be sent."""

_WORSE = frozenset({Caution.FILLS_NOW, Caution.PARTLY_FILLS_NOW}) | TYPED_AGAIN
_FILLS = frozenset({Caution.FILLS_NOW, Caution.PARTLY_FILLS_NOW})
_LABEL = 12
_COLUMN = 33
_WIDE = 64
"""Cells that two fields need beside each other."""


OPENING = "open"
"""What has to be typed before an order that may open a position can be sent."""


def review_lines(
    plan: AnyPlan, view: ExitView, width: int, about: Sequence[str] = ()
) -> tuple[Line, ...]:
    """The card for `plan`, as it was checked against `view`; `about` says what else it does."""
    return (
        _headline(plan, view),
        *_purpose(plan, view, width),
        *(each for text in about for each in wrapped(text, width, Tone.ACCENT)),
        EMPTY,
        *_terms(plan, width),
        EMPTY,
        *_figures(plan, view, width),
        EMPTY,
        *fate_lines(plan, view, width),
        *caution_lines(plan, view, width),
    )


def squeezed(lines: Sequence[Line], height: int) -> tuple[Line, ...]:
    """The same lines with as few blank ones between them as `height` asks for."""
    kept, over = list(lines), len(lines) - height
    for place in range(len(kept) - 1, -1, -1):
        if over > 0 and kept[place] == EMPTY:
            del kept[place]
            over -= 1
    return tuple(kept)


def to_type_again(plan: AnyPlan) -> str | None:
    """What has to be typed before the card can be sent, or None when `y` is enough.

    A price that is dear or odd is typed a second time. Closing at a loss is what a close is for,
    so there the loss is told, and no more. What may open a position takes a word.
    """
    asks = TYPED_AGAIN - ({Caution.AT_A_LOSS} if plan.kind is IntentKind.CLOSE else set())
    again = plain(plan.ticket.price) if asks & set(plan.cautions) else ""
    word = "" if plan.ticket.reduce_only else OPENING
    return " ".join(filter(None, (word, again))) or None


def changes(plan: AnyPlan, then: ExitView, now: ExitView | None) -> tuple[str, ...]:
    """What is not as it was `then`, when the plan was checked; empty while it may be sent."""
    if now is None:
        return ("The market is not listed any more.",)
    held = tuple(_position_changes(plan, now))
    return held or (*_grid_changes(then, now), *_rule_changes(plan, now))


def _headline(plan: AnyPlan, view: ExitView) -> Line:
    ticket = plan.ticket
    verb = "SELL" if ticket.side is Side.ASK else "BUY"
    at_market = isinstance(plan, OrderPlan) and plan.at is PriceAt.MARKET
    at = "at market, no worse than" if at_market else "at"
    terms = f"{verb} {plain(ticket.quantity)} {view.market.base} {at} {plain(ticket.price)}"
    return line(Span(terms, Tone.STRONG))


def _purpose(plan: AnyPlan, view: ExitView, width: int) -> Iterator[Line]:
    if isinstance(plan, OrderPlan):
        text, tone = risk_words(plan, view)
        yield from wrapped(text, width, tone)
        yield from wrapped(plan_origin(plan), width, Tone.MUTED)
        return
    held = plan.position
    share = fmt.percent(plan.forecast.share, sign=False, places=1)
    size = f"{held.direction.name} {trimmed(held.quantity)} {view.market.base}"
    yield line(Span(f"closes {share} of your {size}", Tone.MUTED))


def _figures(plan: AnyPlan, view: ExitView, width: int) -> tuple[Line, ...]:
    price = plan.ticket.price
    if plan.ticket.reduce_only:
        return exit_figures(forecast_of(plan), view, width, price=price)
    return opening_figures(outlook(plan.ticket, view), view, width, price=price)


def _terms(plan: AnyPlan, width: int) -> Iterator[Line]:
    """The fields of the request in the exchange's own words and texts."""
    ticket = plan.ticket
    fields = (
        (("symbol", ticket.symbol), ("side", ticket.side.value)),
        (("price", plain(ticket.price)), ("quantity", plain(ticket.quantity))),
        (("orderType", "Limit"), ("timeInForce", ticket.time_in_force)),
        (
            ("reduceOnly", "true" if ticket.reduce_only else "false"),
            *((("postOnly", "true"),) if ticket.post_only else ()),
        ),
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


def _position_changes(plan: AnyPlan, now: ExitView) -> Iterator[str]:
    held, base = now.position, now.market.base
    was = plan.position
    if was is None:
        if held is not None:
            size = f"{held.direction.name} {trimmed(held.quantity)} {base}"
            yield f"A position was opened since: {size}."
    elif held is None:
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


def _rule_changes(plan: AnyPlan, now: ExitView) -> Iterator[str]:
    """Rules the frozen terms break now, and news that make them worse than they were shown."""
    result = plan.again(now)
    if isinstance(result, tuple):
        exits = isinstance(plan, ExitPlan)
        yield from (problem_sentences if exits else order_sentences)(result, now)
        return
    known = set(plan.cautions)
    if known & _FILLS:
        known |= _FILLS
    if plan.kind is IntentKind.CLOSE:
        known.add(Caution.AT_A_LOSS)
    for caution in result.cautions:
        if caution in _WORSE and caution not in known:
            yield f"New since the review: {caution_sentence(caution, result, now)}"
