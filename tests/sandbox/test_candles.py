from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.candles import Bar, Candles, aggregate, end_of, start_of

D = Decimal


class OneMinute:
    """A past of a single minute, that of second 0."""

    def running(self, interval: str) -> Bar | None:
        assert interval
        return None

    def older(self, interval: str) -> list[Bar]:
        return [Bar(0, D(1), D(2), D(1), D(2), D(9), D(9), 3)] if interval == "1m" else []

    def total(self, interval: str, since: int) -> Bar:
        bars = [bar for bar in self.older(interval) if bar.start >= since]
        return bars[0] if bars else Bar(since)


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
    candles = Candles()
    for at, price in ((60, 5), (70, 9), (80, 3), (119, 4)):
        candles.take(at, D(price), D(2), D(2 * price))
    (bar,) = candles.between("1m", 0, 1000)
    assert (bar.open, bar.high, bar.low, bar.close) == (D(5), D(9), D(3), D(4))
    assert (bar.volume, bar.quote, bar.trades) == (D(8), D(42), 4)


def test_an_interval_without_trades_has_no_prices() -> None:
    candles = Candles()
    candles.take(0, D(5), D(1), D(5))
    candles.take(125, D(6), D(1), D(6))
    bars = candles.between("1m", 0, 1000)
    assert [bar.open for bar in bars] == [5, None, 6]


def test_an_ended_candle_is_told_once_more_before_the_new_one() -> None:
    candles = Candles()
    candles.take(10, D(5))
    assert [bar.start for bar in candles.unsent("1m")] == [0]
    candles.take(61, D(6))
    assert [bar.start for bar in candles.unsent("1m")] == [0, 60]
    assert [bar.start for bar in candles.unsent("1m")] == [60]


def test_the_past_of_mark_and_index_has_prices_and_no_volume() -> None:
    candles = Candles(OneMinute())
    bar = candles.without_volume().bars("1m")[0]
    assert (bar.close, bar.volume, bar.trades) == (D(2), D(0), 0)
    assert candles.bars("1m")[0].volume == 9


def test_a_summary_adds_the_past_and_the_running_candle_to_what_was_traded() -> None:
    candles = Candles(OneMinute())
    candles.take(130, D(7), D(1), D(7))
    whole = candles.summary("1m", 180, 130)
    assert whole is not None
    assert (whole.open, whole.high, whole.close, whole.volume) == (D(1), D(7), D(7), D(10))
    recent = candles.summary("1m", 120, 130)
    assert recent is not None
    assert (recent.open, recent.volume, recent.trades) == (D(7), D(1), 1)


def test_a_summary_is_the_same_whether_or_not_the_past_was_looked_at() -> None:
    asked, other = Candles(OneMinute()), Candles(OneMinute())
    assert [bar.start for bar in asked.bars("1m")] == [0]
    for candles in (asked, other):
        candles.take(130, D(7), D(1), D(7))
        candles.take(190, D(8), D(2), D(16))
    assert asked.summary("1m", 240, 200) == other.summary("1m", 240, 200)
    assert asked.bars("1m") == other.bars("1m")


def test_nothing_traded_has_no_summary() -> None:
    assert Candles().summary("1m", 86_400, 1_000_000) is None


@given(
    st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 99), st.integers(1, 9)), min_size=1)
)
def test_long_candles_agree_with_the_short_ones_inside_them(
    flow: list[tuple[int, int, int]],
) -> None:
    candles = Candles()
    for at, price, size in sorted(flow):
        candles.take(at, D(price), D(size), D(price * size))
    for interval in ("5m", "1h", "1d"):
        built = [bar for bar in aggregate(interval, candles.bars("1m")) if bar.trades]
        kept = [bar for bar in candles.bars(interval) if bar.trades]
        assert built == kept
