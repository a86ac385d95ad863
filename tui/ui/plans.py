"""The plans that forms make and cards show, and what both kinds tell of themselves."""

from tui.domain.book import Take
from tui.domain.exits.plan import ExitPlan, Forecast
from tui.domain.intent import Ticket, TimeInForce
from tui.domain.orders.plan import OrderPlan

AnyPlan = ExitPlan | OrderPlan


def take_of(plan: AnyPlan) -> Take | None:
    """What the book fills at once and what does not; None when the book is not live."""
    return plan.forecast.take if isinstance(plan, ExitPlan) else plan.take


def forecast_of(plan: AnyPlan) -> Forecast | None:
    """Profit and fee; None for an order that may open a position."""
    return plan.forecast


def ends_at_once(ticket: Ticket) -> bool:
    """Whether what does not fill at once is dropped instead of waiting."""
    return ticket.time_in_force is not TimeInForce.GTC
