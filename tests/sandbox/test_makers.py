from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from tests.fakes.quiet_market import QuietMarket
from tui.domain.position import Side
from tui.sandbox.makers import MANNERS, Maker, Manner
from tui.sandbox.style import PLAIN
from tui.sandbox.traders import street_account

D = Decimal
FRONT = MANNERS[0]


def maker(market: QuietMarket, manner: Manner = FRONT, seed: int = 1) -> Maker:
    account = street_account("m", 8)
    market.ledger.accounts["m"] = account
    return Maker(market.desk, market.sol, account, manner, Random(seed))


def best(market: QuietMarket) -> tuple[D, D]:
    book = market.sol.book
    assert book.bids.best is not None
    assert book.asks.best is not None
    return book.bids.best, book.asks.best


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.name)
def test_a_maker_quotes_both_sides_around_the_fair_price(manner: Manner) -> None:
    market = QuietMarket("a")
    maker(market, manner).fill_book(100.6, PLAIN)
    bid, ask = best(market)
    assert bid < D("100.6") < ask
    resting = sum(len(queue) for queue in market.sol.book.bids.queues.values())
    assert resting == len(manner.rungs)


def test_the_one_at_the_touch_quotes_tighter_than_those_behind() -> None:
    spreads = []
    for manner in MANNERS:
        market = QuietMarket("a")
        maker(market, manner).fill_book(100.6, PLAIN)
        bid, ask = best(market)
        spreads.append(ask - bid)
    assert spreads == sorted(spreads)
    assert spreads[0] < D("0.1") < spreads[-1]


def test_a_style_makes_books_thin_and_wide() -> None:
    market = QuietMarket("a")
    thin = replace(PLAIN, levels=0.25, size=0.1, width=20.0)
    maker(market).fill_book(100.6, thin)
    bid, ask = best(market)
    assert len(market.sol.book.bids.keys) == 3
    assert ask - bid > D("0.15")


def test_a_maker_leans_against_what_it_holds() -> None:
    mids = {}
    for side in Side:
        market = QuietMarket("a", cash="10000000")
        held = 5000 if side is Side.BID else -5000
        subject = maker(market, replace(FRONT, lean=0.002))
        subject.fill_book(100.6, PLAIN)
        market.ledger.trade(
            market.account("m"),
            market.sol.instrument,
            signed=D(held),
            price=D("100.6"),
            new_id=1,
            at_us=0,
        )
        for _ in range(30):
            subject.step(100.6)
        mids[side] = market.sol.book.mid or D(0)
    assert mids[Side.BID] < D("100.5")
    assert mids[Side.ASK] > D("100.7")


def test_a_patient_maker_leaves_its_orders_until_its_turn() -> None:
    market = QuietMarket("a")
    slow = replace(FRONT, patience=3)
    subject = maker(market, slow)
    subject.fill_book(100.6, PLAIN)
    before = best(market)
    subject.step(105.0)
    subject.step(105.0)
    assert best(market) == before
    subject.step(105.0)
    assert best(market) != before


def test_an_order_that_was_filled_is_replaced() -> None:
    market = QuietMarket("a", cash="100000000")
    subject = maker(market)
    subject.fill_book(100.6, PLAIN)
    order = market.limit("a", Side.BID, "101.10", "40000")
    assert order.executed > 0
    assert market.sol.book.asks.best is None
    for _ in range(10):
        subject.step(101.3)
    asks = market.sol.book.asks
    assert len(asks.keys) > 3
    assert asks.best is not None
    assert asks.best > D("101.10")
