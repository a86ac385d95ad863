"""The sentences of the exit form: every rule, fault and caution in plain words.

A trader reads these while money moves, so each names the number that was broken and the nearest
value that works. The tables are complete: a test walks every member of every enum.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from tui.actions.reasons import describe_problem
from tui.domain.exits.plan import ExitView, Field, Problem, Rule
from tui.domain.exits.ranges import price_range, quantity_range
from tui.domain.market import BookState
from tui.domain.money import AmountFault, plain, trimmed
from tui.domain.position import Direction, Side

Sentence = Callable[[Problem, ExitView], str]

FAULTS: Mapping[AmountFault, str] = {
    AmountFault.EMPTY: "Type a {name}, for example {example}.",
    AmountFault.COMMA: "Use a dot for decimals and no separators: 0.05, not 0,05.",
    AmountFault.SIGNED: "A {name} carries no sign: {example}, not -{example}.",
    AmountFault.EXPONENT: "Write the {name} in full: 0.00001, not 1e-5.",
    AmountFault.TOO_LONG: "A {name} has at most 12 digits on either side of the dot.",
    AmountFault.NOT_A_NUMBER: "A {name} is digits 0 to 9 with at most one dot, like {example}.",
    AmountFault.ZERO: "A {name} is more than 0.",
}

BOOK_STATES: Mapping[BookState, str] = {
    BookState.OPEN: "takes all orders",
    BookState.CLOSED: "is closed",
    BookState.CANCEL_ONLY: "takes cancellations only",
    BookState.LIMIT_ONLY: "takes limit orders only",
    BookState.POST_ONLY: "takes only orders that rest",
    BookState.UNKNOWN: "is in a state this program does not know",
}


def side_words(direction: Direction) -> str:
    """Which order closes a position of this direction: `SELL to close your LONG`."""
    verb = "SELL" if direction.closing_side is Side.ASK else "BUY"
    return f"{verb} to close your {direction.name}"


def side_verb(side: Side) -> str:
    """The trader's word for a side."""
    return "sell" if side is Side.ASK else "buy"


def fault_sentence(fault: AmountFault, field: Field, example: str) -> str:
    """Why a typed text is not an amount, with one that would be."""
    name = "price" if field is Field.PRICE else "quantity"
    return FAULTS[fault].format(name=name, example=example)


def problem_sentence(problem: Problem, view: ExitView) -> str:
    """One broken rule as a sentence or two: the rule, its number, and what works."""
    told = _PROBLEMS.get(problem.rule)
    return describe_problem(problem) if told is None else told(problem, view)


def problem_sentences(problems: Sequence[Problem], view: ExitView) -> tuple[str, ...]:
    """All broken rules; the values that work are named once for each field."""
    told: set[tuple[Field, tuple[Decimal, ...]]] = set()
    sentences: list[str] = []
    for problem in problems:
        offer = (problem.field, problem.nearest)
        known = offer in told
        told.add(offer)
        sentences.append(problem_sentence(replace(problem, nearest=()) if known else problem, view))
    return tuple(sentences)


def seconds(age: Decimal | float | None) -> str:
    """An age in words: `7 s`; `never` when there is none."""
    return "never" if age is None else f"{float(age):.0f} s"


def _works(problem: Problem, *, beyond: str = "") -> str:
    """The nearest values as a sentence of their own, or nothing when there are none."""
    if not problem.nearest:
        return ""
    values = " or ".join(plain(value) for value in problem.nearest)
    more = f" or {beyond}" if beyond and len(problem.nearest) == 1 else ""
    return f" {values}{more} {'work' if len(problem.nearest) > 1 else 'works'}."


def _limit(problem: Problem) -> str:
    return "unknown" if problem.limit is None else trimmed(problem.limit)


def _base(view: ExitView) -> str:
    return view.market.base


def _no_position(_: Problem, view: ExitView) -> str:
    return f"There is no open position on {view.market.symbol}, so there is nothing to take."


def _wrong_side(_: Problem, view: ExitView) -> str:
    if view.position is None:
        return "The side cannot be checked without a position."
    direction = view.position.direction
    verb = side_verb(direction.closing_side)
    return f"That side would add to your {direction}; a {direction} is closed by a {verb}."


def _not_an_amount(problem: Problem, view: ExitView) -> str:
    if problem.field is Field.PRICE:
        first = _first_price(view)
        if problem.fault is AmountFault.EMPTY and first is not None and view.mark is not None:
            way = "above" if first > view.mark else "below"
            return f"Type a price {way} the mark {trimmed(view.mark)}. The first is {plain(first)}."
        example = first or view.mark
    else:
        example = quantity_range(view).high or view.market.quantity.minimum
    text = "1.5" if example is None else trimmed(example)
    return fault_sentence(problem.fault or AmountFault.NOT_A_NUMBER, problem.field, text)


def _first_price(view: ExitView) -> Decimal | None:
    """The exit price nearest to the mark; None without a position or a mark."""
    if view.position is None or view.mark is None:
        return None
    allowed = price_range(view)
    return allowed.low if view.position.direction is Direction.LONG else allowed.high


def _not_beyond_mark(problem: Problem, view: ExitView) -> str:
    if problem.limit is None:
        return "The mark is not known yet, so the price cannot be checked against it."
    is_long = view.position is None or view.position.direction is Direction.LONG
    way, more, whose = ("above", "higher", "long") if is_long else ("below", "lower", "short")
    rule = f"Price must be {way} the mark {_limit(problem)} for a {whose}."
    return rule + _works(problem, beyond=more)


def _off_tick(problem: Problem, _: ExitView) -> str:
    return f"Price must be a multiple of the tick {_limit(problem)}.{_works(problem)}"


def _off_step(problem: Problem, _: ExitView) -> str:
    return f"Quantity must be a multiple of the step {_limit(problem)}.{_works(problem)}"


def _below_min_price(problem: Problem, _: ExitView) -> str:
    return f"The market's lowest price is {_limit(problem)}.{_works(problem, beyond='higher')}"


def _above_max_price(problem: Problem, _: ExitView) -> str:
    return f"The market's highest price is {_limit(problem)}.{_works(problem, beyond='lower')}"


def _below_band(problem: Problem, _: ExitView) -> str:
    rule = f"The exchange takes no price below {_limit(problem)} now (price band)."
    return rule + _works(problem, beyond="higher")


def _above_band(problem: Problem, _: ExitView) -> str:
    rule = f"The exchange takes no price above {_limit(problem)} now (price band)."
    return rule + _works(problem, beyond="lower")


def _below_min_quantity(problem: Problem, view: ExitView) -> str:
    rule = f"The smallest quantity is {_limit(problem)} {_base(view)}."
    return rule + _works(problem, beyond="more")


def _above_max_quantity(problem: Problem, view: ExitView) -> str:
    rule = f"The largest quantity is {_limit(problem)} {_base(view)}."
    return rule + _works(problem, beyond="less")


def _more_than_free(problem: Problem, view: ExitView) -> str:
    if problem.limit is not None and problem.limit <= 0:
        return "Other exits already claim the whole position. Cancel one to free quantity."
    size = "" if view.position is None else f" of {trimmed(view.position.quantity)}"
    rule = f"Only {_limit(problem)}{size} {_base(view)} is free of other exits."
    return rule + _works(problem, beyond="less")


def _market_closed(problem: Problem, view: ExitView) -> str:
    state = BOOK_STATES[problem.state or view.market.state]
    return f"{view.market.symbol} {state}. Wait until the exchange opens it."


def _would_take(problem: Problem, view: ExitView) -> str:
    rule = f"{view.market.symbol} {BOOK_STATES[BookState.POST_ONLY]}"
    if problem.limit is None:
        return f"{rule}, and without a live book that cannot be told. Wait for the book."
    return f"{rule}; this price fills now against {_limit(problem)}.{_works(problem)}"


def _mark_stale(problem: Problem, view: ExitView) -> str:
    if problem.found is None:
        return "No mark price was heard yet. Wait for the stream."
    most = problem.limit or view.limits.mark
    return f"The mark is {seconds(problem.found)} old, more than {seconds(most)}. Wait for news."


def _position_stale(problem: Problem, view: ExitView) -> str:
    if problem.found is None:
        return "The position was not read from the exchange yet. Wait for the first reading."
    most = problem.limit or view.limits.position
    return (
        f"The position was confirmed {seconds(problem.found)} ago, more than {seconds(most)}."
        " Press r on the dashboard to read it again."
    )


def _link_down(_: Problem, __: ExitView) -> str:
    return "The link to the exchange is down. Sending opens again when it is back."


def _not_reconciled(_: Problem, __: ExitView) -> str:
    return "Positions and orders are being compared with the exchange. This takes a moment."


_PROBLEMS: Mapping[Rule, Sentence] = {
    Rule.NO_POSITION: _no_position,
    Rule.WRONG_SIDE: _wrong_side,
    Rule.NOT_AN_AMOUNT: _not_an_amount,
    Rule.NOT_BEYOND_MARK: _not_beyond_mark,
    Rule.OFF_TICK: _off_tick,
    Rule.OFF_STEP: _off_step,
    Rule.BELOW_MIN_PRICE: _below_min_price,
    Rule.ABOVE_MAX_PRICE: _above_max_price,
    Rule.BELOW_BAND: _below_band,
    Rule.ABOVE_BAND: _above_band,
    Rule.BELOW_MIN_QUANTITY: _below_min_quantity,
    Rule.ABOVE_MAX_QUANTITY: _above_max_quantity,
    Rule.MORE_THAN_FREE: _more_than_free,
    Rule.MARKET_CLOSED: _market_closed,
    Rule.WOULD_TAKE: _would_take,
    Rule.MARK_STALE: _mark_stale,
    Rule.POSITION_STALE: _position_stale,
    Rule.LINK_DOWN: _link_down,
    Rule.NOT_RECONCILED: _not_reconciled,
}
