from decimal import Decimal

import pytest

from tests.builders import usd
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import Usd


def budget(day: Usd | None) -> Budget:
    return Budget(OrderLimits(), last_second=0, last_minute=0, open_notional=None, day=day)


@pytest.mark.parametrize(
    ("day", "loss"),
    [(usd("-12.50"), Decimal("12.50")), (usd("0"), Decimal(0)), (usd("40"), Decimal(0))],
)
def test_only_a_day_that_loses_uses_the_limit(day: Usd, loss: Decimal) -> None:
    assert budget(day).loss == loss


def test_the_loss_of_a_day_that_is_not_known_is_not_known() -> None:
    assert budget(None).loss is None


def test_unless_told_otherwise_only_the_rate_is_limited() -> None:
    """The README says so."""
    assert OrderLimits() == OrderLimits(
        largest_order=None,
        open_notional=None,
        per_second=2,
        per_minute=10,
        from_mark=None,
        daily_loss=None,
    )
