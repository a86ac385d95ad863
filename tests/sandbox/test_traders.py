from decimal import Decimal
from random import Random

import pytest

from tests.fakes.quiet_market import QuietMarket
from tui.domain.position import Side
from tui.sandbox.traders import Street, street_accounts

D = Decimal


def street(market: QuietMarket, seed: int = 1) -> Street:
    accounts = street_accounts(8)
    market.ledger.accounts |= {account.key: account for account in accounts}
    subject = Street(market.sol, market.desk, Random(seed), accounts)
    subject.fill_book(100.6)
    return subject


def test_the_book_is_deep_from_the_start_and_tight() -> None:
    market = QuietMarket("a")
    street(market)
    bids, asks = market.sol.book.bids, market.sol.book.asks
    assert min(len(bids.keys), len(asks.keys)) >= 50
    assert bids.best is not None
    assert asks.best is not None
    assert D(0) < asks.best - bids.best <= D("0.06")


def test_the_book_follows_the_index() -> None:
    market = QuietMarket("a")
    subject = street(market)
    for _ in range(40):
        subject.step(103.0, 0.1)
    assert market.sol.book.mid is not None
    assert abs(market.sol.book.mid - 103) < D("0.05")


@pytest.mark.parametrize(("side", "index"), [(Side.ASK, 101.2), (Side.BID, 100.0)])
def test_an_order_the_market_runs_over_is_filled_at_its_price(side: Side, index: float) -> None:
    market = QuietMarket("a")
    subject = street(market)
    price = "100.90" if side is Side.ASK else "100.30"
    order = market.limit("a", side, price, "30")
    for _ in range(60):
        subject.step(index, 0.1)
        assert market.sol.book.bids.best < market.sol.book.asks.best  # type: ignore[operator]
    assert order.executed == 30
    assert order.executed_quote == 30 * D(price)


def test_takers_come_in_different_sizes_and_on_both_sides() -> None:
    market = QuietMarket("a")
    subject = street(market, seed=3)
    for _ in range(1200):
        subject.step(100.6, 0.1)
    trades = market.sol.trades
    assert 60 < len(trades) < 600
    assert {trade.is_buyer_maker for trade in trades} == {True, False}
    assert len({trade.quantity for trade in trades}) > 40


def test_an_emptied_book_comes_back() -> None:
    market = QuietMarket("a", cash="100000000")
    subject = street(market)
    market.limit("a", Side.BID, "101.60", "100000")
    for _ in range(10):
        subject.step(102.5, 0.1)
    assert len(market.sol.book.asks.keys) >= 50
