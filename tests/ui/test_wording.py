from decimal import Decimal

import pytest

from tests.builders import (
    draft,
    exit_view,
    quantity,
    sol_long,
    sol_market,
    sol_order,
    sol_short,
)
from tui.domain.exits.check import check
from tui.domain.exits.plan import ExitPlan, ExitView, Field, Problem, Rule
from tui.domain.market import BookState
from tui.domain.money import AmountFault
from tui.domain.position import Direction, Side
from tui.ui.wording import (
    BOOK_STATES,
    fault_sentence,
    problem_sentence,
    problem_sentences,
    seconds,
    side_words,
)


def told(at: str, size: str, view: ExitView | None = None) -> tuple[str, ...]:
    """The sentences for a draft that breaks rules."""
    view = view or exit_view()
    result = check(draft(at, size), view)
    assert not isinstance(result, ExitPlan)
    return problem_sentences(result, view)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("limit", [None, Decimal("1.50")])
@pytest.mark.parametrize("position", [sol_long(), sol_short(), None])
def test_every_rule_has_a_sentence_whatever_is_missing(
    rule: Rule, limit: Decimal | None, position: object
) -> None:
    view = exit_view(mark=None) if position is None else exit_view(position)  # type: ignore[arg-type]  # because the parameter is one of three values
    text = problem_sentence(Problem(Field.FORM, rule, limit=limit), view)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "None" not in text


@pytest.mark.parametrize("fault", AmountFault)
@pytest.mark.parametrize("field", [Field.PRICE, Field.QUANTITY])
def test_every_fault_of_a_text_has_a_sentence_with_no_gap_left_open(
    fault: AmountFault, field: Field
) -> None:
    text = fault_sentence(fault, field, "100.61")
    assert text.endswith(".")
    assert "{" not in text


@pytest.mark.parametrize("state", BookState)
def test_every_book_state_has_words(state: BookState) -> None:
    assert BOOK_STATES[state]


def test_a_price_on_the_wrong_side_of_the_mark_names_the_mark_and_the_first_that_works() -> None:
    assert told("100.60", "5") == (
        "Price must be above the mark 100.6 for a long. 100.61 or higher works.",
    )
    assert told("100.60", "5", exit_view(sol_short())) == (
        "Price must be below the mark 100.6 for a short. 100.59 or lower works.",
    )


def test_a_price_off_the_tick_names_both_neighbours() -> None:
    assert told("104.505", "5") == (
        "Price must be a multiple of the tick 0.01. 104.50 or 104.51 work.",
    )


def test_values_that_work_are_named_once_for_each_field() -> None:
    assert told("99.995", "30.005") == (
        "Price must be a multiple of the tick 0.01. 100.61 works.",
        "Price must be above the mark 100.6 for a long.",
        "Quantity must be a multiple of the step 0.01. 25.00 works.",
        "Only 25 of 25 SOL is free of other exits.",
    )


def test_a_decimal_comma_is_answered_with_a_dot() -> None:
    assert told("104.50", "0,05") == ("Use a dot for decimals and no separators: 0.05, not 0,05.",)


def test_an_empty_price_asks_for_one_beyond_the_mark() -> None:
    assert told("", "5") == ("Type a price above the mark 100.6. The first is 100.61.",)


def test_a_position_that_other_exits_claim_asks_to_cancel_one() -> None:
    view = exit_view(covering=(sol_order(quantity=quantity("25")),))
    assert told("104.50", "5", view) == (
        "Other exits already claim the whole position. Cancel one to free quantity.",
    )


def test_an_old_mark_tells_its_age_and_the_limit() -> None:
    assert told("104.50", "5", exit_view(mark_age=7.2)) == (
        "The mark is 7 s old, more than 5 s. Wait for news.",
    )


def test_a_mark_that_was_never_heard_is_not_called_old() -> None:
    assert "No mark price was heard yet. Wait for the stream." in told(
        "104.50", "5", exit_view(mark=None, mark_age=None)
    )


def test_a_closed_market_says_what_it_takes() -> None:
    view = exit_view(market=sol_market(state=BookState.CANCEL_ONLY))
    assert told("104.50", "5", view) == (
        "SOL_USDC_PERP takes cancellations only. Wait until the exchange opens it.",
    )


def test_a_side_that_would_add_names_the_one_that_closes() -> None:
    view = exit_view()
    result = check(draft("104.50", "5", Side.BID), view)
    assert not isinstance(result, ExitPlan)
    assert problem_sentences(result, view) == (
        "That side would add to your long; a long is closed by a sell.",
    )


def test_the_closing_side_is_said_in_the_traders_words() -> None:
    assert side_words(Direction.LONG) == "SELL to close your LONG"
    assert side_words(Direction.SHORT) == "BUY to close your SHORT"


def test_an_age_that_never_was_is_never() -> None:
    assert (seconds(None), seconds(7.4)) == ("never", "7 s")
