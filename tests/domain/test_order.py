from decimal import Decimal

import pytest

from tests.builders import price, quantity, sol_order, usd
from tui.domain.order import OrderStatus


@pytest.mark.parametrize("status", list(OrderStatus))
def test_only_four_statuses_are_final_and_an_unknown_word_is_not(status: OrderStatus) -> None:
    final = {"Filled", "Cancelled", "Expired", "TriggerFailed"}
    assert status.is_final is (status.value in final)


def test_what_remains_is_never_negative() -> None:
    assert sol_order(executed=quantity("2")).remaining == 3
    assert sol_order(executed=quantity("6")).remaining == 0
    assert sol_order(quantity=None).remaining == 0


def test_an_order_is_conditional_while_it_waits_for_its_trigger() -> None:
    waiting = sol_order(trigger_price=price("90"), status=OrderStatus.TRIGGER_PENDING)
    assert waiting.is_conditional
    assert not sol_order().is_conditional
    assert not sol_order(trigger_price=price("90")).is_conditional


def test_the_average_price_comes_from_what_was_executed() -> None:
    order = sol_order(executed=quantity("2"), executed_quote=usd("221"))
    assert order.average_price == Decimal("110.5")
    assert sol_order().average_price is None
