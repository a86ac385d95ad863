"""What the forms of orders say, as lines: the market, the outlook, whether risk opens or shrinks.

Pure, so that each is tested as plain text. The exit form has its own in `exit_card`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.exits.plan import ExitView, Problem
from tui.domain.intent import Ticket, TimeInForce
from tui.domain.money import Price, Quantity, Rate, plain, trimmed
from tui.domain.order import Order
from tui.domain.orders.outlook import Outlook, outlook
from tui.domain.orders.plan import OrderPlan, PriceAt
from tui.domain.orders.price import Priced
from tui.domain.orders.slippage import slippage_text
from tui.domain.position import Side
from tui.ui import format as fmt
from tui.ui.card_parts import GAP, labelled, mark_line, problem_lines
from tui.ui.fate import caution_lines, fate_lines
from tui.ui.figures import exit_figures, opening_figures
from tui.ui.lines import EMPTY, Line, Span, Tone, joined, line, words, wrapped
from tui.ui.plans import AnyPlan
from tui.ui.rows_common import direction_cell
from tui.ui.wording_orders import order_terms, status_words
from tui.ui.wording_terms import order_sentences


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the fields say so far, whether or not it may be sent; None where they say nothing."""

    side: Side
    price: Priced | None
    quantity: Decimal | None
    reduce_only: bool
    time_in_force: TimeInForce


def market_lines(view: ExitView, width: int) -> tuple[Line, ...]:
    """What is held, and what the market says; always two lines."""
    tick, book = view.market.price.tick, view.book
    best = (None, None) if book is None else (book.best_bid, book.best_ask)
    quotes = (
        mark_line(view),
        labelled("bid", fmt.price(best[0], tick)),
        labelled("ask", fmt.price(best[1], tick)),
        labelled("available", fmt.usd(view.available, sign=False)),
    )
    return joined(_held(view), GAP, width), joined(quotes, GAP, width)


def replaced_lines(order: Order, view: ExitView, width: int) -> tuple[Line, ...]:
    """Which order is replaced, and what the market says; always two lines."""
    text = f"instead of: {order_terms(order)}, {status_words(order)}, order {order.order_id}"
    _, quotes = market_lines(view, width)
    return line(Span(words(text, width), Tone.ACCENT)), quotes


def _held(view: ExitView) -> tuple[Line, ...]:
    position = view.position
    if position is None:
        return (line(Span(f"No open position on {view.market.symbol}", Tone.MUTED)),)
    base = view.market.base
    free = f"{trimmed(view.free)} of {trimmed(position.quantity)} {base} free of other exits"
    size = Span(f" {trimmed(position.quantity)} {base}", Tone.STRONG)
    entry = labelled("entry", fmt.price(position.entry, view.market.price.tick))
    return (*direction_cell(position.direction), size), entry, line(Span(free, Tone.MUTED))


def order_outlook_lines(
    sketch: Sketch, view: ExitView, result: AnyPlan | Sequence[Problem], width: int
) -> tuple[Line, ...]:
    """What the order would bring or cost, and all that is wrong with it or worth a second look."""
    lines = (*_figures(sketch, view, width), EMPTY)
    if isinstance(result, Sequence):
        return (*lines, *problem_lines(result, order_sentences(result, view), width))
    text, tone = risk_words(result, view)
    risk = wrapped(text, width, tone)
    return (*lines, *risk, *fate_lines(result, view, width), *caution_lines(result, view, width))


def _figures(sketch: Sketch, view: ExitView, width: int) -> tuple[Line, ...]:
    price = None if sketch.price is None else sketch.price.price
    seen = _seen(sketch, view)
    if sketch.reduce_only:
        return exit_figures(None if seen is None else seen.forecast, view, width, price)
    return opening_figures(seen, view, width, price)


def _seen(sketch: Sketch, view: ExitView) -> Outlook | None:
    if sketch.price is None or sketch.quantity is None:
        return None
    ticket = Ticket(
        view.market.symbol,
        sketch.side,
        Price(sketch.price.price),
        Quantity(sketch.quantity),
        reduce_only=sketch.reduce_only,
        time_in_force=sketch.time_in_force,
    )
    return outlook(ticket, view)


def price_note(priced: Priced | None, side: Side) -> str:
    """Where the price comes from, with its numbers; empty for one that was typed."""
    if priced is None:
        return "the book is not live"
    return _origin(Price(priced.price), side, priced)


def plan_origin(plan: OrderPlan) -> str:
    """The same of a checked order."""
    return _origin(plan.ticket.price, plan.ticket.side, plan)


def _origin(price: Price, side: Side, source: Priced | OrderPlan) -> str:
    if source.reference is None:
        return ""
    if source.at is PriceAt.MARKET and source.slippage is not None:
        share = slippage_text(Rate(source.slippage))
        way = "+" if side is Side.BID else fmt.MINUS
        return f"bound {plain(price)} = best {trimmed(source.reference)} {way} {share}%"
    return f"{plain(price)}, the {_PLACES[source.at]} now"


_PLACES = {PriceAt.BID: "best bid", PriceAt.ASK: "best ask", PriceAt.MID: "mid of the book"}


def risk_words(plan: AnyPlan, view: ExitView) -> tuple[str, Tone]:
    """Whether the order OPENS or REDUCES risk, in a sentence without its full stop."""
    ticket, held, base = plan.ticket, plan.position, view.market.base
    size = "" if held is None else f"{held.direction.name} {trimmed(held.quantity)} {base}"
    closes = held is not None and ticket.side is held.direction.closing_side
    if ticket.reduce_only and held is not None:
        share = fmt.percent(Rate(ticket.quantity / held.quantity), sign=False, places=1)
        return f"REDUCES RISK: closes {share} of your {size}", Tone.GAIN
    way = "LONG" if ticket.side is Side.BID else "SHORT"
    if held is None:
        return f"OPENS RISK: a new {way} {trimmed(ticket.quantity)} {base}", Tone.ALERT
    if not closes:
        return f"OPENS RISK: adds to your {size}", Tone.ALERT
    if ticket.quantity > held.quantity:
        turned = trimmed(ticket.quantity - held.quantity)
        return f"OPENS RISK: turns your {size} into {way} {turned} {base}", Tone.ALERT
    return f"MAY OPEN RISK: reduce-only is off, should your {size} close before it", Tone.WARN
