"""The rules of every order: a picture too old, a market that is shut, a number off its grid."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import exit_view, price, quantity, sol_market
from tui.domain.exits.filters import (
    broken_price_rules,
    broken_quantity_rules,
    picture_problems,
)
from tui.domain.exits.plan import Field, Limits, Rule
from tui.domain.market import BookState
from tui.domain.money import on_grid

VIEW = exit_view()
CAPPED = exit_view(
    market=sol_market(
        quantity=replace(sol_market().quantity, minimum=quantity("0.10"), maximum=quantity("50"))
    )
)


def test_a_fresh_picture_of_an_open_market_has_no_problem() -> None:
    assert list(picture_problems(VIEW)) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"link_up": False}, Rule.LINK_DOWN),
        ({"reconciled": False}, Rule.NOT_RECONCILED),
        ({"mark": None}, Rule.MARK_STALE),
        ({"mark_age": None}, Rule.MARK_STALE),
        ({"mark_age": 5.1}, Rule.MARK_STALE),
        ({"position_age": None}, Rule.POSITION_STALE),
        ({"position_age": 60.1}, Rule.POSITION_STALE),
    ],
)
def test_each_thing_that_is_missing_or_old_is_one_problem_of_the_form(
    changes: dict[str, Any], rule: Rule
) -> None:
    [problem] = picture_problems(exit_view(**changes))
    assert (problem.field, problem.rule) == (Field.FORM, rule)


def test_an_age_at_its_limit_is_still_good_and_beyond_it_both_are_told() -> None:
    limits = Limits(mark=2.0, position=10.0)
    view = exit_view(limits=limits, mark_age=2.0, position_age=10.0)
    assert list(picture_problems(view)) == []
    problems = list(picture_problems(replace(view, mark_age=2.26, position_age=None)))
    assert [(p.limit, p.found) for p in problems] == [
        (Decimal("2.0"), Decimal("2.3")),
        (Decimal("10.0"), None),
    ]


@pytest.mark.parametrize("state", BookState)
def test_a_market_takes_limit_orders_in_three_states_only(state: BookState) -> None:
    problems = list(picture_problems(exit_view(market=sol_market(state=state))))
    takes = state in {BookState.OPEN, BookState.LIMIT_ONLY, BookState.POST_ONLY}
    assert [(p.rule, p.state) for p in problems] == ([] if takes else [(Rule.MARKET_CLOSED, state)])


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("100.60", []),
        ("100.605", [(Rule.OFF_TICK, Decimal("0.01"))]),
        # The band of 0.25 to 2 times the active price: the middle of the book, 100.60.
        ("25.15", []),
        ("25.14", [(Rule.BELOW_BAND, Decimal("25.15"))]),
        ("201.20", []),
        ("201.21", [(Rule.ABOVE_BAND, Decimal("201.20"))]),
        (
            "1000.01",
            [(Rule.ABOVE_MAX_PRICE, Decimal(1000)), (Rule.ABOVE_BAND, Decimal("201.20"))],
        ),
        (
            "0.005",
            [
                (Rule.OFF_TICK, Decimal("0.01")),
                (Rule.BELOW_MIN_PRICE, Decimal("0.01")),
                (Rule.BELOW_BAND, Decimal("25.15")),
            ],
        ),
    ],
)
def test_a_price_names_every_filter_it_breaks_with_its_number(
    text: str, broken: list[tuple[Rule, Decimal]]
) -> None:
    assert list(broken_price_rules(price(text), VIEW)) == broken


def test_where_no_active_price_is_known_there_is_no_band_to_break() -> None:
    unknown = exit_view(book=None, last=None)
    assert list(broken_price_rules(price("999"), unknown)) == []


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("0.10", []),
        ("50", []),
        ("0.105", [(Rule.OFF_STEP, Decimal("0.01"))]),
        ("0.09", [(Rule.BELOW_MIN_QUANTITY, Decimal("0.10"))]),
        ("50.01", [(Rule.ABOVE_MAX_QUANTITY, Decimal(50))]),
        (
            "0.005",
            [(Rule.OFF_STEP, Decimal("0.01")), (Rule.BELOW_MIN_QUANTITY, Decimal("0.10"))],
        ),
    ],
)
def test_a_quantity_names_every_filter_it_breaks_with_its_number(
    text: str, broken: list[tuple[Rule, Decimal]]
) -> None:
    assert list(broken_quantity_rules(quantity(text), CAPPED)) == broken


def test_without_a_maximum_no_quantity_is_too_large() -> None:
    assert list(broken_quantity_rules(quantity("1000000"), VIEW)) == []


@given(st.decimals("0.0001", "2000", places=4))
def test_what_breaks_no_rule_is_what_the_market_takes(amount: Decimal) -> None:
    priced = not list(broken_price_rules(amount, VIEW))
    assert priced == (
        on_grid(amount, Decimal("0.01")) and Decimal("25.15") <= amount <= Decimal("201.20")
    )
    sized = not list(broken_quantity_rules(amount, CAPPED))
    assert sized == (on_grid(amount, Decimal("0.01")) and Decimal("0.10") <= amount <= 50)
