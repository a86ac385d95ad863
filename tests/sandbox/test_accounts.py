from decimal import Decimal

from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side
from tui.sandbox.orders import Status

D = Decimal


def test_what_may_enlarge_a_position_is_added_up_as_it_comes_fills_and_goes() -> None:
    market = QuietMarket("a", "b")
    account = market.account("a")
    first = market.limit("a", Side.BID, "100", "3")
    market.limit("a", Side.BID, "99", "2")
    assert account.adding[SOL, Side.BID] == 5
    market.limit("b", Side.ASK, "100", "1")
    assert account.adding[SOL, Side.BID] == 4
    market.desk.end(first, Status.CANCELLED)
    assert account.adding[SOL, Side.BID] == 2
    assert account.active() == {SOL}


def test_reduce_only_orders_are_kept_apart() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "5", "100", against="b")
    account = market.account("a")
    order = market.limit("a", Side.ASK, "110", "2", reduce_only=True)
    assert list(account.reducing[SOL].values()) == [order]
    assert account.adding.get((SOL, Side.ASK), D(0)) == 0
    market.desk.end(order, Status.CANCELLED)
    assert not account.reducing[SOL]
    assert account.resting(SOL, Side.ASK) == []
