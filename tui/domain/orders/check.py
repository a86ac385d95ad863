"""Whether a drafted order or close may be sent: every rule at once, each with its numbers."""

from tui.domain.exits.plan import ExitView, Problem
from tui.domain.orders.plan import CloseDraft, OrderDraft, OrderPlan


def check_order(draft: OrderDraft, view: ExitView) -> OrderPlan | tuple[Problem, ...]:
    """A plan that passes every rule, or all the rules that `draft` breaks."""
    raise NotImplementedError


def check_close(draft: CloseDraft, view: ExitView) -> OrderPlan | tuple[Problem, ...]:
    """A plan that closes the position or a part of it, or all the rules that `draft` breaks."""
    raise NotImplementedError
