from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side
from tui.sandbox.errors import Refusal
from tui.sandbox.orders import Terms

D = Decimal


def _code(market: QuietMarket, name: str, side: Side, quantity: str) -> str | None:
    terms = Terms(SOL, side, price=D("100.60"), quantity=D(quantity))
    try:
        market.desk.gate.check_risk(market.account(name), terms, D(quantity))
    except Refusal as refusal:
        return refusal.code
    return None


def test_an_order_within_the_margin_is_taken_and_one_beyond_is_not() -> None:
    market = QuietMarket("a", cash="1006", leverage="10")
    assert _code(market, "a", Side.BID, "100") is None
    assert _code(market, "a", Side.BID, "100.01") == "INSUFFICIENT_MARGIN"


def test_the_position_limit_counts_open_orders_and_the_weight_of_the_market() -> None:
    market = QuietMarket("a", cash="100000")
    market.account("a").position_limit = D(10_060)
    assert _code(market, "a", Side.BID, "100") is None
    market.limit("a", Side.BID, "100", "60")
    assert _code(market, "a", Side.BID, "40") is None
    assert _code(market, "a", Side.BID, "40.01") == "POSITION_LIMIT"
    market.sol.instrument = replace(market.sol.instrument, position_limit_weight=D(4))
    assert _code(market, "a", Side.BID, "0.01") == "POSITION_LIMIT"


def test_an_order_that_reduces_passes_a_limit_that_is_exceeded() -> None:
    market = QuietMarket("a", "b", cash="100000")
    market.give("a", "100", "100.60", against="b")
    market.account("a").position_limit = D(1)
    assert _code(market, "a", Side.ASK, "200") is None
    assert _code(market, "a", Side.ASK, "200.01") == "POSITION_LIMIT"


def test_the_open_interest_limit_stops_what_opens_only() -> None:
    market = QuietMarket("a", "b", cash="100000")
    market.give("a", "10", "100.60", against="b")
    item = market.sol.instrument
    open_interest = market.desk.gate.open_interest(SOL)
    assert open_interest == item.open_interest + 10
    market.sol.instrument = replace(item, open_interest_limit=open_interest + 5)
    assert _code(market, "a", Side.BID, "5") is None
    assert _code(market, "a", Side.BID, "5.01") == "POSITION_LIMIT"
    assert _code(market, "a", Side.ASK, "15") is None
    assert _code(market, "a", Side.ASK, "15.01") == "POSITION_LIMIT"


def test_an_account_in_liquidation_is_refused() -> None:
    market = QuietMarket("a")
    market.account("a").liquidating = True
    with pytest.raises(Refusal) as refusal:
        market.desk.gate.check_account(market.account("a"))
    assert refusal.value.code == "ACCOUNT_LIQUIDATING"


def test_what_rests_reduce_only_is_no_longer_reducible() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "10", "100.60", against="b")
    market.limit("a", Side.ASK, "110", "4", reduce_only=True)
    gate, account = market.desk.gate, market.account("a")
    assert gate.reducible(account, Terms(SOL, Side.ASK)) == 6
    assert gate.reducible(account, Terms(SOL, Side.BID)) == 0
