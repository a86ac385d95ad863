import math
from random import Random
from statistics import correlation, fmean, pstdev

from tui.sandbox.index import IndexProcess
from tui.sandbox.instruments import INSTRUMENTS


def paths(seed: int, steps: int = 3000) -> dict[str, list[float]]:
    process = IndexProcess(INSTRUMENTS, Random(seed))
    moves: dict[str, list[float]] = {item.symbol: [] for item in INSTRUMENTS}
    for _ in range(steps):
        before = dict(process.value)
        for _ in range(4):
            process.move(250_000)
        for symbol, value in process.value.items():
            moves[symbol].append(math.log(value / before[symbol]))
    return moves


def test_the_same_seed_gives_the_same_prices() -> None:
    assert paths(4, 50) == paths(4, 50)
    assert paths(4, 50) != paths(5, 50)


def test_markets_move_together_but_not_as_one() -> None:
    moves = paths(2)
    assert 0.3 < correlation(moves["SOL_USDC_PERP"], moves["BTC_USDC_PERP"]) < 0.95


def test_wild_spells_follow_wild_spells() -> None:
    sizes = [abs(move) for move in paths(8)["SOL_USDC_PERP"]]
    blocks = [fmean(sizes[i : i + 60]) for i in range(0, len(sizes), 60)]
    shuffled = list(sizes)
    Random(1).shuffle(shuffled)
    plain = [fmean(shuffled[i : i + 60]) for i in range(0, len(shuffled), 60)]
    assert pstdev(blocks) > 1.5 * pstdev(plain)


def test_no_second_moves_more_than_the_published_cap() -> None:
    bounds = {item.symbol: float(item.update_band[1]) - 1 for item in INSTRUMENTS}
    for symbol, moves in paths(6).items():
        assert max(abs(math.expm1(move)) for move in moves) <= bounds[symbol]


def test_the_published_price_has_eight_decimals() -> None:
    process = IndexProcess(INSTRUMENTS, Random(1))
    assert process.price("SOL_USDC_PERP").as_tuple().exponent == -8
