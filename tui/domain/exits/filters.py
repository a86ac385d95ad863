"""The rules that hold for every order, whatever it is for: the picture and the market's filters."""

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.exits.plan import ExitView, Field, Problem, Rule
from tui.domain.exits.ranges import band
from tui.domain.market import BookState
from tui.domain.money import on_grid

_TAKES_LIMITS = frozenset({BookState.OPEN, BookState.LIMIT_ONLY, BookState.POST_ONLY})


def picture_problems(view: ExitView) -> Iterator[Problem]:
    """What of the picture is missing or too old to decide on, and a market that takes nothing."""
    if view.market.state not in _TAKES_LIMITS:
        yield Problem(Field.FORM, Rule.MARKET_CLOSED, state=view.market.state)
    if not view.link_up:
        yield Problem(Field.FORM, Rule.LINK_DOWN)
    if not view.reconciled:
        yield Problem(Field.FORM, Rule.NOT_RECONCILED)
    mark_age = None if view.mark is None else view.mark_age
    yield from _staleness(Rule.MARK_STALE, mark_age, view.limits.mark)
    yield from _staleness(Rule.POSITION_STALE, view.position_age, view.limits.position)


def _staleness(rule: Rule, age: float | None, limit: float) -> Iterator[Problem]:
    if age is None or age > limit:
        found = None if age is None else Decimal(f"{age:.1f}")
        yield Problem(Field.FORM, rule, limit=Decimal(str(limit)), found=found)


def broken_price_rules(price: Decimal, view: ExitView) -> Iterator[tuple[Rule, Decimal]]:
    """The market's filters that `price` breaks, each with its number."""
    rules = view.market.price
    low, high = band(view)
    if not on_grid(price, rules.tick):
        yield Rule.OFF_TICK, rules.tick
    if price < rules.minimum:
        yield Rule.BELOW_MIN_PRICE, rules.minimum
    if rules.maximum is not None and price > rules.maximum:
        yield Rule.ABOVE_MAX_PRICE, rules.maximum
    if low is not None and price < low:
        yield Rule.BELOW_BAND, low
    if high is not None and price > high:
        yield Rule.ABOVE_BAND, high


def broken_quantity_rules(quantity: Decimal, view: ExitView) -> Iterator[tuple[Rule, Decimal]]:
    """The market's filters that `quantity` breaks, each with its number."""
    rules = view.market.quantity
    if not on_grid(quantity, rules.step):
        yield Rule.OFF_STEP, rules.step
    if quantity < rules.minimum:
        yield Rule.BELOW_MIN_QUANTITY, rules.minimum
    if rules.maximum is not None and quantity > rules.maximum:
        yield Rule.ABOVE_MAX_QUANTITY, rules.maximum
