from decimal import Decimal

import pytest

from tui.domain.exits.plan import Field, Problem, Rule
from tui.domain.money import AmountFault
from tui.domain.orders.plan import DEFAULT_SLIPPAGE
from tui.domain.orders.slippage import MOST_SLIPPAGE, read_slippage, slippage_text


@pytest.mark.parametrize(
    ("text", "fraction"), [("0.5", "0.005"), ("1", "0.01"), ("10", "0.1"), ("0.05", "0.0005")]
)
def test_per_cent_are_read_as_a_fraction(text: str, fraction: str) -> None:
    assert read_slippage(text) == Decimal(fraction)


def test_a_bound_so_wide_that_it_protects_from_nothing_is_refused_with_the_most() -> None:
    problem = read_slippage("10.01")
    assert problem == Problem(
        Field.SLIPPAGE, Rule.NOT_A_SLIPPAGE, limit=Decimal(10), found=Decimal("10.01")
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", AmountFault.EMPTY), ("0", AmountFault.ZERO), ("0,5", AmountFault.COMMA)],
)
def test_what_is_no_amount_is_no_slippage(text: str, fault: AmountFault) -> None:
    problem = read_slippage(text)
    assert isinstance(problem, Problem)
    assert (problem.field, problem.fault) == (Field.SLIPPAGE, fault)


def test_a_slippage_is_written_as_it_would_be_typed() -> None:
    assert slippage_text(DEFAULT_SLIPPAGE) == "0.5"
    assert slippage_text(MOST_SLIPPAGE) == "10"
