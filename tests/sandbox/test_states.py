from decimal import Decimal

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import SOL, START_US, QuietMarket
from tui.domain.position import Side
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine
from tui.sandbox.errors import Refusal
from tui.sandbox.orders import Expiry, Status, Terms, Trigger, TriggerBy
from tui.sandbox.states import BookState, check_cancel, check_state, trades

D = Decimal
LIMIT = Terms(SOL, Side.BID, price=D(100), quantity=D(1))
MARKET = Terms(SOL, Side.BID, is_market=True, quantity=D(1))
IOC = Terms(SOL, Side.BID, price=D(100), quantity=D(1), time_in_force="IOC")


def _code(state: BookState, terms: Terms, *, crosses: bool = False) -> str | None:
    try:
        check_state(state, terms, crosses=crosses)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("state", "limit", "market", "ioc"),
    [
        (BookState.OPEN, None, None, None),
        (BookState.CLOSED, "TRADING_PAUSED", "TRADING_PAUSED", "TRADING_PAUSED"),
        (BookState.CANCEL_ONLY, "TRADING_PAUSED", "TRADING_PAUSED", "TRADING_PAUSED"),
        (BookState.LIMIT_ONLY, None, "INVALID_ORDER", None),
        (BookState.POST_ONLY, None, "INVALID_ORDER", "INVALID_ORDER"),
    ],
)
def test_each_state_takes_its_own_kinds_of_order(
    state: BookState, limit: str | None, market: str | None, ioc: str | None
) -> None:
    assert [_code(state, terms) for terms in (LIMIT, MARKET, IOC)] == [limit, market, ioc]


def test_a_post_only_book_refuses_what_would_match() -> None:
    assert _code(BookState.POST_ONLY, LIMIT, crosses=True) == "INVALID_ORDER"
    assert _code(BookState.LIMIT_ONLY, LIMIT, crosses=True) is None


def test_only_a_closed_book_refuses_cancels() -> None:
    for state in BookState:
        if state is BookState.CLOSED:
            with pytest.raises(Refusal):
                check_cancel(state)
        else:
            check_cancel(state)


def test_orders_meet_only_where_trading_goes_on() -> None:
    assert {state for state in BookState if trades(state)} == {
        BookState.OPEN,
        BookState.LIMIT_ONLY,
    }


def test_nothing_trades_in_a_post_only_book_even_by_the_exchange_itself() -> None:
    market = QuietMarket("a", "b")
    market.limit("a", Side.ASK, "100", "1")
    market.sol.state = BookState.POST_ONLY
    order = market.desk.new_order(market.account("b"), LIMIT, D(1))
    market.desk.submit(order)
    assert (order.status, order.executed) == (Status.EXPIRED, D(0))
    assert order.expiry is Expiry.POST_ONLY_MODE


def test_conditional_orders_wait_until_the_book_is_open_again() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "1", "100", against="b")
    market.limit("b", Side.BID, "99", "1")
    trigger = Trigger(D(101), TriggerBy.MARK, "100%")
    terms = Terms(SOL, Side.ASK, is_market=True, reduce_only=True, trigger=trigger)
    order = market.triggers.place(market.account("a"), terms)
    market.sol.state = BookState.CANCEL_ONLY
    market.sol.marks.mark = D(102)
    market.triggers.watch(market.sol)
    assert order.is_waiting
    market.sol.state = BookState.OPEN
    market.triggers.watch(market.sol)
    assert order.status is Status.TRIGGERED
    assert market.account("a").held(SOL) == 0


@pytest.fixture
def client() -> EngineClient:
    return EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))


def test_a_closed_market_has_no_depth_and_no_mark(client: EngineClient) -> None:
    client.order(side="Ask", orderType="Limit", price="120", quantity="1")
    client.engine.levers.set_book_state(SOL, "Closed")
    assert client.ask("GET", "/api/v1/depth", ("symbol", SOL)).status == 404
    refused = client.ask("GET", "/api/v1/markPrices", ("symbol", SOL))
    assert (refused.status, b"Symbol not found" in refused.body) == (400, True)
    assert SOL not in {row["symbol"] for row in client.get("/api/v1/markPrices")}
    assert client.get("/api/v1/market", symbol=SOL)["orderBookState"] == "Closed"
    assert client.send("DELETE", "/api/v1/orders", {"symbol": SOL})[0] == 400
    client.engine.levers.set_book_state(SOL, "CancelOnly")
    assert client.send("DELETE", "/api/v1/orders", {"symbol": SOL})[0] == 200


def test_the_street_rests_while_nothing_may_trade(client: EngineClient) -> None:
    for state in ("Closed", "CancelOnly", "PostOnly"):
        client.engine.levers.set_book_state(SOL, state)
        client.received.clear()
        client.wait(10)
        assert not [p for p in client.received if p.stream == f"trade.{SOL}"], state
    client.engine.levers.set_book_state(SOL, "Open")
    client.wait(20)
    assert [p for p in client.received if p.stream == f"trade.{SOL}"]


def test_the_mark_of_a_post_only_market_is_its_index(client: EngineClient) -> None:
    client.engine.levers.set_book_state(SOL, "PostOnly")
    client.wait(2)
    (row,) = client.get("/api/v1/markPrices", symbol=SOL)
    assert abs(D(row["markPrice"]) - D(row["indexPrice"])) <= D("0.005")
