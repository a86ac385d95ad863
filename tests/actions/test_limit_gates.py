"""The trader's own limits: what each refuses, and what it never stands in the way of."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import price, quantity, usd
from tui.actions.denials import Denial, DenialCode
from tui.actions.limit_gates import Usage, limit_denials
from tui.domain.intent import Ticket
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import Rate
from tui.domain.position import Side

OPENING = Ticket("SOL", Side.BID, price("100"), quantity("5"), reduce_only=False)
REDUCING = replace(OPENING, side=Side.ASK, reduce_only=True)
NONE = OrderLimits(per_second=None, per_minute=None)


def denials(ticket: Ticket, limits: OrderLimits, **used: object) -> list[Denial]:
    calm = Budget(limits, 0, 0, usd("0"), usd("0"))
    budget = replace(calm, **used)  # type: ignore[arg-type]  # any field
    usage = Usage(budget, notional_unknown="no marks", day_unknown="no fills")
    return list(limit_denials(ticket, price("100"), usage))


def codes(ticket: Ticket, limits: OrderLimits, **used: object) -> list[DenialCode]:
    return [denial.code for denial in denials(ticket, limits, **used)]


def denial(
    code: DenialCode, limit: str | None = None, found: str | None = None, detail: str = ""
) -> Denial:
    most, is_so = (None if text is None else Decimal(text) for text in (limit, found))
    return Denial(code, most, is_so, detail=detail)


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


@pytest.mark.parametrize(
    ("limits", "used", "told"),
    [
        (
            replace(NONE, largest_order=usd("499.99")),
            {},
            denial(DenialCode.ORDER_TOO_LARGE, "499.99", "500.00"),
        ),
        (
            replace(NONE, open_notional=usd("1000")),
            {"open_notional": usd("500.014")},
            denial(DenialCode.OPEN_TOO_MUCH, "1000", "1000.01"),
        ),
        (
            replace(NONE, open_notional=usd("1000")),
            {"open_notional": None},
            denial(DenialCode.NOTIONAL_UNKNOWN, detail="no marks"),
        ),
        (
            replace(NONE, daily_loss=usd("50")),
            {"day": usd("-62.505")},
            denial(DenialCode.DAILY_LOSS, "50", "62.50"),
        ),
        (
            replace(NONE, daily_loss=usd("50")),
            {"day": None},
            denial(DenialCode.DAILY_LOSS_UNKNOWN, detail="no fills"),
        ),
        (
            replace(NONE, per_second=2),
            {"last_second": 4},
            denial(DenialCode.TOO_FAST, "2", "5", "1 s"),
        ),
        (
            replace(NONE, per_minute=10),
            {"last_minute": 10},
            denial(DenialCode.TOO_FAST, "10", "11", "60 s"),
        ),
    ],
)
def test_each_denial_tells_the_limit_and_what_was_found(
    limits: OrderLimits, used: dict[str, object], told: Denial
) -> None:
    assert denials(OPENING, limits, **used) == [told]
    assert str(denials(OPENING, limits, **used)[0].found) == str(told.found)


def test_a_distance_is_told_in_per_cent() -> None:
    far = replace(OPENING, price=price("112.345"))
    assert denials(far, replace(NONE, from_mark=Rate(Decimal("0.1")))) == [
        denial(DenialCode.TOO_FAR, "10.0", "12.34")
    ]


def test_what_cannot_be_counted_stays_unknown_for_the_next_order() -> None:
    usage = Usage(Budget(NONE, 0, 0, None, None))
    assert usage.with_order(OPENING).budget.open_notional is None


def test_without_a_word_nothing_is_used() -> None:
    assert Usage().budget == Budget(OrderLimits(), 0, 0, None, None)
