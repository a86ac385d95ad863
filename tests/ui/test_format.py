from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.money import Rate
from tui.ui import format as fmt

TICK, STEP = Decimal("0.01"), Decimal("0.1")


@pytest.mark.parametrize(
    ("value", "tick", "text"),
    [
        (Decimal("104.5"), TICK, "104.50"),
        (Decimal("67123.456"), Decimal("0.1"), "67,123.5"),
        (Decimal("0.00001234"), Decimal("0.00000001"), "0.00001234"),
        (Decimal(5000), Decimal(1), "5,000"),
        (None, TICK, "—"),
    ],
)
def test_a_price_has_the_decimals_of_its_tick(
    value: Decimal | None, tick: Decimal, text: str
) -> None:
    assert fmt.price(value, tick) == text


def test_a_quantity_shows_more_decimals_than_its_step_rather_than_lose_one() -> None:
    assert fmt.quantity(Decimal(25), STEP) == "25.0"
    assert fmt.quantity(Decimal("25.125"), STEP) == "25.125"
    assert fmt.quantity(Decimal("1234.50"), STEP) == "1,234.5"
    assert fmt.quantity(None, STEP) == "—"


@given(st.decimals(min_value=0, max_value=10**9, places=8))
def test_a_quantity_reads_back_as_the_same_number(value: Decimal) -> None:
    assert Decimal(fmt.quantity(value, STEP).replace(",", "")) == value


def test_money_carries_its_sign_and_zero_has_none() -> None:
    assert fmt.usd(Decimal("1234.5")) == "+1,234.50"
    assert fmt.usd(Decimal("-0.005")) == "0.00"
    assert fmt.usd(Decimal("-12.3")) == f"{fmt.MINUS}12.30"
    assert fmt.usd(Decimal("12.3"), sign=False) == "12.30"
    assert fmt.usd(Decimal("-12.3"), sign=False) == f"{fmt.MINUS}12.30"
    assert fmt.usd(None) == "—"


def test_fractions_are_shown_as_percentages() -> None:
    assert fmt.percent(Rate(Decimal("0.0123"))) == "+1.23%"
    assert fmt.percent(Rate(Decimal("0.5")), sign=False, places=0) == "50%"
    assert fmt.percent(None) == "—"


def test_funding_has_four_to_six_decimals() -> None:
    assert fmt.funding(Rate(Decimal("0.0001"))) == "+0.0100%"
    assert fmt.funding(Rate(Decimal("0.0000125"))) == "+0.00125%"
    assert fmt.funding(Rate(Decimal("-0.00000123456"))) == f"{fmt.MINUS}0.000123%"
    assert fmt.funding(None) == "—"


def test_large_figures_are_short() -> None:
    assert fmt.compact(Decimal(1_240_000)) == "1.24M"
    assert fmt.compact(Decimal(124_000)) == "124K"
    assert fmt.compact(Decimal("12.345")) == "12.34"
    assert fmt.compact(Decimal(300)) == "300"
    assert fmt.compact(None) == "—"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.44, "0.4s"),
        (9.96, "9s"),
        (12.9, "12s"),
        (185.0, "3m"),
        (7_300.0, "2h"),
        (200_000.0, "2d"),
        (-1.0, "0.0s"),
        (None, "—"),
    ],
)
def test_an_age_is_short(seconds: float | None, text: str) -> None:
    assert fmt.age(seconds) == text


def test_a_countdown_stops_at_zero() -> None:
    assert fmt.countdown(2_472.9) == "00:41:12"
    assert fmt.countdown(-3.0) == "00:00:00"
    assert fmt.countdown(None) == "—"


def test_the_time_of_day_is_utc() -> None:
    assert fmt.clock(1_750_793_021_519) == "19:23:41"


def test_a_coin_is_the_first_part_of_its_symbol() -> None:
    assert fmt.coin("SOL_USDC_PERP") == "SOL"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("0", "────"),
        ("0.01", "━───"),
        ("0.5", "━━──"),
        ("0.99", "━━━─"),
        ("1", "━━━━"),
        ("2", "━━━━"),
    ],
)
def test_a_bar_is_full_only_when_all_is_covered(share: str, text: str) -> None:
    assert "".join(fmt.bar(Decimal(share), 4)) == text
