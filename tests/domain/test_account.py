from decimal import Decimal

import pytest

from tui.domain.account import Fees

FEES = Fees(maker_bps=Decimal(2), taker_bps=Decimal(5))


@pytest.mark.parametrize(
    ("at", "size", "fee"),
    [("3826.15", "0.0026", "0.004974"), ("3828.81", "0.0010", "0.001915")],
)
def test_a_fee_is_rounded_up_to_six_decimals_as_in_recorded_fills(
    at: str, size: str, fee: str
) -> None:
    assert FEES.taker(Decimal(at) * Decimal(size)) == Decimal(fee)


def test_maker_and_taker_pay_their_own_rates() -> None:
    assert (FEES.maker(Decimal(1000)), FEES.taker(Decimal(1000))) == (
        Decimal("0.2"),
        Decimal("0.5"),
    )


def test_a_rebate_is_negative() -> None:
    assert Fees(Decimal(-1), Decimal(5)).maker(Decimal(1000)) == Decimal("-0.1")


def test_the_largest_notional_that_can_be_typed_has_a_fee() -> None:
    assert FEES.taker(Decimal(999999999999) ** 2) > 0
