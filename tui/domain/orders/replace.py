"""How an order is replaced: which of the two requests goes first.

The exchange cannot change an order in place. Two exits at once are harmless where both fit into
the position, since neither can do more than reduce it; anything else doubled could open too much.
"""

from tui.domain.exits.plan import ExitView, Plan
from tui.domain.money import trimmed
from tui.domain.order import Order
from tui.domain.orders.plan import ReplacePolicy, ReplaceWay


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
