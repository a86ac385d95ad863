from decimal import Decimal

import pytest

from tui.sandbox.instruments import INSTRUMENTS

D = Decimal
PUBLISHED = {
    "SOL_USDC_PERP": ("0.01", "0.01", "0.02", "0.000075", "0.0135", "0.0000375", "4000000"),
    "BTC_USDC_PERP": (
        *("0.1", "0.00001", "0.01333333", "0.00002494", "0.00666667", "0.00001496", "4000"),
    ),
    "ETH_USDC_PERP": (
        *("0.01", "0.0001", "0.02", "0.00004214", "0.01111111", "0.00002528", "64000"),
    ),
}


def test_the_three_markets_are_listed_once() -> None:
    assert [item.symbol for item in INSTRUMENTS] == list(PUBLISHED)


@pytest.mark.parametrize("item", INSTRUMENTS, ids=lambda item: item.base)
def test_each_market_has_the_parameters_published_in_september_2026(item: object) -> None:
    (found,) = [i for i in INSTRUMENTS if i is item]
    values = (
        found.tick,
        found.step,
        found.initial.base,
        found.initial.factor,
        found.maintenance.base,
        found.maintenance.factor,
        found.open_interest_limit,
    )
    assert values == tuple(D(text) for text in PUBLISHED[found.symbol])
    assert (found.impact, found.band) == ((D("0.99"), D("1.01")), (D("0.25"), D(2)))
