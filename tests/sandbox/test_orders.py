from decimal import Decimal

from tui.domain.position import Side
from tui.sandbox.orders import Expiry, Order, Status, Terms

D = Decimal


def test_what_is_left_is_what_has_not_filled() -> None:
    order = Order(1, "a", Terms("SOL_USDC_PERP", Side.BID, reduce_only=True), 0, D(3))
    order.executed = D("1.25")
    assert order.left == D("1.75")
    assert order.reduces
    assert not order.is_waiting


def test_an_order_reduces_only_when_it_says_so() -> None:
    for flag in (None, False):
        order = Order(1, "a", Terms("SOL_USDC_PERP", Side.BID, reduce_only=flag), 0, D(3))
        assert not order.reduces


def test_the_words_are_those_of_the_exchange() -> None:
    assert Status.TRIGGER_PENDING.value == "TriggerPending"
    assert Expiry.REDUCE_ONLY.value == "ReduceOnlyNotReduced"
