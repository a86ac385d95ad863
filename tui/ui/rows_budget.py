"""The limits a trader set, what of each is used, and which of them an order would break."""

from collections.abc import Iterator

from tui.actions.limit_gates import Usage, limit_denials
from tui.actions.reasons import describe
from tui.domain.limits import Budget
from tui.domain.money import Price, Usd
from tui.ui import format as fmt
from tui.ui.card_parts import GAP
from tui.ui.lines import Line, Span, Tone, joined, line
from tui.ui.plans import AnyPlan


def budget_line(budget: Budget, width: int) -> Line:
    """Each limit with what of it is used: as many as fit whole, the nearest to an order first."""
    groups = (line(Span(f"{name} ", Tone.MUTED), Span(used)) for name, used in _parts(budget))
    return joined(groups, GAP, width)


def over_limits(plan: AnyPlan, mark: Price | None, budget: Budget) -> tuple[str, ...]:
    """Every limit that the order of `plan` would break, as a sentence."""
    usage = Usage(budget, "a mark is still missing", "it is still being counted")
    return tuple(describe(each) for each in limit_denials(plan.ticket, mark, usage))


def _parts(budget: Budget) -> Iterator[tuple[str, str]]:
    limits = budget.limits
    if limits.largest_order is not None:
        yield "largest order", _dollars(limits.largest_order)
    if limits.open_notional is not None:
        yield "open", f"{_dollars(budget.open_notional)} of {_dollars(limits.open_notional)}"
    if limits.daily_loss is not None:
        yield "lost today", f"{_dollars(budget.loss)} of {_dollars(limits.daily_loss)}"
    if limits.per_minute is not None:
        yield "orders this minute", f"{budget.last_minute} of {limits.per_minute}"
    if limits.from_mark is not None:
        yield "from mark at most", fmt.percent(limits.from_mark, sign=False)


def _dollars(value: Usd | None) -> str:
    return fmt.usd(value, sign=False, places=0)
