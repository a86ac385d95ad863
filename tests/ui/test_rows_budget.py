from decimal import Decimal

from tests.builders import exit_view, price, usd
from tui.domain.intent import TimeInForce
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import Rate
from tui.domain.orders.check import check_order
from tui.domain.orders.plan import OrderDraft, OrderPlan
from tui.domain.position import Side
from tui.ui.lines import text_of
from tui.ui.rows_budget import budget_line, over_limits

ALL = OrderLimits(usd("1000"), usd("20000"), 2, 10, Rate(Decimal("0.1")), usd("500"))
USED = Budget(ALL, 0, 3, usd("12000"), usd("-120"))


def plan(**changes: object) -> OrderPlan:
    draft = OrderDraft(Side.BID, "20", "99", time_in_force=TimeInForce.GTC, **changes)  # type: ignore[arg-type]  # because a test names what it changes
    checked = check_order(draft, exit_view())
    assert isinstance(checked, OrderPlan), checked
    return checked


def test_every_limit_is_told_with_what_of_it_is_used() -> None:
    assert text_of(budget_line(USED, 160)) == (
        "largest order 1,000   open 12,000 of 20,000   lost today 120 of 500"
        "   orders this minute 3 of 10   from mark at most 10.00%"
    )


def test_what_does_not_fit_whole_is_left_out() -> None:
    assert text_of(budget_line(USED, 50)) == "largest order 1,000   open 12,000 of 20,000"


def test_what_is_not_known_is_a_dash_and_what_has_no_limit_is_not_told() -> None:
    unknown = Budget(OrderLimits(daily_loss=usd("500"), per_minute=None), 0, 0, None, None)
    assert text_of(budget_line(unknown, 80)) == "lost today — of 500"


def test_an_order_over_a_limit_is_told_which_and_by_how_much() -> None:
    (told,) = over_limits(plan(), price("100.60"), USED)
    assert told.startswith("This order is worth 1980.00 USDC; your limit of one order is 1000.")


def test_a_figure_that_is_missing_is_said_so() -> None:
    limits = OrderLimits(daily_loss=usd("500"))
    (told,) = over_limits(plan(), price("100.60"), Budget(limits, 0, 0, None, None))
    assert "it is still being counted" in told


def test_an_order_within_the_limits_has_nothing_to_be_told() -> None:
    used = Budget(OrderLimits(), 0, 0, None, None)
    assert over_limits(plan(), price("100.60"), used) == ()
