from decimal import Decimal

from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side
from tui.sandbox.margin import exposure, liquidation_price, must_liquidate, summarize

D = Decimal


def test_a_flat_account_shows_what_a_flat_account_was_seen_to_show() -> None:
    market = QuietMarket("a", leverage="1")
    health = summarize(market.account("a"), market.desk.marks())
    assert (health.initial, health.maintenance, health.fraction) == (D(1), D("0.007"), None)
    assert health.equity == health.available == 10_000


def test_open_orders_count_at_their_worst_and_reduce_only_ones_do_not() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "2", "100.60", against="b")
    market.limit("a", Side.BID, "90", "3")
    market.limit("a", Side.ASK, "110", "4")
    market.limit("a", Side.ASK, "111", "2", reduce_only=True)
    risk = exposure(market.account("a"), market.sol.instrument, D(100))
    assert (risk.quantity, risk.notional) == (D(5), D(500))
    assert risk.initial == D("0.1")


def test_margin_grows_with_the_root_of_the_notional() -> None:
    market = QuietMarket("a", "b", cash="10000000", leverage="50")
    market.give("a", "40000", "100", against="b")
    risk = exposure(market.account("a"), market.sol.instrument, D(100))
    assert risk.initial == D("0.000075") * 2000
    assert risk.maintenance == D("0.0000375") * 2000


def test_available_is_equity_less_what_is_locked() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "10", "100", against="b")
    health = summarize(market.account("a"), market.desk.marks())
    assert health.unrealized == 6
    assert health.equity == D("10005.5")  # the fee of a taker: five basis points of 1000
    assert health.locked == D("100.6")
    assert health.available == health.equity - health.locked


def test_the_account_is_at_its_limit_at_the_liquidation_price() -> None:
    market = QuietMarket("a", "b", cash="2000")
    market.give("a", "-150", "100.60", against="b")
    account = market.account("a")
    marks = market.desk.marks()
    price = liquidation_price(account, account.positions[SOL], marks)
    assert price > D("100.60")
    instrument, _ = marks[SOL]
    assert not must_liquidate(summarize(account, marks | {SOL: (instrument, price - 1)}))
    assert must_liquidate(summarize(account, marks | {SOL: (instrument, price + 1)}))


def test_a_small_long_has_no_liquidation_price() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "1", "100.60", against="b")
    account = market.account("a")
    assert liquidation_price(account, account.positions[SOL], market.desk.marks()) == 0
