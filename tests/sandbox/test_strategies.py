from decimal import Decimal
from typing import Any

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import SOL, START_US
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine

D = Decimal
PATH = "/api/v1/strategy"
BASE = {
    "strategyType": "Scheduled",
    "symbol": SOL,
    "side": "Bid",
    "quantity": "4",
    "duration": 4000,
    "interval": 1000,
    "clientStrategyId": 3,
}


@pytest.fixture
def client() -> EngineClient:
    return EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))


def start(client: EngineClient, **change: object) -> dict[str, Any]:
    status, value = client.send("POST", PATH, BASE | change)
    assert status == 200, value
    return dict(value)


def history(client: EngineClient) -> list[dict[str, Any]]:
    return list(client.get("/wapi/v1/history/strategies"))


def fills(client: EngineClient, strategy_id: str) -> list[dict[str, Any]]:
    rows = client.get("/wapi/v1/history/fills", strategyId=strategy_id, sortDirection="Asc")
    return list(rows)


def test_the_first_slice_goes_out_at_once_and_the_rest_by_the_clock(client: EngineClient) -> None:
    made = start(client)
    assert (made["status"], made["executedQuantity"]) == ("Running", "1")
    client.wait(0.9)
    assert client.get(PATH, symbol=SOL, strategyId=made["id"])["executedQuantity"] == "1"
    client.wait(0.2)
    assert client.get(PATH, symbol=SOL, clientStrategyId="3")["executedQuantity"] == "2"
    client.wait(3)
    (row,) = history(client)
    assert (row["status"], row["executedQuantity"], row["cancelReason"]) == ("Completed", "4", None)
    assert client.ask("GET", PATH, ("symbol", SOL), ("strategyId", made["id"])).status == 404
    assert sum(D(fill["quantity"]) for fill in fills(client, made["id"])) == 4


def test_slices_carry_the_strategy_in_rest_and_on_the_stream(client: EngineClient) -> None:
    made = start(client)
    told = [p.data for p in client.received if p.stream == "account.orderUpdate"]
    assert {str(data["H"]) for data in told} == {made["id"]}
    rows = client.get("/wapi/v1/history/orders", strategyId=made["id"])
    assert [row["strategyId"] for row in rows] == [made["id"]]


def test_randomised_slices_differ_and_add_up(client: EngineClient) -> None:
    made = start(client, quantity="20", duration=10_000, randomizedIntervalQuantity=True)
    client.wait(11)
    rows = client.get("/wapi/v1/history/orders", strategyId=made["id"])
    sizes = [D(row["quantity"]) for row in rows]
    assert len(set(sizes)) > 3
    assert all(D("1.2") < size < D("3.2") for size in sizes)
    assert sum(sizes) == 20


def test_a_cancelled_strategy_sends_no_more_and_leaves_nothing_in_the_book(
    client: EngineClient,
) -> None:
    made = start(client, price="95")
    assert len(client.get("/api/v1/orders")) == 1
    status, ended = client.send("DELETE", PATH, {"symbol": SOL, "strategyId": made["id"]})
    assert (status, ended["status"]) == (200, "Cancelled")
    client.wait(5)
    assert client.get("/api/v1/orders") == []
    assert history(client)[0]["status"] == "Cancelled"


def test_a_limit_strategy_moves_what_did_not_fill_to_the_next_slice(client: EngineClient) -> None:
    start(client, price="95")
    client.wait(3.5)
    (resting,) = client.get("/api/v1/orders")
    assert resting["quantity"] == "4"
    client.wait(1)
    assert client.get("/api/v1/orders") == []
    (row,) = history(client)
    assert (row["status"], row["executedQuantity"]) == ("Completed", "0")


def test_a_refused_slice_terminates_with_the_reason(client: EngineClient) -> None:
    made = start(client, reduceOnly=True)
    assert made["status"] == "Terminated"
    start(client, quantity="40000")
    reasons = [row["cancelReason"] for row in history(client)]
    assert reasons == ["InsufficientMargin", "ReduceOnlyNotReduced"]


def test_all_strategies_of_a_market_are_listed_and_cancelled(client: EngineClient) -> None:
    start(client, price="95")
    start(client, price="96")
    assert len(client.get("/api/v1/strategies", symbol=SOL)) == 2
    assert client.get("/api/v1/strategies", marketType="SPOT") == []
    assert client.ask("GET", "/api/v1/strategies", ("marketType", "x")).status == 400
    status, ended = client.send("DELETE", "/api/v1/strategies", {"symbol": SOL})
    assert (status, len(ended)) == (200, 2)
    assert client.get("/api/v1/strategies") == []


@pytest.mark.parametrize(
    "change",
    [
        {"duration": 500},
        {"interval": 0},
        {"duration": 100_000_000_000},
        {"quantity": "0.03"},
        {"quantity": "0.001"},
        {"quantity": None},
        {"interval": None},
        {"duration": "4000"},
        {"strategyType": "Other"},
        {"strategyType": None},
        {"symbol": "NO_USDC_PERP"},
        {"side": "Buy"},
    ],
)
def test_a_strategy_that_cannot_run_is_refused(
    client: EngineClient, change: dict[str, object]
) -> None:
    assert client.send("POST", PATH, BASE | change)[0] == 400
    assert client.get("/api/v1/strategies") == []


def test_a_strategy_is_asked_for_by_exactly_one_id(client: EngineClient) -> None:
    made = start(client)
    both = {"symbol": SOL, "strategyId": made["id"], "clientStrategyId": 3}
    assert client.send("DELETE", PATH, both)[0] == 400
    assert client.send("DELETE", PATH, {"symbol": SOL})[0] == 400
    assert client.send("DELETE", PATH, {"symbol": SOL, "clientStrategyId": 4})[0] == 404


def test_strategies_run_alike_however_time_is_cut() -> None:
    outcomes = []
    for pieces in (1, 9):
        engine = Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT})
        client = EngineClient(engine)
        made = start(client, randomizedIntervalQuantity=True)
        for _ in range(pieces):
            client.wait(4.5 / pieces)
        outcomes.append(fills(client, made["id"]))
    assert outcomes[0] == outcomes[1]
