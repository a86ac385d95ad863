from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, price, quantity
from tui.domain.candles import INTERVALS, CandleSeries, aggregate
from tui.domain.quotes import Candle

MINUTE = 60_000
START = 1_750_793_040_000


def candle(
    n: int = 0, *, close: str | None = "100.5", volume: str = "10", **changes: object
) -> Candle:
    """The candle that starts `n` minutes after the first."""
    at = None if close is None else price(close)
    made = Candle(
        symbol=SOL,
        interval="1m",
        start_ms=START + n * MINUTE,
        open=None if at is None else price("100"),
        high=None if at is None else max(price("101"), at),
        low=None if at is None else min(price("99"), at),
        close=at,
        volume=quantity(volume),
        closed=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # any field


def series(*candles: Candle, capacity: int = 100) -> CandleSeries:
    made = CandleSeries(SOL, "1m", capacity=capacity)
    made.merge(candles)
    return made


def starts(made: CandleSeries, columns: int = 10, per: int = 1) -> list[int]:
    return [(slot.start_ms - START) // MINUTE for slot in made.window(columns, per=per)]


def closes(made: CandleSeries, columns: int) -> list[str | None]:
    return [
        None if slot.candle is None or slot.candle.close is None else str(slot.candle.close)
        for slot in made.window(columns)
    ]


def test_history_in_any_order_comes_out_in_order_of_time() -> None:
    made = series(candle(2, close="102"), candle(0, close="100"), candle(1, close="101"))
    assert closes(made, 3) == ["100", "101", "102"]
    assert made.oldest == candle(0, close="100")
    assert made.newest == candle(2, close="102")


def test_an_interval_without_trade_and_one_nobody_told_of_are_gaps() -> None:
    made = series(candle(0), candle(1, close=None, volume="0"), candle(3))
    assert closes(made, 4) == ["100.5", None, None, "100.5"]
    assert [slot.is_gap for slot in made.window(4)] == [False, True, True, False]


def test_a_running_candle_is_replaced_as_it_grows_and_a_closed_one_is_final() -> None:
    made = series(candle(0, volume="1", closed=False))
    assert made.take(candle(0, close="100.7", volume="2", closed=False))
    assert not made.take(candle(0, volume="1", closed=False))
    assert closes(made, 1) == ["100.7"]
    assert made.take(candle(0, close="100.9", volume="2"))
    assert not made.take(candle(0, close="100.1", volume="9", closed=False))
    assert closes(made, 1) == ["100.9"]


def test_a_history_answered_late_does_not_undo_what_the_stream_told() -> None:
    made = series(candle(0, close="100.9", volume="20"))
    assert made.merge([candle(0, close="100.2", volume="15")]) == 0
    assert closes(made, 1) == ["100.9"]


def test_the_revision_counts_changes_only() -> None:
    made = series(candle(0))
    before = made.revision
    made.take(candle(0))
    assert made.revision == before
    made.take(candle(1))
    assert made.revision == before + 1


def test_a_series_keeps_no_more_than_its_capacity_and_drops_the_oldest() -> None:
    made = series(*(candle(n) for n in range(8)), capacity=5)
    assert len(made) == 5
    assert made.is_full
    assert made.oldest == candle(3)


def test_a_candle_that_contradicts_itself_or_is_of_another_series_is_refused() -> None:
    made = series()
    wrong = (
        candle(high=price("99.9")),
        candle(low=price("100.4")),
        candle(open=None),
        candle(symbol="ETH_USDC_PERP"),
        candle(interval="5m"),
        candle(start_ms=-MINUTE),
        candle(start_ms=10**17),
    )
    assert made.merge(wrong) == 0
    assert made.refused == len(wrong)
    assert made.window(5) == ()


def test_candles_gathered_in_one_slot_are_one_candle() -> None:
    parts = [
        candle(0, close="101", volume="1"),
        candle(1, close=None, volume="0"),
        candle(2, close="98", volume="2", closed=False),
    ]
    whole = aggregate(parts)
    assert whole == candle(0, close="98", volume="3", high=price("101"), closed=False)
    assert aggregate([]) is None
    gap = aggregate([candle(0, close=None), candle(1, close=None)])
    assert gap is not None
    assert gap.close is None


def test_which_candles_share_a_slot_does_not_change_when_another_one_opens() -> None:
    made = series(*(candle(n) for n in range(8)))
    before = set(starts(made, 3, per=4))
    made.take(candle(8, closed=False))
    assert len(before & set(starts(made, 3, per=4))) >= 2


def test_a_window_ends_where_it_is_told_to() -> None:
    made = series(*(candle(n) for n in range(8)))
    slots = made.window(2, end_ms=START + 3 * MINUTE + 5)
    assert [(slot.start_ms - START) // MINUTE for slot in slots] == [2, 3]


def test_months_follow_the_calendar() -> None:
    made = CandleSeries(SOL, "1month")
    january, march = 1_735_689_600_000, 1_740_787_200_000
    made.merge([candle(interval="1month", start_ms=ms) for ms in (january, march)])
    slots = made.window(3)
    assert [slot.start_ms for slot in slots] == [january, 1_738_368_000_000, march]
    assert [slot.is_gap for slot in slots] == [False, True, False]


def test_it_is_known_whether_a_candle_leaves_a_hole_behind_it() -> None:
    made = series(candle(0))
    assert made.follows(candle(0))
    assert made.follows(candle(1))
    assert not made.follows(candle(2))
    assert made.has_before(START + MINUTE)
    assert not made.has_before(START)


def test_the_last_price_and_the_last_closed_candle_are_found_behind_gaps() -> None:
    made = series(
        candle(0, close="100.3"), candle(1, close=None), candle(2, close=None, closed=False)
    )
    assert made.last_price == Decimal("100.3")
    assert made.last_closed == candle(1, close=None)
    assert series().last_price is None


def test_an_interval_the_exchange_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'7m' is none of 1s, 1m"):
        CandleSeries(SOL, "7m")


@given(
    order=st.permutations(range(6)),
    interval=st.sampled_from([name for name in INTERVALS if name != "1month"]),
    per=st.integers(1, 5),
    columns=st.integers(1, 12),
)
def test_slots_are_evenly_spaced_whatever_the_order_of_arrival(
    order: list[int], interval: str, per: int, columns: int
) -> None:
    made = CandleSeries(SOL, interval)
    length = INTERVALS[interval]
    made.merge([candle(interval=interval, start_ms=START + n * length) for n in order])
    slots = made.window(columns, per=per)
    gaps = {b.start_ms - a.start_ms for a, b in pairwise(slots)}
    assert gaps <= {length * per}
    assert len(slots) == columns


@given(
    steps=st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4), st.integers(1, 9)), max_size=40)
)
def test_slots_that_are_kept_are_those_that_would_be_gathered(
    steps: list[tuple[int, int, int]],
) -> None:
    made, taken = series(capacity=12), []
    for n, (place, per, columns) in enumerate(steps):
        taken.append(candle(place, close=str(99 + n % 3), volume=str(n), closed=n % 2 > 0))
        made.take(taken[-1])
        assert made.window(columns, per=per) == series(*taken, capacity=12).window(columns, per=per)
