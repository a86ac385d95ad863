from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side
from tui.sandbox.errors import Refusal
from tui.sandbox.orders import Expiry, Status, Terms

D = Decimal

BID, ASK = Side.BID, Side.ASK


def test_orders_at_one_price_fill_in_the_order_they_came() -> None:
    market = QuietMarket("a", "b", "c")
    first = market.limit("a", ASK, "100.50", "1")
    second = market.limit("b", ASK, "100.50", "1")
    market.limit("c", BID, "100.50", "1.5")
    assert (first.status, first.executed) == (Status.FILLED, D(1))
    assert (second.status, second.executed) == (Status.PARTIALLY_FILLED, D("0.5"))


def test_a_better_price_fills_before_an_older_order() -> None:
    market = QuietMarket("a", "b", "c")
    older = market.limit("a", ASK, "100.60", "1")
    better = market.limit("b", ASK, "100.50", "1")
    taker = market.limit("c", BID, "100.70", "1")
    assert older.executed == 0
    assert better.status is Status.FILLED
    assert taker.executed_quote == D("100.50")


def test_a_post_only_order_that_would_match_is_refused() -> None:
    market = QuietMarket("a", "b")
    market.limit("a", ASK, "100.50", "1")
    terms = Terms(SOL, BID, price=D("100.50"), quantity=D(1), post_only=True)
    with pytest.raises(Refusal, match="immediately match") as refusal:
        market.place("b", terms)
    assert refusal.value.code == "INVALID_ORDER"


@pytest.mark.parametrize(
    ("kind", "executed", "reason"),
    [("IOC", "1", Expiry.IMMEDIATE_OR_CANCEL), ("FOK", "0", Expiry.FILL_OR_KILL)],
)
def test_what_must_fill_now_expires_with_its_reason(
    kind: str, executed: str, reason: Expiry
) -> None:
    market = QuietMarket("a", "b")
    market.limit("a", ASK, "100.50", "1")
    terms = Terms(SOL, BID, price=D("100.50"), quantity=D(2), time_in_force=kind)
    order = market.place("b", terms)
    assert (order.status, order.executed, order.expiry) == (Status.EXPIRED, D(executed), reason)
    assert market.account("b").orders == {}


def test_fill_or_kill_fills_when_the_book_holds_enough() -> None:
    market = QuietMarket("a", "b")
    market.limit("a", ASK, "100.50", "1")
    market.limit("a", ASK, "100.51", "1")
    terms = Terms(SOL, BID, price=D("100.51"), quantity=D(2), time_in_force="FOK")
    assert market.place("b", terms).status is Status.FILLED


def test_a_market_order_stops_at_the_impact_band() -> None:
    market = QuietMarket("a", "b")
    market.limit("a", ASK, "100.00", "1")
    market.limit("a", ASK, "101.01", "1")
    order = market.place("b", Terms(SOL, BID, is_market=True, quantity=D(2)))
    assert (order.executed, order.expiry) == (D(1), Expiry.PRICE_IMPACT)


def test_a_market_order_without_a_counterpart_expires() -> None:
    market = QuietMarket("a")
    order = market.place("a", Terms(SOL, BID, is_market=True, quantity=D(1)))
    assert (order.status, order.expiry) == (Status.EXPIRED, Expiry.INSUFFICIENT_LIQUIDITY)


def test_a_limit_order_that_reaches_past_the_impact_band_never_leaves_a_crossed_book() -> None:
    market = QuietMarket("a", "b")
    market.limit("a", ASK, "100.00", "1")
    market.limit("a", ASK, "102.00", "1")
    order = market.limit("b", BID, "103.00", "2")
    assert order.expiry is Expiry.PRICE_IMPACT
    assert market.sol.book.bids.best is None


@pytest.mark.parametrize(
    ("rule", "maker_lives", "taker_lives"),
    [
        ("RejectTaker", True, False),
        ("RejectMaker", False, True),
        ("RejectBoth", False, False),
    ],
)
def test_nobody_trades_with_himself(rule: str, *, maker_lives: bool, taker_lives: bool) -> None:
    market = QuietMarket("a")
    maker = market.limit("a", ASK, "100.50", "1")
    taker = market.place("a", Terms(SOL, BID, price=D("100.50"), quantity=D(1), self_trade=rule))
    assert (maker.status is Status.NEW) == maker_lives
    assert (taker.status is Status.NEW) == taker_lives
    assert maker.executed == taker.executed == 0


def test_a_reduce_only_order_without_a_position_is_refused() -> None:
    market = QuietMarket("a")
    with pytest.raises(Refusal, match="Reduce only order not reduced") as refusal:
        market.limit("a", ASK, "101", "1", reduce_only=True)
    assert (refusal.value.code, refusal.value.status) == ("INVALID_ORDER", 400)


def test_a_reduce_only_order_is_cut_to_the_position() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "2", "100", against="b")
    order = market.limit("a", ASK, "101", "5", reduce_only=True)
    assert order.quantity == 2
    assert market.events("a") == [("orderAccepted", "New"), ("orderModified", "New")]


def test_a_second_reduce_only_order_is_refused_when_the_first_covers_all() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "2", "100", against="b")
    market.limit("a", ASK, "101", "2", reduce_only=True)
    with pytest.raises(Refusal, match="Reduce only order not reduced"):
        market.limit("a", ASK, "102", "1", reduce_only=True)


def test_a_resting_reduce_only_order_shrinks_with_its_position() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "2", "100", against="b")
    exit_order = market.limit("a", ASK, "101", "2", reduce_only=True)
    market.limit("b", BID, "100", "1.5")
    market.limit("a", ASK, "100", "1.5")
    assert exit_order.quantity == D("0.5")
    assert market.sol.book.asks.totals[D(101)] == D("0.5")


def test_a_resting_reduce_only_order_expires_with_its_position() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "2", "100", against="b")
    exit_order = market.limit("a", ASK, "101", "2", reduce_only=True)
    market.limit("b", BID, "100", "2")
    market.limit("a", ASK, "100", "2")
    assert (exit_order.status, exit_order.expiry) == (Status.EXPIRED, Expiry.REDUCE_ONLY)
    assert market.sol.book.asks.best is None


def test_an_order_beyond_the_margin_is_refused() -> None:
    market = QuietMarket("a", cash="1000", leverage="10")
    with pytest.raises(Refusal) as refusal:
        market.limit("a", BID, "100", "101")
    assert refusal.value.code == "INSUFFICIENT_MARGIN"
    assert market.limit("a", BID, "100", "99").status is Status.NEW


def test_a_price_out_of_the_band_is_refused() -> None:
    market = QuietMarket("a")
    with pytest.raises(Refusal, match="too far from the last active price") as refusal:
        market.limit("a", BID, "25", "1")
    assert refusal.value.code == "INVALID_PRICE"


def test_a_fill_is_told_after_the_acceptance_with_its_fee_and_trade() -> None:
    market = QuietMarket("a", "b")
    market.limit("a", ASK, "100.50", "1")
    market.outbox.take()
    market.limit("b", BID, "100.50", "1")
    pushes = market.outbox.take()
    mine = [p.data for p in pushes if p.account == "b" and p.stream == "account.orderUpdate"]
    assert [data["e"] for data in mine] == ["orderAccepted", "orderFill"]
    assert mine[1]["n"] == "0.05025"
    assert mine[1]["m"] is False
    (trade,) = [p.data for p in pushes if p.stream == f"trade.{SOL}"]
    assert trade["t"] == mine[1]["t"]
    assert trade["m"] is False


ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([BID, ASK]),
        st.integers(9900, 10100),
        st.integers(1, 500),
        st.sampled_from(["limit", "reduce", "market", "ioc", "post", "cancel"]),
        st.sampled_from(["RejectTaker", "RejectMaker", "RejectBoth"]),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(flow=ORDERS)
def test_no_flow_of_orders_breaks_the_rules_of_the_exchange(
    flow: list[tuple[str, Side, int, int, str, str]],
) -> None:
    market = QuietMarket("a", "b", "c")
    total, seen = market.ledger.total(), []
    for name, side, ticks, steps, kind, rule in flow:
        account, held = market.account(name), market.account(name).held(SOL)
        if kind == "cancel":
            for order in list(account.orders.values())[:1]:
                market.desk.end(order, Status.CANCELLED)
                market.sol.publish()
            continue
        terms = Terms(
            SOL,
            side,
            is_market=kind == "market",
            price=None if kind == "market" else D(ticks) / 100,
            quantity=D(steps) / 100,
            time_in_force="IOC" if kind == "ioc" else "GTC",
            post_only=kind == "post",
            reduce_only=True if kind == "reduce" else None,
            self_trade=rule,
        )
        try:
            order = market.place(name, terms)
        except Refusal:
            continue
        seen.append(order)
        assert order.executed <= order.quantity
        if kind == "reduce":
            now = account.held(SOL)
            assert abs(now) <= abs(held)
            assert now * held >= 0
        _assert_sound(market, total)
    ids = [order.id for order in seen]
    assert ids == sorted(set(ids))


def _assert_sound(market: QuietMarket, total: D) -> None:
    book = market.sol.book
    if book.bids.best is not None and book.asks.best is not None:
        assert book.bids.best < book.asks.best
    assert market.ledger.total() == total
    assert sum(a.held(SOL) for a in market.ledger.accounts.values()) == 0
    for side in (book.bids, book.asks):
        for price, queue in side.queues.items():
            assert side.totals[price] == sum(order.left for order in queue.values()) > 0
    for account in market.ledger.accounts.values():
        held = account.held(SOL)
        for side_name in Side:
            covered = sum(o.left for o in account.resting(SOL, side_name) if o.reduces)
            room = abs(held) if (side_name is ASK) == (held > 0) else D(0)
            assert covered <= room
