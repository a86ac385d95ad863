from decimal import Decimal

from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side


def test_nothing_rests_until_a_test_places_it() -> None:
    market = QuietMarket("a")
    assert market.sol.book.mid is None
    market.limit("a", Side.BID, "100", "1")
    assert market.sol.book.bids.best == 100
    assert market.events("a") == [("orderAccepted", "New")]
    assert market.events("a") == []


def test_a_position_can_be_given_either_way() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "-2", "100", against="b")
    assert market.account("a").held(SOL) == Decimal(-2)
    assert market.pushes("a", "account.orderUpdate") == []
