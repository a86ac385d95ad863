from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.money import on_grid
from tui.ui.chart_scale import Scale, moment, price_labels, time_labels

prices = st.decimals("0.00000001", "1000000000", places=8)
MINUTE, DAY = 60_000, 86_400_000
NOON = 1_750_766_400_000
"""2025-06-24 12:00 UTC."""


@given(one=prices, other=prices, low=prices, high=prices, rows=st.integers(1, 200))
def test_a_higher_price_never_stands_lower(
    one: Decimal, other: Decimal, low: Decimal, high: Decimal, rows: int
) -> None:
    scale = Scale(low, high, rows)
    below, above = sorted((one, other))
    assert 0 <= scale.half(above) <= scale.half(below) <= 2 * rows - 1
    assert 0 <= scale.row(above) <= scale.row(below) < rows


def test_the_ends_of_the_scale_stand_at_its_ends() -> None:
    scale = Scale(Decimal(10), Decimal(20), 5)
    assert [scale.half(Decimal(n)) for n in (20, 15, 10)] == [0, 5, 9]
    assert scale.holds(Decimal(10))
    assert not scale.holds(Decimal("20.01"))


def test_scales_are_alike_when_every_price_stands_alike() -> None:
    one, other = Scale(Decimal(1), Decimal(2), 4), Scale(Decimal(2), Decimal(1), 4)
    assert one == other
    assert hash(one) == hash(other)
    assert one != Scale(Decimal(1), Decimal(2), 5)
    assert one != "a scale"


@given(
    low=prices,
    span=prices,
    rows=st.integers(1, 100),
    tick=st.sampled_from(["0.01", "1", "0.00000001", "0.5", "0.25", "0.0003", "50"]),
)
def test_labels_are_multiples_of_the_tick_on_the_scale(
    low: Decimal, span: Decimal, rows: int, tick: str
) -> None:
    scale = Scale(low, low + span, rows)
    labels = price_labels(scale, rows, Decimal(tick))
    assert len(labels) <= rows + 2
    assert all(scale.holds(each) and on_grid(each, Decimal(tick)) for each in labels)


def test_labels_are_round_prices() -> None:
    scale = Scale(Decimal("99.13"), Decimal("102.87"), 16)
    assert [f"{each:f}" for each in price_labels(scale, 16, Decimal("0.01"))] == [
        "100",
        "101",
        "102",
    ]
    assert price_labels(Scale(Decimal(1), Decimal(1), 4), 4, Decimal("0.01")) == ()


def starts(count: int, step: int, begin: int = NOON) -> list[int]:
    return [begin + n * step for n in range(count)]


def test_times_are_round_and_a_new_day_is_named() -> None:
    labels = time_labels(starts(60, 5 * MINUTE, NOON + 9 * 60 * MINUTE), "5m", 2)
    assert [each.text for each in labels][:5] == ["21:30", "22:00", "22:30", "23:00", "23:30"]
    assert "Jun 25" in [each.text for each in labels]


@pytest.mark.parametrize(
    ("interval", "step", "text"),
    [("1s", 1_000, "12:00:30"), ("1d", DAY, "Jul 03"), ("1month", 30 * DAY, "2026")],
)
def test_a_label_says_as_much_as_the_interval_needs(interval: str, step: int, text: str) -> None:
    assert text in [each.text for each in time_labels(starts(40, step), interval, 1)]


def test_one_slot_has_no_label() -> None:
    assert time_labels([NOON], "5m", 1) == ()


def test_a_moment_is_told_in_full() -> None:
    assert moment(NOON, "5m") == "Jun 24 12:00"
    assert moment(NOON, "1s") == "Jun 24 12:00:00"
    assert moment(NOON, "1d") == "2025 Jun 24"
