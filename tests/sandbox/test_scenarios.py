"""Each scenario does what its name says, at a fixed seed."""

from decimal import Decimal

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import SOL, START_US
from tui.sandbox.crowd import chance
from tui.sandbox.engine import Engine
from tui.sandbox.index import IndexProcess
from tui.sandbox.instruments import INSTRUMENTS
from tui.sandbox.scenarios import SCENARIOS

D = Decimal
SEEDS = (1, 2, 3)


def start(name: str, seed: int = 5) -> EngineClient:
    scenario = SCENARIOS[name]
    accounts = {KEY: scenario.account}
    return EngineClient(Engine(seed=seed, now_us=START_US, accounts=accounts, scenario=scenario))


def index_path(name: str, seconds: int, seed: int, symbol: str = SOL) -> list[float]:
    """Moves against the start, a fraction, at each second."""
    process = IndexProcess(INSTRUMENTS, chance(seed, "index"), SCENARIOS[name].course)
    first = process.value[symbol]
    path = []
    for _ in range(seconds):
        for _ in range(10):
            process.move(100_000)
        path.append(process.value[symbol] / first - 1)
    return path


def mark(client: EngineClient, symbol: str = SOL) -> D:
    (row,) = client.get("/api/v1/markPrices", symbol=symbol)
    return D(row["markPrice"])


def test_the_scenarios_are_those_that_were_asked_for_and_each_says_what_it_is() -> None:
    assert list(SCENARIOS) == [
        *("calm", "trend", "whipsaw", "crash", "squeeze", "thin", "halt"),
        *("funding", "near-liquidation", "flat"),
    ]
    for name, scenario in SCENARIOS.items():
        assert scenario.name == name
        assert 20 < len(scenario.description) <= 100
    assert len({scenario.description for scenario in SCENARIOS.values()}) == len(SCENARIOS)


@pytest.mark.parametrize("seed", SEEDS)
def test_calm_prices_stay_near_where_they_began(seed: int) -> None:
    assert max(abs(move) for move in index_path("calm", 300, seed)) < 0.02


@pytest.mark.parametrize("seed", SEEDS)
def test_a_trend_rises_minute_by_minute_with_pull_backs(seed: int) -> None:
    path = index_path("trend", 540, seed)
    assert 0.02 < path[-1] < 0.055
    assert path[70] < path[55], "a pull-back"
    assert path[179] < path[359] < path[539]


@pytest.mark.parametrize("seed", SEEDS)
def test_whipsaw_swings_both_ways_within_a_minute_and_comes_back(seed: int) -> None:
    path = index_path("whipsaw", 120, seed)
    assert max(path[:30]) > 0.005
    assert min(path[30:60]) < -0.005
    assert max(path[60:90]) > 0.005
    assert abs(path[119]) < 0.006


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("symbol", ["SOL_USDC_PERP", "BTC_USDC_PERP", "kPEPE_USDC_PERP"])
def test_a_crash_takes_every_market_down_more_than_a_tenth(symbol: str, seed: int) -> None:
    path = index_path("crash", 400, seed, symbol)
    assert abs(path[18]) < 0.01
    assert -0.22 < min(path[:130]) < -0.1
    assert path[399] > min(path) + 0.015, "some of it is won back"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_squeeze_takes_prices_up_and_gives_half_of_it_back(seed: int) -> None:
    path = index_path("squeeze", 420, seed)
    peak = max(path)
    assert 0.08 < peak < 0.16
    assert peak == max(path[:170])
    assert 0.02 < path[419] < peak - 0.03


def test_the_mark_and_the_book_follow_a_crash_and_the_book_never_crosses() -> None:
    client = start("crash")
    client.wait(20)
    before = mark(client)
    for _ in range(16):
        client.wait(5)
        bid, ask = client.best()
        assert bid < ask < bid * D("1.01")
    after = mark(client)
    assert after < before * D("0.9")
    assert abs(bid / after - 1) < D("0.02")


def test_thin_books_have_few_small_levels_far_apart() -> None:
    rows = {}
    for name in ("calm", "thin"):
        client = start(name)
        client.wait(5)
        rows[name] = client.get("/api/v1/depth", symbol=SOL)
    thin, calm = rows["thin"], rows["calm"]
    assert 0 < len(thin["asks"]) <= 15 < len(calm["asks"])
    assert _depth(thin) < _depth(calm) / 10
    assert _spread(thin) > 2 * _spread(calm)


def _depth(book: dict[str, list[list[str]]]) -> D:
    return sum((D(size) for _, size in book["asks"]), D(0))


def _spread(book: dict[str, list[list[str]]]) -> D:
    return D(book["asks"][0][0]) - D(book["bids"][-1][0])


def test_halt_goes_through_every_book_state_again_and_again() -> None:
    client = start("halt")
    seen = []
    for _ in range(13):
        row = client.get("/api/v1/market", symbol=SOL)
        seen.append(row["orderBookState"])
        client.wait(15)
    cycle = ["Open", "Open", "CancelOnly", "Closed", "PostOnly", "LimitOnly", "Open", "Open"]
    assert seen == [*cycle, *cycle[:5]]
    assert client.get("/api/v1/market", symbol="BTC_USDC_PERP")["orderBookState"] == "Open"


def test_an_order_during_a_halt_is_refused_and_trades_afterwards() -> None:
    client = start("halt")
    order = {"orderType": "Market", "side": "Ask", "quantity": "1"}
    client.wait(25)
    status, refusal = client.order(**order)
    assert (status, refusal["code"]) == (400, "TRADING_PAUSED")
    client.wait(60)
    status, taken = client.order(**order)
    assert (status, taken["status"]) == (200, "Filled")


def test_funding_is_high_and_paid_within_two_minutes() -> None:
    client = start("funding")
    client.wait(1)
    (row,) = client.get("/api/v1/markPrices", symbol=SOL)
    due_us = int(row["nextFundingTimestamp"]) * 1000
    assert due_us - client.engine.now_us <= 120_000_000
    assert client.get("/api/v1/market", symbol=SOL)["fundingInterval"] == 120_000
    before = client.get("/wapi/v1/history/funding", symbol=SOL)
    client.wait((due_us - client.engine.now_us) / 1_000_000 + 1)
    after = client.get("/wapi/v1/history/funding", symbol=SOL)
    assert after[0] != before[0]
    assert D(after[0]["fundingRate"]) > 50 * D("0.0000125")
    assert D(after[0]["quantity"]) < 0, "the account is long and pays"


def test_the_account_near_liquidation_is_about_one_per_cent_away() -> None:
    client = start("near-liquidation")
    (position,) = client.get("/api/v1/position", symbol=SOL)
    away = 1 - D(position["estLiquidationPrice"]) / D(position["markPrice"])
    assert D("0.004") < away < D("0.02")
    assert client.get("/api/v1/capital/collateral")["marginFraction"] is not None


def test_a_flat_account_has_money_and_nothing_else() -> None:
    client = start("flat")
    assert client.get("/api/v1/position") == []
    assert client.get("/wapi/v1/history/fills") == []
    assert client.get("/wapi/v1/history/orders") == []
    assert D(client.get("/api/v1/capital/collateral")["netEquity"]) == 10_000
