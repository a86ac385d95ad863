from tests.builders import exit_view, price, quantity, sol_order
from tui.domain.exits.plan import ExitView, Plan, Rule
from tui.domain.orders.check import check_close, check_order
from tui.domain.orders.plan import CloseDraft, OrderDraft, OrderPlan, PriceAt, ReplacePolicy
from tui.domain.orders.replace import check_replacement, replace_policy
from tui.domain.position import Side


def close_of(size: str, view: ExitView) -> Plan:
    plan = check_close(CloseDraft(quantity=size, at=PriceAt.PRICE, price="110"), view)
    assert isinstance(plan, OrderPlan), plan
    return plan


def test_what_fits_beside_the_old_order_is_placed_first() -> None:
    old = sol_order()
    view = exit_view(covering=(old,))
    assert replace_policy(old, close_of("20", view), view).policy is ReplacePolicy.PLACE_FIRST


def test_what_does_not_fit_waits_until_the_old_one_is_gone_and_says_how_much_is_free() -> None:
    old = sol_order(quantity=quantity("25"))
    view = exit_view(covering=(old,))
    way = replace_policy(old, close_of("25", view.without(old.order_id)), view)
    assert way.policy is ReplacePolicy.CANCEL_FIRST
    assert "Only 0 is free" in way.why
    assert "uncovered" in way.why


def test_an_order_that_may_open_is_never_doubled() -> None:
    old = sol_order(side=Side.BID, reduce_only=False)
    plan = check_order(OrderDraft(Side.BID, "1", "99"), exit_view())
    assert isinstance(plan, OrderPlan)
    assert replace_policy(old, plan, exit_view()).policy is ReplacePolicy.CANCEL_FIRST


def test_a_replacement_is_checked_as_if_the_old_order_were_gone() -> None:
    old = sol_order(quantity=quantity("25"))
    view = exit_view(covering=(old,))
    draft = OrderDraft(Side.ASK, "25", "109", reduce_only=True)
    checked = check_replacement(old, draft, view)
    assert isinstance(checked, OrderPlan), checked
    assert checked.ticket.price == price("109")


def test_a_replacement_that_changes_nothing_is_refused() -> None:
    old = sol_order()
    view = exit_view(covering=(old,))
    same = OrderDraft(Side.ASK, "5.00", "110.00", reduce_only=True)
    checked = check_replacement(old, same, view)
    assert isinstance(checked, tuple)
    assert [problem.rule for problem in checked] == [Rule.SAME_TERMS]
    post_only = OrderDraft(Side.ASK, "5", "110", reduce_only=True, post_only=True)
    assert isinstance(check_replacement(old, post_only, view), OrderPlan)
