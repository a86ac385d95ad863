from decimal import Decimal

import pytest

from tests.builders import price, quantity, sol_long, sol_order, sol_short
from tui.domain.exits.coverage import claim, covered, covered_share, covering_orders
from tui.domain.order import Order, OrderStatus
from tui.domain.position import Side


def trigger(text: str | None) -> Order:
    return sol_order(
        quantity=None,
        status=OrderStatus.TRIGGER_PENDING,
        trigger_price=price("90"),
        trigger_quantity=text,
    )


def test_only_open_reduce_only_orders_on_the_closing_side_cover() -> None:
    covers = sol_order("1")
    others = (
        sol_order("2", reduce_only=False),
        sol_order("3", side=Side.BID),
        sol_order("4", symbol="ETH_USDC_PERP"),
        sol_order("5", status=OrderStatus.CANCELLED),
    )
    assert covering_orders(sol_long(), (covers, *others)) == (covers,)
    assert covering_orders(sol_short(), (covers, *others)) == (others[1],)


def test_a_partly_filled_order_claims_what_remains_of_it() -> None:
    order = sol_order(quantity=quantity("5"), executed=quantity("2"))
    assert claim(sol_long(), order) == 3


@pytest.mark.parametrize(
    ("text", "claimed"),
    [("1.5", "1.5"), ("80%", "20"), ("100%", "25"), ("0.5%", "0.125")],
)
def test_a_conditional_order_claims_an_amount_or_a_share(text: str, claimed: str) -> None:
    assert claim(sol_long(), trigger(text)) == Decimal(claimed)


@pytest.mark.parametrize("text", [None, "", "%", "all", "-5", "-5%", "1e5", "5%%"])
def test_an_unreadable_trigger_quantity_claims_nothing(text: str | None) -> None:
    assert claim(sol_long(), trigger(text)) == 0


def test_a_trigger_order_told_with_quantity_zero_is_read_by_its_trigger_quantity() -> None:
    order = sol_order(
        quantity=quantity("0"), status=OrderStatus.TRIGGER_PENDING, trigger_quantity="80%"
    )
    assert claim(sol_long(), order) == 20


def test_coverage_adds_up_and_never_exceeds_the_position() -> None:
    assert covered(sol_long(), ()) == 0
    assert covered(sol_long(), (sol_order("1"), trigger("20%"))) == 10
    assert covered_share(sol_long(), (sol_order("1"), trigger("20%"))) == Decimal("0.4")
    assert covered(sol_long(), (sol_order("1"), trigger("100%"))) == 25
    assert covered_share(sol_long(), (sol_order("1"), trigger("100%"))) == 1
