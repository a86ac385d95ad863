from dataclasses import replace
from decimal import Decimal

from tests.builders import SOL, price, quantity, usd
from tui.domain.quotes import Ticker

TICKER = Ticker(
    SOL, price("100"), price("97"), price("101"), price("96"), quantity("5"), usd("490"), 3
)


def test_the_daily_change_is_a_fraction_of_the_first_price() -> None:
    assert TICKER.change == Decimal("-0.03")


def test_the_daily_change_is_unknown_without_both_prices() -> None:
    assert replace(TICKER, first=None).change is None
    assert replace(TICKER, last=None).change is None
    assert replace(TICKER, first=price("0")).change is None
