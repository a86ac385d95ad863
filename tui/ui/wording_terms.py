"""The sentences of the forms that close, order and replace: what the exit form says otherwise."""

from collections.abc import Callable, Mapping, Sequence

from tui.domain.exits.plan import ExitView, Field, Problem, Rule
from tui.domain.money import AmountFault, trimmed
from tui.domain.orders.slippage import MOST_SLIPPAGE, slippage_text
from tui.ui.wording import fault_sentence, problem_sentences

Sentence = Callable[[Problem, ExitView], str]


def order_sentences(problems: Sequence[Problem], view: ExitView) -> tuple[str, ...]:
    """All broken rules of an order; the values that work are named once for each field."""
    usual = problem_sentences(problems, view)
    return tuple(
        _own(problem, view) or sentence for problem, sentence in zip(problems, usual, strict=True)
    )


def _own(problem: Problem, view: ExitView) -> str | None:
    told = _SENTENCES.get(problem.rule)
    return None if told is None else told(problem, view)


def _not_an_amount(problem: Problem, view: ExitView) -> str:
    fault = problem.fault or AmountFault.NOT_A_NUMBER
    if problem.field is Field.SLIPPAGE:
        most = slippage_text(MOST_SLIPPAGE)
        return f"Slippage is per cent of the price, above 0 and at most {most}, like 0.5."
    if problem.field is Field.PRICE:
        example = "100" if view.mark is None else trimmed(view.mark)
        if fault is AmountFault.EMPTY:
            return f"Type a price; the mark is {example}."
        return fault_sentence(fault, problem.field, example)
    least = trimmed(view.market.quantity.minimum)
    if fault is AmountFault.EMPTY:
        return f"Type a quantity; the smallest is {least} {view.market.base}."
    return fault_sentence(fault, problem.field, trimmed(view.free) if view.free else least)


def _no_position(_: Problem, view: ExitView) -> str:
    return f"There is no open position on {view.market.symbol}, so there is nothing to close."


def _would_not_reduce(_: Problem, view: ExitView) -> str:
    return (
        f"There is no position on {view.market.symbol} to reduce. Turn reduce-only off to open one."
    )


def _wrong_side(_: Problem, view: ExitView) -> str:
    if view.position is None:
        return "The side cannot be checked without a position."
    direction = view.position.direction
    side = "sell" if direction.name == "LONG" else "buy"
    return f"Reduce-only: a {direction} is reduced by a {side}. Choose {side}, or turn it off."


def _would_rest(problem: Problem, view: ExitView) -> str:
    best = _best(view)
    price = "this price" if problem.found is None else trimmed(problem.found)
    return f"It has to fill at once, and at {price} the book fills too little{best}."


def _best(view: ExitView) -> str:
    if view.book is None or view.book.best_bid is None or view.book.best_ask is None:
        return ""
    return f" (bid {trimmed(view.book.best_bid)}, ask {trimmed(view.book.best_ask)})"


def _post_only_takes(problem: Problem, view: ExitView) -> str:
    against = "" if problem.limit is None else f" against {trimmed(problem.limit)}"
    return f"Post-only: it would fill now{against}{_best(view)}. Move the price, or turn it off."


def _terms_clash(_: Problem, __: ExitView) -> str:
    return "Post-only rests, market, IOC and FOK fill at once. Turn post-only off, or choose GTC."


def _book_unknown(_: Problem, __: ExitView) -> str:
    return "The book is not live, so it gives no price. Type one, or wait for the book."


_SENTENCES: Mapping[Rule, Sentence] = {
    Rule.NOT_AN_AMOUNT: _not_an_amount,
    Rule.NO_POSITION: _no_position,
    Rule.WRONG_SIDE: _wrong_side,
    Rule.WOULD_NOT_REDUCE: _would_not_reduce,
    Rule.WOULD_REST: _would_rest,
    Rule.POST_ONLY_TAKES: _post_only_takes,
    Rule.TERMS_CLASH: _terms_clash,
    Rule.BOOK_UNKNOWN: _book_unknown,
}
