from decimal import Decimal

import pytest

from tui.domain.money import on_grid
from tui.sandbox.habits import HABITS
from tui.sandbox.instruments import INSTRUMENTS, Instrument
from tui.sandbox.listings import LISTINGS

D = Decimal
PUBLISHED = {
    "SOL_USDC_PERP": ("0.01", "0.01", "0.02", "0.000075", "0.0135", "0.0000375", "4000000"),
    "BTC_USDC_PERP": (
        *("0.1", "0.00001", "0.01333333", "0.00002494", "0.00666667", "0.00001496", "4000"),
    ),
    "ETH_USDC_PERP": (
        *("0.01", "0.0001", "0.02", "0.00004214", "0.01111111", "0.00002528", "64000"),
    ),
    "XRP_USDC_PERP": ("0.0001", "0.0001", "0.04", "0.00006705", "0.02", "0.00004023", "10000000"),
    "BNB_USDC_PERP": ("0.01", "0.001", "0.025", "0.00004969", "0.01428571", "0.00002981", "200000"),
    "kPEPE_USDC_PERP": (
        *("0.0000001", "100", "0.06666667", "0.00015676", "0.03333333", "0.00009406", "1200000000"),
    ),
}
MAJORS = {"SOL", "BTC", "ETH"}


def test_nineteen_markets_are_listed_once_and_the_three_majors_first() -> None:
    symbols = [item.symbol for item in INSTRUMENTS]
    assert len(symbols) == len(set(symbols)) == 19
    assert symbols[:3] == ["SOL_USDC_PERP", "BTC_USDC_PERP", "ETH_USDC_PERP"]


def test_every_listing_has_habits_and_every_habit_a_listing() -> None:
    assert {row.base for row in LISTINGS} == set(HABITS)


@pytest.mark.parametrize("symbol", PUBLISHED)
def test_a_market_has_the_parameters_published_in_september_2026(symbol: str) -> None:
    (found,) = [item for item in INSTRUMENTS if item.symbol == symbol]
    values = (
        found.tick,
        found.step,
        found.initial.base,
        found.initial.factor,
        found.maintenance.base,
        found.maintenance.factor,
        found.open_interest_limit,
    )
    assert values == tuple(D(text) for text in PUBLISHED[symbol])


@pytest.mark.parametrize("item", INSTRUMENTS, ids=lambda item: item.base)
def test_a_market_obeys_its_own_filters(item: Instrument) -> None:
    level = D(str(item.level))
    assert item.min_price < level * item.band[0]
    assert level * item.band[1] < item.max_price
    assert item.tick / level < D("0.0003"), "a tick is a small part of the price"
    assert on_grid(item.open_interest, item.step)
    assert 0 < item.open_interest < item.open_interest_limit
    assert item.typical_size > float(item.step)
    assert item.initial.base > item.maintenance.base > 0
    assert item.mean_mark_band[0] < 1 < item.mean_mark_band[1]
    assert item.impact[0] < 1 < item.impact[1]


@pytest.mark.parametrize("item", INSTRUMENTS, ids=lambda item: item.base)
def test_majors_have_tighter_bounds_than_the_rest(item: Instrument) -> None:
    is_major = item.base in MAJORS
    assert item.funding_bound_bps == (100 if is_major else 150)
    assert item.impact[1] - 1 == D("0.01") if is_major else item.impact[1] - 1 >= D("0.03")
