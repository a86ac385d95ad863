"""The trader's own limits: what each refuses, and what it never stands in the way of."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import price, quantity, usd
from tui.actions.denials import DenialCode
from tui.actions.limit_gates import Usage, limit_denials
from tui.domain.intent import Ticket
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import Rate
from tui.domain.position import Side

OPENING = Ticket("SOL", Side.BID, price("100"), quantity("5"), reduce_only=False)
REDUCING = replace(OPENING, side=Side.ASK, reduce_only=True)
NONE = OrderLimits(per_second=None, per_minute=None)


def codes(ticket: Ticket, limits: OrderLimits, **used: object) -> list[DenialCode]:
    calm = Budget(limits, 0, 0, usd("0"), usd("0"))
    budget = replace(calm, **used)  # type: ignore[arg-type]  # any field
    return [denial.code for denial in limit_denials(ticket, price("100"), Usage(budget))]


@pytest.mark.parametrize("ticket", [OPENING, REDUCING])
def test_without_limits_everything_passes(ticket: Ticket) -> None:
    assert codes(ticket, NONE, last_second=99, last_minute=99, open_notional=None, day=None) == []


@pytest.mark.parametrize(
    ("limits", "used", "code"),
    [
        (replace(NONE, largest_order=usd("499.99")), {}, DenialCode.ORDER_TOO_LARGE),
        (replace(NONE, open_notional=usd("499.99")), {}, DenialCode.OPEN_TOO_MUCH),
        (
            replace(NONE, open_notional=usd("1000")),
            {"open_notional": usd("500.01")},
            DenialCode.OPEN_TOO_MUCH,
        ),
        (
            replace(NONE, open_notional=usd("1000")),
            {"open_notional": None},
            DenialCode.NOTIONAL_UNKNOWN,
        ),
        (replace(NONE, daily_loss=usd("50")), {"day": usd("-50")}, DenialCode.DAILY_LOSS),
        (replace(NONE, daily_loss=usd("50")), {"day": None}, DenialCode.DAILY_LOSS_UNKNOWN),
    ],
)
def test_a_limit_on_risk_refuses_opening_and_never_reducing(
    limits: OrderLimits, used: dict[str, object], code: DenialCode
) -> None:
    assert codes(OPENING, limits, **used) == [code]
    assert codes(REDUCING, limits, **used) == []


@pytest.mark.parametrize(
    ("limits", "used"),
    [
        (replace(NONE, largest_order=usd("500")), {}),
        (replace(NONE, open_notional=usd("1000")), {"open_notional": usd("500")}),
        (replace(NONE, daily_loss=usd("50")), {"day": usd("-49.99")}),
        (replace(NONE, daily_loss=usd("50")), {"day": usd("900")}),
        (replace(NONE, per_second=2), {"last_second": 1}),
        (replace(NONE, per_minute=10), {"last_minute": 9}),
        (replace(NONE, from_mark=Rate(Decimal("0.1"))), {}),
    ],
)
def test_exactly_the_limit_passes(limits: OrderLimits, used: dict[str, object]) -> None:
    assert codes(OPENING, limits, **used) == []


@pytest.mark.parametrize("ticket", [OPENING, REDUCING])
def test_rate_and_distance_hold_for_every_order(ticket: Ticket) -> None:
    assert codes(ticket, replace(NONE, per_second=2), last_second=2) == [DenialCode.TOO_FAST]
    assert codes(ticket, replace(NONE, per_minute=10), last_minute=10) == [DenialCode.TOO_FAST]
    far = replace(ticket, price=price("110.01"))
    assert codes(far, replace(NONE, from_mark=Rate(Decimal("0.1")))) == [DenialCode.TOO_FAR]
    near = replace(ticket, price=price("90"))
    assert codes(near, replace(NONE, from_mark=Rate(Decimal("0.1")))) == []


def test_what_was_sent_before_in_the_same_request_counts() -> None:
    usage = Usage(Budget(replace(NONE, per_second=1), 0, 0, usd("100"), None))
    after = usage.with_order(OPENING).budget
    assert (after.last_second, after.last_minute, after.open_notional) == (0, 1, usd("600"))
    assert usage.with_order(REDUCING).budget.open_notional == usd("100")
