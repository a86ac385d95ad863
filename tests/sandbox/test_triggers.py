from decimal import Decimal

import pytest

from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side
from tui.sandbox.errors import Refusal
from tui.sandbox.orders import ExitLeg, Expiry, Order, Status, Terms, Trigger, TriggerBy

D = Decimal
BID, ASK = Side.BID, Side.ASK


def long_market() -> QuietMarket:
    """`a` is long 4 SOL against `b`; `c` bids and asks around the mark of 100.60."""
    market = QuietMarket("a", "b", "c")
    market.give("a", "4", "100", against="b")
    market.limit("c", BID, "100.50", "50")
    market.limit("c", ASK, "100.70", "50")
    market.outbox.take()
    return market


def stop(
    market: QuietMarket,
    price: str,
    quantity: str = "100%",
    *,
    by: TriggerBy = TriggerBy.MARK,
    limit: str | None = None,
    side: Side = ASK,
    reduce_only: bool | None = True,
) -> Order:
    terms = Terms(
        SOL,
        side,
        is_market=limit is None,
        price=None if limit is None else D(limit),
        reduce_only=reduce_only,
        trigger=Trigger(D(price), by, quantity),
    )
    return market.triggers.place(market.account("a"), terms)


def mark(market: QuietMarket, price: str) -> None:
    market.sol.marks.mark = D(price)
    market.triggers.watch(market.sol)


def test_a_conditional_order_waits_outside_the_book_and_locks_nothing() -> None:
    market = long_market()
    order = stop(market, "99")
    assert order.status is Status.TRIGGER_PENDING
    assert market.events("a") == [("triggerPlaced", "TriggerPending")]
    assert order.id in market.account("a").orders
    mark(market, "99.01")
    assert order.status is Status.TRIGGER_PENDING


def test_a_stop_below_fires_when_the_mark_falls_to_it_and_closes_the_position() -> None:
    market = long_market()
    order = stop(market, "99")
    mark(market, "99")
    assert market.account("a").held(SOL) == 0
    assert order.status is Status.TRIGGERED
    successor = market.account("a").ended[-1]
    assert successor.related_id == order.id != successor.id
    assert (successor.status, successor.executed) == (Status.FILLED, D(4))
    assert successor.triggered_us is not None


def test_a_target_above_fires_when_the_mark_rises_to_it() -> None:
    market = long_market()
    stop(market, "102", "50%", limit="100.50")
    mark(market, "101.99")
    assert market.account("a").held(SOL) == 4
    mark(market, "102")
    assert market.account("a").held(SOL) == 2


@pytest.mark.parametrize("by", list(TriggerBy))
def test_each_trigger_watches_its_own_price(by: TriggerBy) -> None:
    market = long_market()
    stop(market, "99", by=by)
    for other in TriggerBy:
        if other is not by:
            _set(market, other, "98")
    market.triggers.watch(market.sol)
    assert market.account("a").held(SOL) == 4
    _set(market, by, "98")
    market.triggers.watch(market.sol)
    assert market.account("a").held(SOL) == 0


def _set(market: QuietMarket, by: TriggerBy, price: str) -> None:
    if by is TriggerBy.LAST:
        market.sol.last = D(price)
    elif by is TriggerBy.MARK:
        market.sol.marks.mark = D(price)
    else:
        market.sol.marks.index = D(price)


def test_a_short_spike_of_trades_fires_a_trigger_on_the_last_price() -> None:
    market = long_market()
    stop(market, "101.50", by=TriggerBy.LAST)
    market.limit("b", ASK, "100.60", "1")
    market.limit("c", BID, "100.60", "1")
    market.triggers.watch(market.sol)
    assert market.account("a").held(SOL) == 4
    market.desk.on_trade(market.sol, D("101.50"))
    market.desk.on_trade(market.sol, D("100.60"))
    market.triggers.watch(market.sol)
    assert market.account("a").held(SOL) == 0


def test_a_stop_works_beside_a_resting_exit_that_covers_the_position() -> None:
    market = long_market()
    target = market.limit("a", ASK, "105", "4", reduce_only=True)
    stop(market, "99")
    mark(market, "99")
    assert market.account("a").held(SOL) == 0
    assert (target.status, target.expiry) == (Status.EXPIRED, Expiry.REDUCE_ONLY)


def test_a_fired_stop_limit_rests_and_takes_the_place_of_the_resting_exit() -> None:
    market = long_market()
    target = market.limit("a", ASK, "105", "4", reduce_only=True)
    stop(market, "99", "3", limit="101")
    mark(market, "99")
    assert target.quantity == 1
    assert market.sol.book.asks.totals[D(101)] == 3


def test_protection_fails_when_the_position_closes() -> None:
    market = long_market()
    order = stop(market, "99")
    market.outbox.take()
    market.place("a", Terms(SOL, ASK, is_market=True, quantity=D(4)))
    assert (order.status, order.expiry) == (Status.TRIGGER_FAILED, Expiry.STOP_WITHOUT_POSITION)
    pushes = market.pushes("a", "account.orderUpdate")
    assert [p.data["e"] for p in pushes] == ["orderAccepted", "orderFill", "triggerFailed"]
    assert pushes[-1].data["R"] == "STOP_WITHOUT_POSITION"


def test_a_protection_without_a_position_fails_when_it_fires() -> None:
    market = QuietMarket("a", "c")
    market.limit("c", BID, "100.50", "50")
    order = stop(market, "99")
    mark(market, "98")
    assert (order.status, order.expiry) == (Status.TRIGGER_FAILED, Expiry.STOP_WITHOUT_POSITION)


def test_an_entry_on_a_trigger_needs_no_position() -> None:
    market = QuietMarket("a", "c")
    market.limit("c", ASK, "100.70", "50")
    stop(market, "101", "2", side=BID, reduce_only=None)
    mark(market, "101")
    assert market.account("a").held(SOL) == 2


def test_an_entry_beyond_the_margin_fails_when_it_fires() -> None:
    market = QuietMarket("a", "c", cash="100")
    market.limit("c", ASK, "100.70", "5")
    order = stop(market, "101", "50", side=BID, reduce_only=None)
    mark(market, "101")
    assert order.expiry is Expiry.INSUFFICIENT_MARGIN


def test_a_share_too_small_for_the_step_fails() -> None:
    market = QuietMarket("a", "b", "c")
    market.give("a", "0.01", "100", against="b")
    order = stop(market, "99", "50%")
    mark(market, "98")
    assert order.expiry is Expiry.INVALID_QUANTITY


def test_a_waiting_order_can_be_cancelled_once() -> None:
    market = long_market()
    order = stop(market, "99")
    market.outbox.take()
    market.triggers.cancel(order)
    assert market.events("a") == [("orderCancelled", "Cancelled")]
    mark(market, "90")
    assert market.account("a").held(SOL) == 4


def test_an_entry_brings_its_exits_with_its_first_fill() -> None:
    market = QuietMarket("a", "c")
    market.limit("c", ASK, "100.70", "50")
    terms = Terms(
        SOL,
        BID,
        is_market=True,
        quantity=D(2),
        take_profit=ExitLeg(D(105), TriggerBy.MARK, D("104.90")),
        stop_loss=ExitLeg(D(95), None, None),
    )
    parent = market.place("a", terms)
    target, stop_loss = market.account("a").orders.values()
    assert target.related_id == stop_loss.related_id == parent.id
    assert target.terms.trigger == Trigger(D(105), TriggerBy.MARK, "2")
    assert target.terms.price == D("104.90")
    assert stop_loss.terms.is_market
    assert (stop_loss.side, stop_loss.reduces) == (ASK, True)
    mark(market, "94")  # the stop watches the last price
    assert market.account("a").held(SOL) == 2


def test_there_is_a_limit_to_waiting_orders() -> None:
    market = long_market()
    for _ in range(50):
        stop(market, "99")
    with pytest.raises(Refusal) as refusal:
        stop(market, "99")
    assert refusal.value.code == "ORDER_LIMIT"
