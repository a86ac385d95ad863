from tests.builders import draft, exit_view
from tui.domain.exits.check import check
from tui.domain.exits.plan import ExitPlan
from tui.domain.orders.check import check_close, check_order
from tui.domain.orders.plan import CloseDraft, OrderDraft, OrderPlan
from tui.domain.position import Side
from tui.ui.plans import ends_at_once, forecast_of, take_of


def test_both_kinds_of_plans_tell_what_they_take_and_bring() -> None:
    exit_plan, close = check(draft(), exit_view()), check_close(CloseDraft(), exit_view())
    assert isinstance(exit_plan, ExitPlan)
    assert isinstance(close, OrderPlan)
    assert take_of(exit_plan) is exit_plan.forecast.take
    assert take_of(close) is close.take
    assert forecast_of(exit_plan) is exit_plan.forecast
    assert forecast_of(close) is close.forecast


def test_only_what_waits_does_not_end_at_once() -> None:
    close = check_close(CloseDraft(), exit_view())
    waits = check_order(OrderDraft(Side.BID, "1", "99"), exit_view())
    assert isinstance(close, OrderPlan)
    assert isinstance(waits, OrderPlan)
    assert ends_at_once(close.ticket)
    assert not ends_at_once(waits.ticket)
