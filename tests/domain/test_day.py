"""The day's result: what cash and positions say, however it was traded."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, price, quantity, usd
from tui.domain.account import FundingPayment
from tui.domain.day import DAY_MS, count_day, held_at_midnight, midnight
from tui.domain.order import Fill
from tui.domain.position import Side

START = 20_000 * DAY_MS


def fill(side: Side, size: str, at: str, fee: str = "0", time_ms: int = START + 5) -> Fill:
    return Fill(
        1, "o", None, SOL, side, price(at), quantity(size), usd(fee), "USDC", False, time_ms
    )


def result(
    fills: list[Fill], held: str = "0", mark: str = "100", then: str | None = None
) -> Decimal | None:
    now = {SOL: Decimal(held)} if Decimal(held) else {}
    marks = {} if then is None else {SOL: Decimal(then)}
    count = count_day(START, fills, [], now, marks)
    return None if count is None else count.result(now, {SOL: Decimal(mark)})


def test_a_round_trip_brings_its_difference_less_the_fees() -> None:
    trip = [fill(Side.BID, "2", "100", "0.1"), fill(Side.ASK, "2", "110", "0.2")]
    assert result(trip) == Decimal("19.7")


def test_what_is_held_counts_at_the_mark() -> None:
    assert result([fill(Side.BID, "2", "100")], held="2", mark="90") == Decimal(-20)
    assert result([fill(Side.ASK, "2", "100")], held="-2", mark="90") == Decimal(20)


def test_what_was_held_at_midnight_counts_from_the_mark_of_midnight() -> None:
    assert result([], held="2", mark="95", then="100") == Decimal(-10)
    assert result([fill(Side.ASK, "2", "95")], then="100") == Decimal(-10)


def test_a_missing_mark_of_midnight_or_a_foreign_fee_make_it_unknown() -> None:
    assert result([], held="2", mark="95") is None
    foreign = Fill(
        1, "o", None, SOL, Side.BID, price("1"), quantity("1"), usd("1"), "BP", True, START + 1
    )
    assert count_day(START, [foreign], [], {SOL: Decimal(1)}, {}) is None


def test_another_holding_than_the_counted_one_makes_it_unknown() -> None:
    count = count_day(START, [], [], {}, {})
    assert count is not None
    assert count.result({SOL: Decimal(1)}, {SOL: Decimal(100)}) is None
    assert count.result({}, {}) == 0


def test_funding_of_the_day_counts_and_that_of_midnight_was_yesterdays() -> None:
    paid = [
        FundingPayment(SOL, usd("-3"), START + 1),
        FundingPayment(SOL, usd("-5"), START),
    ]
    count = count_day(START, [], paid, {}, {})
    assert count is not None
    assert count.result({}, {}) == Decimal(-3)


def test_fills_of_yesterday_do_not_count() -> None:
    assert result([fill(Side.BID, "2", "100", time_ms=START - 1)]) == 0


def test_midnight_is_the_last_one() -> None:
    assert midnight(START) == midnight(START + DAY_MS - 1) == START


_FILLS = st.lists(
    st.builds(
        fill,
        st.sampled_from(list(Side)),
        st.decimals("0.01", "5", places=2).map(str),
        st.decimals("50", "150", places=2).map(str),
    ),
    max_size=12,
)


@given(_FILLS, st.decimals("-9", "9", places=2), st.decimals("50", "150", places=2))
def test_it_is_the_sum_of_each_trade_against_the_mark(
    fills: list[Fill], before: Decimal, mark: Decimal
) -> None:
    """Trading moves the result only by price against mark; an unmoved mark leaves what was held."""
    signs = [1 if one.side is Side.BID else -1 for one in fills]
    now = before + sum(
        (sign * one.quantity for sign, one in zip(signs, fills, strict=True)), start=Decimal(0)
    )
    held = {SOL: now} if now else {}
    assert held_at_midnight(fills, held) == ({SOL: before} if before else {})
    count = count_day(START, fills, [], held, {SOL: mark})
    assert count is not None
    gained = sum(
        (sign * one.quantity * (mark - one.price) for sign, one in zip(signs, fills, strict=True)),
        start=Decimal(0),
    )
    assert count.result(held, {SOL: mark}) == gained
