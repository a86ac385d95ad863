from decimal import Decimal

import pytest

from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side
from tui.sandbox.errors import Refusal
from tui.sandbox.orders import Status

D = Decimal


def test_longs_pay_shorts_when_the_rate_is_positive() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "100", "100", against="b")
    before = market.ledger.total()
    long_cash, short_cash = market.account("a").cash, market.account("b").cash
    due = market.sol.marks.next_funding_us
    market.keeper.pay_funding(market.sol)
    paid = D("0.12575")  # 0.0000125 of 100 at a mark of 100.60
    assert market.account("a").cash == long_cash - paid
    assert market.account("b").cash == short_cash + paid
    assert market.ledger.total() == before
    (row,) = market.account("a").funding
    assert (row.quantity, row.at_us) == (-paid, due)
    assert market.sol.past_rates == [(due, D("0.0000125"))]


def test_funding_is_told_as_a_balance() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "100", "100", against="b")
    market.keeper.pay_funding(market.sol)
    (push,) = market.pushes("a", "account.balanceUpdate")
    assert push.data["A"] == "9994.87425"


def _drowning() -> QuietMarket:
    market = QuietMarket("a", "b", "c", cash="10000")
    market.ledger.accounts["a"].cash = D(1100)
    market.give("a", "100", "100.60", against="b")
    market.limit("c", Side.BID, "91", "500")
    market.sol.marks.mark = market.sol.marks.index = D("90.50")
    return market


def test_an_account_below_its_maintenance_is_closed_a_tenth_at_a_time() -> None:
    market = _drowning()
    resting = market.limit("a", Side.ASK, "120", "1", reduce_only=True)
    market.keeper.check_accounts()
    assert market.account("a").liquidating
    assert resting.expiry is not None
    assert market.account("a").held(SOL) == 90
    market.keeper.check_accounts()
    assert market.account("a").held(SOL) == 81
    assert market.account("a").ended[-1].system_type == "LiquidatePositionOnBook"


def test_no_order_is_taken_from_an_account_in_liquidation() -> None:
    market = _drowning()
    market.keeper.check_accounts()
    with pytest.raises(Refusal) as refusal:
        market.limit("a", Side.BID, "90", "1")
    assert refusal.value.code == "ACCOUNT_LIQUIDATING"


def test_liquidation_ends_when_the_account_is_sound_and_keeps_the_books() -> None:
    market = _drowning()
    before = market.ledger.total()
    for _ in range(200):
        market.keeper.check_accounts()
    assert not market.account("a").liquidating
    assert market.ledger.total() == before


def test_a_sound_account_is_left_alone() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "10", "100", against="b")
    market.keeper.check_accounts()
    assert market.account("a").held(SOL) == 10
    assert not market.account("a").liquidating


def test_open_profit_goes_into_the_collateral_and_comes_back_with_a_loss() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "10", "100", against="b")
    account, before = market.account("a"), market.ledger.total()
    account.auto_realize = True
    start = account.cash
    market.keeper.realize_profits()
    position = account.positions[SOL]
    assert account.cash == start + 6  # 10 at a mark of 100.60
    assert (position.realized, position.unrealized(D("100.60"))) == (D(6), D(0))
    assert position.entry == 100
    market.sol.marks.mark = D("99")
    assert position.unrealized(D(99)) == -16
    market.keeper.realize_profits()
    assert account.cash == start - 10
    assert market.ledger.total() == before
    assert [row.quantity for row in account.settlements] == [6, -16]


def test_settled_profit_is_not_paid_again_when_the_position_closes() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "10", "100", against="b")
    account, before = market.account("a"), market.ledger.total()
    account.auto_realize = True
    start = account.cash
    market.keeper.realize_profits()
    market.give("a", "-4", "101", against="b")
    market.give("a", "-6", "102", against="b")
    fees = D("0.202") + D("0.306")
    assert account.cash == start + 4 + 12 - fees
    assert account.closed[0].realized == 16
    assert market.ledger.total() == before


def test_an_account_that_does_not_ask_keeps_its_open_profit_open() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "10", "100", against="b")
    cash = market.account("a").cash
    market.keeper.realize_profits()
    assert market.account("a").cash == cash
    assert market.pushes("a", "account.balanceUpdate") == []


def test_a_liquidation_is_told_to_everybody_and_leaves_its_rows() -> None:
    market = _drowning()
    market.keeper.check_accounts()
    pushes = market.outbox.take()
    public = [p for p in pushes if p.stream == "liquidation"]
    assert [(p.data["S"], p.data["p"], p.data["q"]) for p in public] == [("Ask", "91.00", "10.00")]
    assert [p.data for p in pushes if p.stream == f"liquidation.{SOL}"] == [public[0].data]
    fills = [p.data for p in pushes if p.account == "a" and p.data["e"] == "orderFill"]
    assert {data["O"] for data in fills} == {"LIQUIDATION_AUTOCLOSE"}
    position = market.account("a").positions[SOL]
    assert (position.liquidated, position.liquidation_fees) == (D(10), D("9.1"))
    fees = [row.quantity for row in market.account("a").settlements if row.source != "RealizePnl"]
    assert fees == [D("-9.1")]


def test_a_slice_that_finds_no_buyer_costs_nothing() -> None:
    market = _drowning()
    market.desk.end(next(iter(market.account("c").orders.values())), Status.CANCELLED)
    cash = market.account("a").cash
    market.keeper.check_accounts()
    assert market.account("a").liquidating
    assert market.account("a").cash == cash
