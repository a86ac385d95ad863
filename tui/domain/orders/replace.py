"""How an order is replaced: which of the two requests goes first."""

from tui.domain.exits.plan import ExitView, Plan
from tui.domain.order import Order
from tui.domain.orders.plan import ReplaceWay


def replace_policy(order: Order, plan: Plan, view: ExitView) -> ReplaceWay:
    """The way that leaves the position covered where one exists."""
    raise NotImplementedError
