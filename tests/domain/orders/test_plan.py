"""The values of a ticket: what stands in it untouched, and a plan that is asked again."""

from dataclasses import replace
from decimal import Decimal

from tests.builders import exit_view, price
from tui.domain.exits.plan import ExitView, Field, Problem, Rule
from tui.domain.intent import TimeInForce
from tui.domain.orders.check import check_close
from tui.domain.orders.plan import (
    DEFAULT_SLIPPAGE,
    CloseDraft,
    OrderDraft,
    OrderPlan,
    PriceAt,
)
from tui.domain.position import Side


def closed() -> OrderPlan:
    plan = check_close(CloseDraft(), exit_view())
    assert isinstance(plan, OrderPlan)
    return plan


def test_an_untouched_close_is_all_of_it_at_market_within_half_a_per_cent() -> None:
    draft = CloseDraft()
    assert (draft.share, draft.quantity, draft.at) == ("100", "", PriceAt.MARKET)
    assert draft.slippage == DEFAULT_SLIPPAGE == Decimal("0.005")


def test_an_untouched_ticket_is_a_plain_limit_order_that_stays() -> None:
    draft = OrderDraft(Side.BID, "1")
    assert (draft.at, draft.time_in_force) == (PriceAt.PRICE, TimeInForce.GTC)
    assert (draft.post_only, draft.reduce_only) == (False, False)


def test_a_plan_is_checked_again_by_the_rules_it_passed_with_itself_and_the_new_picture() -> None:
    asked: list[tuple[OrderPlan, ExitView]] = []
    broken = (Problem(Field.FORM, Rule.LINK_DOWN),)

    def recheck(plan: OrderPlan, view: ExitView) -> tuple[Problem, ...]:
        asked.append((plan, view))
        return broken

    plan, later = replace(closed(), recheck=recheck), exit_view(link_up=False)
    assert plan.again(later) is broken
    assert asked == [(plan, later)]


def test_two_plans_of_the_same_terms_are_equal_whoever_checks_them() -> None:
    plan = closed()
    assert plan == replace(plan, recheck=lambda _plan, _view: ())
    assert plan != replace(plan, mark=price("99"))
    assert "recheck" not in repr(plan)
