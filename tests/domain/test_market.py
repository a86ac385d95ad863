from decimal import Decimal

import pytest

from tests.builders import price, sol_market
from tui.domain.market import MarginFunction, PriceRules


@pytest.mark.parametrize(
    ("notional", "fraction"), [("0", "0.02"), ("10000", "0.02"), ("1000000", "0.075")]
)
def test_the_margin_fraction_grows_with_the_root_of_the_notional(
    notional: str, fraction: str
) -> None:
    function = MarginFunction(Decimal("0.02"), Decimal("0.000075"))
    assert function.at(Decimal(notional)) == Decimal(fraction)


def test_the_band_is_measured_from_the_active_price() -> None:
    assert sol_market().band(price("100")) == (Decimal(25), Decimal(200))


def test_a_market_without_multipliers_has_no_band() -> None:
    rules = PriceRules(Decimal(1), price("1"), None, None, None, None, None)
    assert sol_market(price=rules).band(price("100")) == (None, None)
