from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.candles import SECONDS, Bar, Candles, aggregate, end_of, start_of

D = Decimal


@pytest.mark.parametrize(
    ("interval", "at", "start", "end"),
    [
        ("1m", 1_788_285_244, 1_788_285_240, 1_788_285_300),
        ("1d", 1_788_285_244, 1_788_220_800, 1_788_307_200),
        ("1w", 1_788_285_244, 1_788_134_400, 1_788_739_200),  # a Monday
        ("1month", 1_788_285_244, 1_788_220_800, 1_790_812_800),  # September 2026
    ],
)
def test_intervals_begin_where_the_calendar_says(
    interval: str, at: int, start: int, end: int
) -> None:
    assert start_of(interval, at) == start
    assert end_of(interval, start) == end


def test_a_candle_takes_its_prices_from_its_trades() -> None:
    candles = Candles({})
    for at, price in ((60, 5), (70, 9), (80, 3), (119, 4)):
        candles.take(at, D(price), D(2), D(2 * price))
    (bar,) = candles.between("1m", 0, 1000)
    assert (bar.open, bar.high, bar.low, bar.close) == (D(5), D(9), D(3), D(4))
    assert (bar.volume, bar.quote, bar.trades) == (D(8), D(42), 4)


def test_an_interval_without_trades_has_no_prices() -> None:
    candles = Candles({})
    candles.take(0, D(5), D(1), D(5))
    candles.take(125, D(6), D(1), D(6))
    bars = candles.between("1m", 0, 1000)
    assert [bar.open for bar in bars] == [5, None, 6]


def test_an_ended_candle_is_told_once_more_before_the_new_one() -> None:
    candles = Candles({})
    candles.take(10, D(5))
    assert [bar.start for bar in candles.unsent("1m")] == [0]
    candles.take(61, D(6))
    assert [bar.start for bar in candles.unsent("1m")] == [0, 60]
    assert [bar.start for bar in candles.unsent("1m")] == [60]


def test_the_past_of_mark_and_index_has_prices_and_no_volume() -> None:
    seeded = {"1m": [Bar(0, D(1), D(2), D(1), D(2), D(9), D(9), 3)]}
    bar = Candles(seeded).without_volume().bars["1m"][0]
    assert (bar.close, bar.volume, bar.trades) == (D(2), D(0), 0)
    assert seeded["1m"][0].volume == 9


@given(
    st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 99), st.integers(1, 9)), min_size=1)
)
def test_long_candles_agree_with_the_short_ones_inside_them(
    flow: list[tuple[int, int, int]],
) -> None:
    candles = Candles({})
    for at, price, size in sorted(flow):
        candles.take(at, D(price), D(size), D(price * size))
    for interval in ("5m", "1h", "1d"):
        built = [bar for bar in aggregate(interval, candles.bars["1m"]) if bar.trades]
        kept = [bar for bar in candles.bars[interval] if bar.trades]
        assert built == kept
    assert set(candles.bars) == set(SECONDS)
