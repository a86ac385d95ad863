"""How an order is replaced: which of the two requests goes first.

The exchange cannot change an order in place. Two exits at once are harmless where both fit into
the position, since neither can do more than reduce it; anything else doubled could open too much.
"""

from tui.domain.exits.plan import ExitView, Field, Plan, Problem, Rule
from tui.domain.intent import Ticket
from tui.domain.money import trimmed
from tui.domain.order import Order
from tui.domain.orders.check import Checked, check_order
from tui.domain.orders.plan import OrderDraft, OrderPlan, ReplacePolicy, ReplaceWay


def check_replacement(order: Order, draft: OrderDraft, view: ExitView) -> Checked:
    """A plan for what shall stand in the place of `order`, or all the rules that `draft` breaks.

    `view` is the picture with `order` in it; the plan is checked on the one without.
    """
    checked = check_order(draft, view.without(order.order_id))
    if isinstance(checked, OrderPlan) and _is_same(order, checked.ticket):
        return (Problem(Field.FORM, Rule.SAME_TERMS),)
    return checked


def _is_same(order: Order, ticket: Ticket) -> bool:
    terms = order.price, order.remaining, order.post_only, order.time_in_force
    return terms == (ticket.price, ticket.quantity, ticket.post_only, ticket.time_in_force)


def replace_policy(order: Order, plan: Plan, view: ExitView) -> ReplaceWay:
    """The way that leaves the position covered where one exists, and why it is this one.

    `view` is the picture with `order` in it.
    """
    ticket = plan.ticket
    if not (order.reduce_only and ticket.reduce_only):
        return ReplaceWay(
            ReplacePolicy.CANCEL_FIRST,
            "An order that may open a position is never doubled, so the old one goes first.",
        )
    if ticket.quantity <= view.free:
        return ReplaceWay(
            ReplacePolicy.PLACE_FIRST,
            "Both fit into the position, so the new one is placed before the old one goes.",
        )
    return ReplaceWay(
        ReplacePolicy.CANCEL_FIRST,
        f"Only {trimmed(view.free)} is free beside the old one, so it has to go first; the"
        " position is uncovered until the new one is live.",
    )
