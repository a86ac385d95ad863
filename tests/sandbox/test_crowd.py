"""The market as a whole: what it looks like in figures, and that nobody disturbs it by looking."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import correlation, fmean, median, pstdev

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import SOL, START_US
from tui.sandbox.api import DEFAULT_ACCOUNT, Push
from tui.sandbox.crowd import chance
from tui.sandbox.engine import Engine
from tui.sandbox.instruments import INSTRUMENTS

SECONDS = 300
BTC = "BTC_USDC_PERP"
SYMBOLS = [item.symbol for item in INSTRUMENTS]


def client(seed: int = 5) -> EngineClient:
    return EngineClient(Engine(seed=seed, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))


def stream(pushes: Sequence[Push], name: str) -> list[Push]:
    return [push for push in pushes if push.stream == name]


@pytest.fixture(scope="module")
def pushes() -> list[Push]:
    """Five minutes of all markets."""
    market = client()
    market.wait(SECONDS)
    return market.received


@pytest.fixture(scope="module")
def returns(pushes: list[Push]) -> dict[str, list[float]]:
    """Log moves of each mark from one second to the next."""
    marks: dict[str, list[float]] = {symbol: [] for symbol in SYMBOLS}
    for push in pushes:
        if push.stream.startswith("markPrice."):
            marks[push.stream.removeprefix("markPrice.")].append(float(str(push.data["p"])))
    return {symbol: [math.log(b / a) for a, b in pairwise(row)] for symbol, row in marks.items()}


def test_large_moves_follow_large_moves(returns: dict[str, list[float]]) -> None:
    echoes = []
    for moves in returns.values():
        sizes = [abs(move) for move in moves]
        echoes.append(correlation(sizes[:-1], sizes[1:]))
    assert fmean(echoes) > 0.1
    assert sum(echo > 0 for echo in echoes) >= 16


def test_large_moves_are_commoner_than_in_a_bell_curve(returns: dict[str, list[float]]) -> None:
    kurtoses = []
    for moves in returns.values():
        mean, spread = fmean(moves), pstdev(moves)
        kurtoses.append(fmean((move - mean) ** 4 for move in moves) / spread**4)
    assert median(kurtoses) > 4


def test_markets_move_together(returns: dict[str, list[float]]) -> None:
    def coarse(symbol: str) -> list[float]:
        moves = returns[symbol]
        return [sum(moves[start : start + 5]) for start in range(0, len(moves) - 5, 5)]

    found = [correlation(coarse(symbol), coarse(BTC)) for symbol in SYMBOLS if symbol != BTC]
    assert fmean(found) > 0.3
    assert max(found) < 0.99


@pytest.mark.parametrize("item", INSTRUMENTS, ids=lambda item: item.base)
def test_spreads_suit_the_market(item: object, pushes: list[Push]) -> None:
    (found,) = [each for each in INSTRUMENTS if each is item]
    spreads = []
    for push in stream(pushes, f"bookTicker.{found.symbol}"):
        bid, ask = float(str(push.data["b"])), float(str(push.data["a"]))
        assert 0 < bid < ask
        spreads.append((ask - bid) / bid * 10_000)
    tick = float(found.tick) / found.level * 10_000
    assert median(spreads) < 3 * tick + 2 * found.width
    assert max(spreads) < 60


@pytest.mark.parametrize("item", INSTRUMENTS, ids=lambda item: item.base)
def test_trades_come_at_a_likely_rate_on_both_sides(item: object, pushes: list[Push]) -> None:
    (found,) = [each for each in INSTRUMENTS if each is item]
    trades = stream(pushes, f"trade.{found.symbol}")
    rate = len(trades) / SECONDS
    assert found.trades_per_second / 2 < rate < 8 * found.trades_per_second
    buys = sum(not push.data["m"] for push in trades)
    assert 0.2 < buys / len(trades) < 0.8


def test_a_few_takers_take_very_much(pushes: list[Push]) -> None:
    sizes = sorted(float(str(push.data["q"])) for push in stream(pushes, f"trade.{SOL}"))
    largest = sizes[-len(sizes) // 20 :]
    assert sum(largest) > 0.25 * sum(sizes)


def test_majors_trade_more_than_small_markets(pushes: list[Push]) -> None:
    assert len(stream(pushes, f"trade.{BTC}")) > 2 * len(stream(pushes, "trade.TAO_USDC_PERP"))


def test_an_order_changes_its_own_market_and_no_other() -> None:
    left, right = client(), client()
    left.order(orderType="Market", side="Bid", quantity="400")
    for market in (left, right):
        market.wait(10)

    def tape(market: EngineClient, symbol: str) -> list[tuple[object, object]]:
        return [(p.data["p"], p.data["q"]) for p in stream(market.received, f"trade.{symbol}")]

    assert tape(left, SOL) != tape(right, SOL)
    for symbol in (BTC, "kBONK_USDC_PERP"):
        assert tape(left, symbol) == tape(right, symbol) != []


def test_each_part_has_a_chance_of_its_own_that_a_seed_repeats() -> None:
    assert chance(1, "index").random() == chance(1, "index").random()
    draws = {chance(seed, name).random() for seed in (1, 2) for name in ("index", SOL)}
    assert len(draws) == 4
