"""That the audit can fail: each invariant is broken on purpose and must be noticed."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.fakes.flow_audit import Audit
from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side

D = Decimal


@pytest.fixture
def market() -> QuietMarket:
    return QuietMarket("a", "b")


def _lose_cash(market: QuietMarket) -> None:
    market.account("a").cash -= D("0.000001")


def _lose_quantity(market: QuietMarket) -> None:
    market.account("a").positions[SOL].quantity += D("0.01")


def _move_level(market: QuietMarket) -> None:
    market.sol.book.asks.totals[D("100.70")] += D("0.01")


def _forget_order(market: QuietMarket) -> None:
    market.account("b").orders.clear()


def _fill_unheard(market: QuietMarket) -> None:
    next(iter(market.account("b").orders.values())).executed += D("0.01")


@pytest.mark.parametrize(
    "damage", [_lose_cash, _lose_quantity, _move_level, _forget_order, _fill_unheard]
)
def test_damage_is_noticed(market: QuietMarket, damage: Callable[[QuietMarket], None]) -> None:
    audit = Audit(market)
    market.limit("b", Side.ASK, "100.60", "2")
    market.limit("a", Side.BID, "100.60", "2")
    market.limit("b", Side.ASK, "100.70", "1")
    audit.listen()
    audit.check()
    audit.check_cash()
    damage(market)
    with pytest.raises(AssertionError):
        audit.check()


def test_an_amount_no_row_explains_is_noticed(market: QuietMarket) -> None:
    audit = Audit(market)
    market.account("a").cash += 1
    market.account("b").cash -= 1
    audit.check()
    with pytest.raises(AssertionError):
        audit.check_cash()


def _push(market: QuietMarket, stream: str, account: str | None, **data: object) -> None:
    market.outbox.send(stream, data, account)


def test_a_crossed_top_is_noticed(market: QuietMarket) -> None:
    audit = Audit(market)
    _push(market, f"bookTicker.{SOL}", None, a="100", b="100")
    with pytest.raises(AssertionError):
        audit.listen()


def test_a_gap_in_the_depth_is_noticed(market: QuietMarket) -> None:
    audit = Audit(market)
    for update in (5, 7):
        _push(market, f"depth.{SOL}", None, s=SOL, u=update, a=[], b=[])
    with pytest.raises(AssertionError, match="7 after 5"):
        audit.listen()


def test_a_reduce_only_fill_without_a_position_is_noticed(market: QuietMarket) -> None:
    audit = Audit(market)
    order = {"T": 1, "e": "orderFill", "i": "1", "s": SOL, "S": "Ask", "r": True}
    _push(market, "account.orderUpdate", "a", **order, l="1", z="1", q="1", X="Filled", O="USER")
    with pytest.raises(AssertionError, match="reduce-only"):
        audit.listen()


def test_a_fill_beyond_the_order_is_noticed(market: QuietMarket) -> None:
    audit = Audit(market)
    order = {"T": 1, "e": "orderFill", "i": "1", "s": SOL, "S": "Ask", "r": False}
    _push(market, "account.orderUpdate", "a", **order, l="2", z="2", q="1", X="Filled", O="USER")
    with pytest.raises(AssertionError):
        audit.listen()
