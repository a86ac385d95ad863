"""Every reason has a sentence, with its numbers and without leftovers."""

from decimal import Decimal

import pytest

from tui.actions.denials import Denial, DenialCode
from tui.actions.reasons import describe, describe_problem
from tui.domain.exits.plan import Field, Problem, Rule
from tui.domain.market import BookState
from tui.domain.money import AmountFault


@pytest.mark.parametrize("code", [c for c in DenialCode if c is not DenialCode.RULE_BROKEN])
def test_every_denial_is_a_sentence(code: DenialCode) -> None:
    text = describe(
        Denial(code, limit=Decimal("1.50"), found=Decimal(2), client_id=7, detail="the disk")
    )
    assert text.endswith(".")
    assert text[0].isupper()
    assert not set("{}_") & set(text)


@pytest.mark.parametrize("rule", list(Rule))
def test_every_broken_rule_is_a_sentence(rule: Rule) -> None:
    fault = AmountFault.COMMA if rule is Rule.NOT_AN_AMOUNT else None
    problem = Problem(
        Field.PRICE, rule, Decimal("1.50"), (Decimal("1.5"),), fault, BookState.CLOSED, Decimal(2)
    )
    text = describe(Denial(DenialCode.RULE_BROKEN, problem=problem))
    assert text.endswith("; try 1.5.")
    assert text[0].isupper()
    assert not set("{}_") & set(text)


@pytest.mark.parametrize("fault", list(AmountFault))
@pytest.mark.parametrize("field", [Field.PRICE, Field.QUANTITY])
def test_every_bad_amount_names_its_field_and_what_to_type(
    field: Field, fault: AmountFault
) -> None:
    text = describe_problem(Problem(field, Rule.NOT_AN_AMOUNT, fault=fault))
    assert text.startswith(field.name.capitalize())
    assert any(char.isdigit() for char in text)


def test_numbers_are_written_in_full() -> None:
    problem = Problem(Field.PRICE, Rule.OFF_TICK, Decimal("1E-7"), (Decimal("0.0000001"),))
    assert describe_problem(problem) == (
        "Price is not a whole number of ticks of 0.0000001; try 0.0000001."
    )


def test_a_datum_that_never_came_is_not_given_an_age() -> None:
    assert describe_problem(Problem(Field.FORM, Rule.MARK_STALE, Decimal(5))) == (
        "The mark has not been received yet."
    )


def test_a_resized_position_is_told_with_both_sizes() -> None:
    denial = Denial(DenialCode.POSITION_RESIZED, limit=Decimal(10), found=Decimal(9))
    assert describe(denial).startswith("The position was 10 when you confirmed and is 9 now.")


def test_words_of_others_are_inserted_as_they_are() -> None:
    denial = Denial(DenialCode.REFRESH_FAILED, detail="{limit} [red]")
    assert "{limit} [red]" in describe(denial)


def test_the_wrong_side_names_the_right_one_of_both_directions() -> None:
    assert describe_problem(Problem(Field.FORM, Rule.WRONG_SIDE)) == (
        "An order that only reduces cannot be on this side: Ask reduces a long, Bid a short."
    )
