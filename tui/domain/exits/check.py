"""Whether a drafted take-profit may be sent: every rule at once, each with its numbers.

Nothing is corrected. A draft that breaks a rule comes back with the number it broke and values
that would pass. A rule whose datum is missing is not skipped in silence: the missing datum is the
problem.
"""

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.exits.filters import (
    broken_price_rules,
    broken_quantity_rules,
    picture_problems,
)
from tui.domain.exits.forecast import forecast
from tui.domain.exits.plan import (
    Caution,
    Draft,
    ExitPlan,
    ExitView,
    Field,
    Forecast,
    Problem,
    Rule,
)
from tui.domain.exits.ranges import price_range, quantity_range
from tui.domain.intent import Ticket
from tui.domain.market import BookState
from tui.domain.money import (
    AmountFault,
    Price,
    Quantity,
    fit_decimals,
    floor_to,
    parse_amount,
    plain,
)
from tui.domain.position import Direction, Position


def check(draft: Draft, view: ExitView) -> ExitPlan | tuple[Problem, ...]:
    """A plan that passes every rule, or all the rules that `draft` breaks."""
    price, quantity = parse_amount(draft.price), parse_amount(draft.quantity)
    problems = (
        *_position_problems(draft, view),
        *_price_problems(price, view),
        *_quantity_problems(quantity, view),
        *_resting_problems(price, quantity, view),
        *picture_problems(view),
    )
    if (
        problems
        or isinstance(price, AmountFault)
        or isinstance(quantity, AmountFault)
        or view.position is None
        or view.mark is None
    ):
        return problems
    return _plan(price, quantity, view, view.position, view.mark)


def suggest(view: ExitView) -> Draft:
    """What a fresh form holds: all that is free, and no price, since only the trader knows that."""
    rules = view.market.quantity
    most = view.free if rules.maximum is None else min(view.free, rules.maximum)
    quantity = floor_to(most, rules.step)
    fits = quantity > 0 and quantity >= rules.minimum
    return Draft(price="", quantity=plain(quantity) if fits else "")


def _plan(
    price: Decimal, quantity: Decimal, view: ExitView, position: Position, mark: Price
) -> ExitPlan | tuple[Problem, ...]:
    outcome = forecast(price, quantity, view)
    if outcome is None:
        return (Problem(Field.FORM, Rule.NO_POSITION),)
    ticket = Ticket(
        symbol=view.market.symbol,
        side=position.direction.closing_side,
        price=Price(fit_decimals(price, view.market.price.tick)),
        quantity=Quantity(fit_decimals(quantity, view.market.quantity.step)),
    )
    cautions = tuple(_cautions(ticket, outcome, view, position, mark))
    return ExitPlan(ticket, position, mark, outcome, cautions, recheck=check)


def _position_problems(draft: Draft, view: ExitView) -> Iterator[Problem]:
    if view.position is None:
        if view.position_age is not None:
            yield Problem(Field.FORM, Rule.NO_POSITION)
    elif draft.side not in {None, view.position.direction.closing_side}:
        yield Problem(Field.SIDE, Rule.WRONG_SIDE)


def _price_problems(price: Decimal | AmountFault, view: ExitView) -> Iterator[Problem]:
    if isinstance(price, AmountFault):
        yield Problem(Field.PRICE, Rule.NOT_AN_AMOUNT, fault=price)
        return
    nearest = price_range(view).nearest(price)
    for rule, limit in _broken_price_rules(price, view):
        yield Problem(Field.PRICE, rule, limit=limit, nearest=nearest, found=price)


def _broken_price_rules(price: Decimal, view: ExitView) -> Iterator[tuple[Rule, Decimal]]:
    yield from broken_price_rules(price, view)
    if view.position is not None and view.mark is not None:
        is_long = view.position.direction is Direction.LONG
        if not (price > view.mark if is_long else price < view.mark):
            yield Rule.NOT_BEYOND_MARK, view.mark


def _quantity_problems(quantity: Decimal | AmountFault, view: ExitView) -> Iterator[Problem]:
    if isinstance(quantity, AmountFault):
        yield Problem(Field.QUANTITY, Rule.NOT_AN_AMOUNT, fault=quantity)
        return
    nearest = quantity_range(view).nearest(quantity)
    for rule, limit in _broken_quantity_rules(quantity, view):
        yield Problem(Field.QUANTITY, rule, limit=limit, nearest=nearest, found=quantity)


def _broken_quantity_rules(quantity: Decimal, view: ExitView) -> Iterator[tuple[Rule, Decimal]]:
    yield from broken_quantity_rules(quantity, view)
    if view.position is not None and quantity > view.free:
        yield Rule.MORE_THAN_FREE, view.free


def _resting_problems(
    price: Decimal | AmountFault, quantity: Decimal | AmountFault, view: ExitView
) -> Iterator[Problem]:
    """A post-only market refuses what would fill now; without a book that cannot be told."""
    if view.market.state is not BookState.POST_ONLY or view.position is None:
        return
    if view.book is None:
        yield Problem(Field.FORM, Rule.WOULD_TAKE)
        return
    if isinstance(price, AmountFault) or isinstance(quantity, AmountFault):
        return
    take = view.book.takes(view.position.direction.closing_side, price, quantity)
    if take.now > 0:
        nearest = price_range(view).nearest(price)
        best = take.fills[0].price
        yield Problem(Field.PRICE, Rule.WOULD_TAKE, limit=best, nearest=nearest, found=price)


def _cautions(
    ticket: Ticket, outcome: Forecast, view: ExitView, position: Position, mark: Price
) -> Iterator[Caution]:
    if outcome.take is None:
        yield Caution.BOOK_UNKNOWN
    elif outcome.take.now > 0:
        yield Caution.PARTLY_FILLS_NOW if outcome.take.rests > 0 else Caution.FILLS_NOW
    if (outcome.gross if outcome.net is None else outcome.net) < 0:
        yield Caution.AT_A_LOSS
    if abs(ticket.price - mark) * 2 > mark:
        yield Caution.FAR_FROM_MARK
    if 0 < position.quantity - ticket.quantity < view.market.quantity.minimum:
        yield Caution.DUST_LEFT
