from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, exit_view, price, quantity, sol_long, sol_market, sol_short, usd
from tui.domain.exits.plan import Caution, ExitView
from tui.domain.intent import Ticket, TimeInForce
from tui.domain.orders.outlook import outlook
from tui.domain.position import Side

BIG = exit_view(sol_long(quantity=quantity("80")))


def sell(size: str, force: TimeInForce) -> Ticket:
    return Ticket(SOL, Side.ASK, price("100.50"), quantity(size), time_in_force=force)


def test_only_what_fills_at_once_is_counted_of_an_order_that_then_ends() -> None:
    """The book holds 52 of the 60: 12 at 100.59, 40 at 100.55."""
    seen = outlook(sell("60", TimeInForce.IOC), BIG)
    assert seen.take is not None
    assert (seen.take.now, seen.take.rests) == (Decimal(52), Decimal(8))
    assert seen.forecast is not None
    assert seen.forecast.share == Decimal("0.65")
    proceeds = 12 * Decimal("100.59") + 40 * Decimal("100.55")
    assert seen.forecast.gross == proceeds - 52 * Decimal("98.20")
    assert Caution.PARTLY_FILLS_NOW in seen.cautions


def test_what_waits_is_counted_at_its_own_price() -> None:
    seen = outlook(sell("60", TimeInForce.GTC), BIG)
    assert seen.forecast is not None
    assert seen.forecast.share == Decimal("0.75")


def test_the_fee_is_that_of_what_can_fill() -> None:
    now = outlook(sell("60", TimeInForce.IOC), BIG).fee
    waits = outlook(sell("60", TimeInForce.GTC), BIG).fee
    assert now is not None
    assert waits is not None
    assert now < waits


FLAT = replace(exit_view(leverage=Decimal(10), available=usd("1000")), position=None)
HUGE = replace(
    FLAT,
    leverage=Decimal(100),
    position=sol_long(quantity=quantity("3000"), mark=price("100")),
)
RICH = replace(FLAT, position=sol_long(), available=usd("1000000"))


def buy(size: str, at: str = "100.00", **terms: Any) -> Ticket:
    return Ticket(SOL, Side.BID, price(at), quantity(size), **({"reduce_only": False} | terms))


@pytest.mark.parametrize(
    ("ticket", "view", "margin"),
    [
        # 1 in 10 is more than the market's own fraction.
        (buy("10"), FLAT, "100"),
        # 1 in 100 is less than the market's own: 0.02, or 0.000075 times the root of the notional.
        (buy("100"), replace(FLAT, leverage=Decimal(100)), "200"),
        (buy("1000"), replace(FLAT, leverage=Decimal(100)), "2371.708245126284"),
        # Of what is held already the fraction is that of both together: 360000 is 0.045.
        (buy("600"), HUGE, "2700"),
        (buy("600"), replace(HUGE, position=sol_short(quantity=quantity("500"))), "200"),
        # Closing is free, and only what goes beyond the position needs margin.
        (buy("25"), replace(FLAT, position=sol_short()), "0"),
        (buy("30"), replace(FLAT, position=sol_short()), "50"),
        (buy("30"), RICH, "300"),
        (buy("30", reduce_only=True), replace(FLAT, position=sol_short()), "0"),
        (buy("10"), replace(FLAT, leverage=None), None),
        (buy("10"), replace(FLAT, market=sol_market(initial_margin=None)), None),
    ],
)
def test_margin_is_that_of_the_part_that_adds_and_of_the_dearer_fraction(
    ticket: Ticket, view: ExitView, margin: str | None
) -> None:
    found = outlook(ticket, view).margin
    assert (found is None) == (margin is None)
    if found is not None and margin is not None:
        assert abs(found - Decimal(margin)) < Decimal("1e-9")


def test_notional_is_price_times_quantity_to_the_last_digit() -> None:
    seen = outlook(buy("123456789.12345678", "98765.43210987"), FLAT)
    assert seen.notional == Decimal("12193263124675.3076310231564186")


@pytest.mark.parametrize(
    ("ticket", "view", "cautions"),
    [
        (buy("1", "99"), FLAT, {Caution.ENLARGES}),
        (buy("1", "100.61"), FLAT, {Caution.ENLARGES, Caution.FILLS_NOW}),
        (buy("11", "100.61"), RICH, {Caution.ENLARGES, Caution.PARTLY_FILLS_NOW}),
        (buy("101", "99"), FLAT, {Caution.ENLARGES}),
        (buy("102", "99"), FLAT, {Caution.ENLARGES, Caution.MARGIN_SHORT}),
        (buy("1", "99"), replace(FLAT, book=None), {Caution.ENLARGES, Caution.BOOK_UNKNOWN}),
        (buy("1", "50.30"), FLAT, {Caution.ENLARGES}),
        (buy("1", "50.29"), FLAT, {Caution.ENLARGES, Caution.FAR_FROM_MARK}),
        (sell("24.995", TimeInForce.GTC), exit_view(), {Caution.FILLS_NOW, Caution.DUST_LEFT}),
        (sell("25", TimeInForce.GTC), exit_view(), {Caution.FILLS_NOW}),
        (
            sell("25", TimeInForce.GTC),
            exit_view(sol_long(entry=price("100.58"))),
            {Caution.FILLS_NOW, Caution.AT_A_LOSS},
        ),
    ],
)
def test_what_is_worth_a_second_look_is_named_and_nothing_else(
    ticket: Ticket, view: ExitView, cautions: set[Caution]
) -> None:
    found = outlook(ticket, view).cautions
    assert set(found) == cautions
    assert len(found) == len(cautions)


def test_without_fees_neither_fee_nor_net_is_told_and_gross_decides_about_a_loss() -> None:
    seen = outlook(sell("10", TimeInForce.GTC), replace(BIG, fees=None))
    assert seen.fee is None
    assert seen.forecast is not None
    assert seen.forecast.net is None
    assert Caution.AT_A_LOSS not in seen.cautions


def test_only_an_order_that_reduces_has_a_forecast() -> None:
    assert outlook(buy("1"), RICH).forecast is None


@given(
    size=st.decimals("0.01", "200", places=2),
    held=st.decimals("0.01", "200", places=2),
    multiple=st.integers(1, 50),
)
def test_what_only_closes_needs_no_margin_and_the_rest_as_much_as_an_order_of_that_size(
    size: Decimal, held: Decimal, multiple: int
) -> None:
    view = replace(
        FLAT,
        leverage=Decimal(multiple),
        position=sol_short(quantity=quantity(str(held))),
    )
    beyond = max(size - held, Decimal(0))
    margin = outlook(buy(str(size)), view).margin
    assert margin is not None
    fraction = max(Decimal("0.02"), 1 / Decimal(multiple))
    assert abs(margin - 100 * beyond * fraction) < Decimal("1e-9")
