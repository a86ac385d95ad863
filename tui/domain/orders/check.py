"""Whether a drafted order or close may be sent: every rule at once, each with its numbers.

Nothing is corrected. Where a share of the position or a price of the book is asked for, what comes
of it stands in the plan before anybody confirms it.
A quantity by share is rounded down to the step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tui.domain.exits.filters import (
    broken_price_rules,
    broken_quantity_rules,
    picture_problems,
)
from tui.domain.exits.plan import ExitView, Field, Problem, Rule
from tui.domain.exits.ranges import market_prices, market_quantities, quantity_range
from tui.domain.intent import IntentKind, Ticket, TimeInForce
from tui.domain.market import BookState
from tui.domain.money import (
    WIDE,
    AmountFault,
    Price,
    Quantity,
    Rate,
    fit_decimals,
    floor_to,
    parse_amount,
)
from tui.domain.orders.outlook import outlook
from tui.domain.orders.plan import CloseDraft, OrderDraft, OrderPlan, PriceAt
from tui.domain.orders.price import Priced, priced
from tui.domain.position import Side

_ALL = Decimal(100)

Checked = OrderPlan | tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a draft comes to, before it is known whether it may be sent."""

    kind: IntentKind
    side: Side
    price: Priced | Problem
    quantity: Decimal | Problem
    time_in_force: TimeInForce
    post_only: bool
    reduce_only: bool


def check_order(draft: OrderDraft, view: ExitView) -> Checked:
    """A plan that passes every rule, or all the rules that `draft` breaks."""
    force = draft.time_in_force
    if draft.at is PriceAt.MARKET and force is TimeInForce.GTC:
        force = TimeInForce.IOC
    terms = _Terms(
        kind=IntentKind.ORDER,
        side=draft.side,
        price=priced(draft.at, draft.side, draft.price, draft.slippage, view),
        quantity=_typed_quantity(draft.quantity),
        time_in_force=force,
        post_only=draft.post_only,
        reduce_only=draft.reduce_only,
    )
    return _checked(terms, view)


def check_close(draft: CloseDraft, view: ExitView) -> Checked:
    """A plan that closes the position or a part of it, or all the rules that `draft` breaks."""
    position = view.position
    if position is None:
        unread = view.position_age is None
        gone = () if unread else (Problem(Field.FORM, Rule.NO_POSITION),)
        return (*gone, *picture_problems(view))
    side = position.direction.closing_side
    is_now = draft.at is PriceAt.MARKET
    typed = draft.quantity.strip(" ") != ""
    terms = _Terms(
        kind=IntentKind.CLOSE,
        side=side,
        price=priced(draft.at, side, draft.price, draft.slippage, view),
        quantity=_typed_quantity(draft.quantity) if typed else _share(draft.share, view),
        time_in_force=TimeInForce.IOC if is_now else TimeInForce.GTC,
        post_only=draft.post_only,
        reduce_only=True,
    )
    return _checked(terms, view)


def check_again(plan: OrderPlan, view: ExitView) -> Checked:
    """The rules for terms that were confirmed: the price stays what it is."""
    ticket = plan.ticket
    terms = _Terms(
        kind=plan.kind,
        side=ticket.side,
        price=Priced(ticket.price, plan.at, plan.reference, plan.slippage),
        quantity=ticket.quantity,
        time_in_force=ticket.time_in_force,
        post_only=ticket.post_only,
        reduce_only=ticket.reduce_only,
    )
    return _checked(terms, view)


def _typed_quantity(text: str) -> Decimal | Problem:
    value = parse_amount(text)
    if isinstance(value, AmountFault):
        return Problem(Field.QUANTITY, Rule.NOT_AN_AMOUNT, fault=value)
    return value


def _share(text: str, view: ExitView) -> Decimal | Problem:
    """So many per cent of the position, rounded down to the step."""
    share = parse_amount(text)
    if isinstance(share, AmountFault):
        return Problem(Field.QUANTITY, Rule.NOT_AN_AMOUNT, fault=share)
    if share > _ALL:
        return Problem(Field.QUANTITY, Rule.NOT_A_SHARE, limit=_ALL, found=share)
    held = Decimal(0) if view.position is None else view.position.quantity
    with localcontext(prec=WIDE):
        part = held * share / _ALL
    return floor_to(part, view.market.quantity.step)


def _checked(terms: _Terms, view: ExitView) -> Checked:
    problems = (
        *_terms_problems(terms, view),
        *_price_problems(terms, view),
        *_quantity_problems(terms, view),
        *_book_problems(terms, view),
        *picture_problems(view),
    )
    price, quantity = terms.price, terms.quantity
    if problems or isinstance(price, Problem) or isinstance(quantity, Problem) or view.mark is None:
        return problems
    ticket = Ticket(
        symbol=view.market.symbol,
        side=terms.side,
        price=Price(fit_decimals(price.price, view.market.price.tick)),
        quantity=Quantity(fit_decimals(quantity, view.market.quantity.step)),
        reduce_only=terms.reduce_only,
        time_in_force=terms.time_in_force,
        post_only=terms.post_only,
    )
    seen = outlook(ticket, view)
    return OrderPlan(
        ticket=ticket,
        kind=terms.kind,
        position=view.position,
        mark=view.mark,
        at=price.at,
        reference=price.reference,
        slippage=None if price.slippage is None else Rate(price.slippage),
        notional=seen.notional,
        margin=seen.margin,
        take=seen.take,
        fee=seen.fee,
        forecast=seen.forecast,
        cautions=seen.cautions,
        recheck=check_again,
    )


def _terms_problems(terms: _Terms, view: ExitView) -> Iterator[Problem]:
    at_once = terms.time_in_force is not TimeInForce.GTC
    if terms.post_only and at_once:
        yield Problem(Field.FORM, Rule.TERMS_CLASH)
    position = view.position
    if not terms.reduce_only or (position is None and view.position_age is None):
        return
    if position is None:
        yield Problem(Field.SIDE, Rule.WOULD_NOT_REDUCE)
    elif terms.side is not position.direction.closing_side:
        yield Problem(Field.SIDE, Rule.WRONG_SIDE)


def _price_problems(terms: _Terms, view: ExitView) -> Iterator[Problem]:
    if isinstance(terms.price, Problem):
        yield terms.price
        return
    price = terms.price.price
    nearest = market_prices(view).nearest(price)
    for rule, limit in broken_price_rules(price, view):
        yield Problem(Field.PRICE, rule, limit=limit, nearest=nearest, found=price)


def _quantity_problems(terms: _Terms, view: ExitView) -> Iterator[Problem]:
    quantity = terms.quantity
    if isinstance(quantity, Problem):
        yield quantity
        return
    allowed = quantity_range(view) if terms.reduce_only else market_quantities(view)
    nearest = allowed.nearest(quantity)
    for rule, limit in broken_quantity_rules(quantity, view):
        yield Problem(Field.QUANTITY, rule, limit=limit, nearest=nearest, found=quantity)
    if terms.reduce_only and view.position is not None and quantity > view.free:
        yield Problem(
            Field.QUANTITY, Rule.MORE_THAN_FREE, limit=view.free, nearest=nearest, found=quantity
        )


def _book_problems(terms: _Terms, view: ExitView) -> Iterator[Problem]:
    """Whether it rests where it must rest, and fills where it must fill.

    The market's post-only state binds every order; without a live book neither can be told.
    """
    if isinstance(terms.price, Problem) or isinstance(terms.quantity, Problem):
        return
    must_rest = terms.post_only or view.market.state is BookState.POST_ONLY
    at_once = terms.time_in_force is not TimeInForce.GTC
    if view.book is None:
        if must_rest:
            yield Problem(Field.FORM, Rule.BOOK_UNKNOWN)
        return
    take = view.book.takes(terms.side, terms.price.price, terms.quantity)
    if must_rest and take.now > 0:
        rule = Rule.POST_ONLY_TAKES if terms.post_only else Rule.WOULD_TAKE
        yield Problem(Field.PRICE, rule, limit=take.fills[0].price, found=terms.price.price)
    is_whole = terms.time_in_force is TimeInForce.FOK
    if at_once and terms.quantity > 0 and (take.now == 0 or (is_whole and take.rests > 0)):
        yield Problem(Field.PRICE, Rule.WOULD_REST, found=terms.price.price)
