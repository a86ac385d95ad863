from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    draft,
    exit_view,
    price,
    quantity,
    sol_long,
    sol_market,
    sol_order,
    sol_short,
)
from tui.domain.book import BookTop, Level
from tui.domain.exits.check import check, suggest
from tui.domain.exits.plan import (
    Caution,
    Draft,
    ExitPlan,
    ExitView,
    Field,
    Problem,
    Rule,
)
from tui.domain.intent import Ticket
from tui.domain.market import BookState, PriceRules, QuantityRules
from tui.domain.money import AmountFault, plain
from tui.domain.position import Direction, Side


def rules_of(outcome: ExitPlan | tuple[Problem, ...]) -> set[Rule]:
    return {problem.rule for problem in problems_of(outcome)}


def problems_of(outcome: ExitPlan | tuple[Problem, ...]) -> tuple[Problem, ...]:
    return () if isinstance(outcome, ExitPlan) else outcome


def the_problem(outcome: ExitPlan | tuple[Problem, ...], rule: Rule) -> Problem:
    [problem] = [problem for problem in problems_of(outcome) if problem.rule is rule]
    return problem


def the_plan(outcome: ExitPlan | tuple[Problem, ...]) -> ExitPlan:
    assert isinstance(outcome, ExitPlan), outcome
    return outcome


def numbers(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


def test_fault_u07_a_long_exits_with_a_sell_and_a_short_with_a_buy() -> None:
    long_plan = the_plan(check(draft("110"), exit_view()))
    assert long_plan.ticket == Ticket("SOL_USDC_PERP", Side.ASK, price("110"), quantity("10"))
    assert long_plan.ticket.reduce_only
    short_plan = the_plan(check(draft("90"), exit_view(sol_short())))
    assert short_plan.ticket.side is Side.BID


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("110", "110"), ("110.5", "110.5"), ("0110.50", "110.50"), ("110.50000", "110.50")],
)
def test_the_ticket_says_what_was_typed_less_zeros_that_the_tick_has_no_room_for(
    typed: str, sent: str
) -> None:
    assert plain(the_plan(check(draft(typed), exit_view())).ticket.price) == sent


@pytest.mark.parametrize(("typed", "sent"), [("10", "10"), ("0.10", "0.10"), ("2.500", "2.50")])
def test_the_quantity_is_sent_as_it_was_typed(typed: str, sent: str) -> None:
    assert plain(the_plan(check(draft(size=typed), exit_view())).ticket.quantity) == sent


def test_all_broken_rules_are_told_at_once() -> None:
    outcome = check(draft("100.605", "30.001", Side.BID), exit_view(mark=price("101"), mark_age=9))
    assert rules_of(outcome) == {
        Rule.WRONG_SIDE,
        Rule.OFF_TICK,
        Rule.NOT_BEYOND_MARK,
        Rule.OFF_STEP,
        Rule.MORE_THAN_FREE,
        Rule.MARK_STALE,
    }


@pytest.mark.parametrize(
    ("position", "typed", "nearest"),
    [
        (sol_long(), "100.60", "100.61"),
        (sol_long(), "99", "100.61"),
        (sol_short(), "100.60", "100.59"),
        (sol_short(), "101", "100.59"),
    ],
)
def test_fault_u08_a_price_at_or_behind_the_mark_is_refused_with_the_first_one_beyond_it(
    position: object, typed: str, nearest: str
) -> None:
    outcome = check(draft(typed), exit_view(position=position))  # type: ignore[arg-type]  # a table
    problem = the_problem(outcome, Rule.NOT_BEYOND_MARK)
    assert (problem.field, problem.limit) == (Field.PRICE, Decimal("100.60"))
    assert problem.nearest == numbers(nearest)


def test_a_mark_between_ticks_still_has_a_first_tick_beyond_it() -> None:
    view = exit_view(mark=price("100.604"))
    problem = the_problem(check(draft("100.60"), view), Rule.NOT_BEYOND_MARK)
    assert problem.nearest == numbers("100.61")


def test_fault_u05_a_price_off_the_tick_is_refused_with_both_neighbours_nearest_first() -> None:
    problem = the_problem(check(draft("110.007"), exit_view()), Rule.OFF_TICK)
    assert problem.nearest == numbers("110.01", "110.00")
    assert (problem.limit, problem.found) == numbers("0.01", "110.007")


def test_a_neighbour_on_the_wrong_side_of_the_mark_is_not_offered() -> None:
    problem = the_problem(check(draft("100.605"), exit_view()), Rule.OFF_TICK)
    assert problem.nearest == numbers("100.61")


def test_fault_u05_u09_a_quantity_off_the_step_or_above_what_is_free_is_refused() -> None:
    view = exit_view(covering=(sol_order(quantity=quantity("20")),))
    off_step = the_problem(check(draft(size="4.996"), view), Rule.OFF_STEP)
    assert off_step.nearest == numbers("5.00", "4.99")
    too_much = the_problem(check(draft(size="5.01"), view), Rule.MORE_THAN_FREE)
    assert (too_much.limit, too_much.nearest) == (Decimal(5), numbers("5.00"))


def test_fault_u09_orders_of_unknown_fate_are_not_free() -> None:
    view = exit_view(unsettled=quantity("24"))
    assert rules_of(check(draft(size="1.01"), view)) == {Rule.MORE_THAN_FREE}
    assert rules_of(check(draft(size="1"), view)) == set()


def test_a_covered_position_has_nothing_free_and_nothing_to_offer() -> None:
    view = exit_view(covering=(sol_order(quantity=quantity("25")),))
    problem = the_problem(check(draft(), view), Rule.MORE_THAN_FREE)
    assert (problem.limit, problem.nearest) == (Decimal(0), ())


@pytest.mark.parametrize(
    ("typed", "rule", "limit"),
    [
        ("1000.01", Rule.ABOVE_MAX_PRICE, "1000"),
        ("201.21", Rule.ABOVE_BAND, "201.20"),
    ],
)
def test_fault_x02_a_long_price_outside_the_markets_limits_is_refused(
    typed: str, rule: Rule, limit: str
) -> None:
    problem = the_problem(check(draft(typed), exit_view()), rule)
    assert (problem.limit, problem.nearest) == (Decimal(limit), numbers("201.20"))


@pytest.mark.parametrize(
    ("typed", "rule", "limit"),
    [("25.14", Rule.BELOW_BAND, "25.15"), ("0.001", Rule.BELOW_MIN_PRICE, "0.01")],
)
def test_fault_x02_a_short_price_outside_the_markets_limits_is_refused(
    typed: str, rule: Rule, limit: str
) -> None:
    problem = the_problem(check(draft(typed), exit_view(sol_short())), rule)
    assert (problem.limit, problem.nearest) == (Decimal(limit), numbers("25.15"))


def test_without_a_live_book_the_band_is_not_guessed_but_a_caution_says_so() -> None:
    plan = the_plan(check(draft("500"), exit_view(book=None)))
    assert Caution.BOOK_UNKNOWN in plan.cautions


def test_quantity_limits_of_the_market_are_rules() -> None:
    rules = QuantityRules(step=Decimal("0.5"), minimum=quantity("2"), maximum=quantity("8"))
    view = exit_view(market=sol_market(quantity=rules))
    below = the_problem(check(draft(size="1.5"), view), Rule.BELOW_MIN_QUANTITY)
    assert (below.limit, below.nearest) == (Decimal(2), numbers("2.0"))
    above = the_problem(check(draft(size="9"), view), Rule.ABOVE_MAX_QUANTITY)
    assert (above.limit, above.nearest) == (Decimal(8), numbers("8.0"))


@pytest.mark.parametrize("state", list(BookState))
def test_fault_x03_only_states_that_take_resting_limits_are_open(state: BookState) -> None:
    outcome = check(draft(), exit_view(market=sol_market(state=state)))
    if state in {BookState.OPEN, BookState.LIMIT_ONLY, BookState.POST_ONLY}:
        assert rules_of(outcome) == set()
    else:
        assert the_problem(outcome, Rule.MARKET_CLOSED).state is state


def test_a_post_only_market_refuses_what_would_fill_now_and_offers_what_would_rest() -> None:
    market = sol_market(state=BookState.POST_ONLY)
    behind = exit_view(market=market, mark=price("100.50"))
    problem = the_problem(check(draft("100.55"), behind), Rule.WOULD_TAKE)
    assert (problem.limit, problem.nearest) == (Decimal("100.59"), numbers("100.60"))
    assert rules_of(check(draft("100.60"), behind)) == set()
    short = exit_view(sol_short(), market=market, mark=price("100.70"))
    problem = the_problem(check(draft("100.65"), short), Rule.WOULD_TAKE)
    assert (problem.limit, problem.nearest) == (Decimal("100.61"), numbers("100.60"))


def test_a_post_only_market_without_a_book_says_that_it_cannot_tell() -> None:
    view = exit_view(market=sol_market(state=BookState.POST_ONLY), book=None)
    assert the_problem(check(draft(), view), Rule.WOULD_TAKE).limit is None


@pytest.mark.parametrize(
    ("changes", "rule", "limit", "found"),
    [
        ({"mark_age": 5.1}, Rule.MARK_STALE, "5.0", "5.1"),
        ({"mark_age": None}, Rule.MARK_STALE, "5.0", None),
        ({"mark": None, "mark_age": None}, Rule.MARK_STALE, "5.0", None),
        ({"position_age": 61.0}, Rule.POSITION_STALE, "60.0", "61.0"),
        ({"position_age": None}, Rule.POSITION_STALE, "60.0", None),
    ],
)
def test_a_stale_or_missing_datum_is_a_problem_with_both_ages(
    changes: dict[str, Any], rule: Rule, limit: str, found: str | None
) -> None:
    problem = the_problem(check(draft(), exit_view(**changes)), rule)
    assert problem.limit == Decimal(limit)
    assert problem.found == (None if found is None else Decimal(found))


def test_ages_at_their_limit_still_pass() -> None:
    assert rules_of(check(draft(), exit_view(mark_age=5.0, position_age=60.0))) == set()


def test_a_lost_link_and_a_missing_comparison_are_problems() -> None:
    outcome = check(draft(), exit_view(link_up=False, reconciled=False))
    assert rules_of(outcome) == {Rule.LINK_DOWN, Rule.NOT_RECONCILED}


def test_flat_and_never_read_are_told_apart() -> None:
    flat = replace(exit_view(), position=None)
    assert rules_of(check(draft(), flat)) == {Rule.NO_POSITION}
    assert rules_of(check(draft(), replace(flat, position_age=None))) == {Rule.POSITION_STALE}


def test_what_is_not_an_amount_is_told_per_field() -> None:
    outcome = check(draft("1,5", ""), exit_view())
    faults = {(problem.field, problem.fault) for problem in problems_of(outcome)}
    assert faults == {(Field.PRICE, AmountFault.COMMA), (Field.QUANTITY, AmountFault.EMPTY)}


def test_cautions_name_what_deserves_a_second_look() -> None:
    assert the_plan(check(draft(), exit_view())).cautions == ()
    lower = exit_view(mark=price("100.50"))
    assert the_plan(check(draft("100.58", "12"), lower)).cautions == (Caution.FILLS_NOW,)
    assert the_plan(check(draft("100.58", "13"), lower)).cautions == (Caution.PARTLY_FILLS_NOW,)
    underwater = exit_view(sol_long(entry=price("120")))
    assert the_plan(check(draft(), underwater)).cautions == (Caution.AT_A_LOSS,)
    assert the_plan(check(draft("151"), exit_view())).cautions == (Caution.FAR_FROM_MARK,)
    assert the_plan(check(draft("150.90"), exit_view())).cautions == ()
    left = exit_view(sol_long(quantity=quantity("10.005")))
    assert the_plan(check(draft(), left)).cautions == (Caution.DUST_LEFT,)


def test_a_profit_smaller_than_the_fee_is_a_loss() -> None:
    view = exit_view(sol_long(entry=price("109.99")))
    assert the_plan(check(draft("110"), view)).cautions == (Caution.AT_A_LOSS,)


def test_a_fresh_form_offers_all_that_is_free_and_no_price() -> None:
    assert suggest(exit_view()) == Draft(price="", quantity="25.00")
    taken = exit_view(sol_long(quantity=quantity("7.123456789")), unsettled=quantity("2"))
    assert suggest(taken).quantity == "5.12"
    capped = QuantityRules(step=Decimal("0.5"), minimum=quantity("2"), maximum=quantity("8"))
    assert suggest(exit_view(market=sol_market(quantity=capped))).quantity == "8.0"
    assert suggest(exit_view(unsettled=quantity("25"))).quantity == ""
    assert suggest(replace(exit_view(), position=None)).quantity == ""


# Properties: whatever the market and the account, the rules are re-stated here by themselves.

steps = st.sampled_from([Decimal(text) for text in ("0.0001", "0.01", "0.05", "0.5", "1", "100")])
prices = st.decimals("0.01", "2000", places=4)
sizes = st.decimals("0.01", "5000", places=4)


@st.composite
def views(draw: st.DrawFn) -> ExitView:
    bid = draw(prices)
    gap = draw(st.decimals("0.0001", "5", places=4))
    maximum = draw(st.none() | prices.map(lambda p: price(str(p * 2))))
    rules = PriceRules(
        tick=draw(steps),
        minimum=price(str(draw(st.decimals("0.0001", "1", places=4)))),
        maximum=maximum,
        min_multiplier=draw(st.none() | st.just(Decimal("0.25"))),
        max_multiplier=draw(st.none() | st.just(Decimal(2))),
        min_impact_multiplier=None,
        max_impact_multiplier=None,
    )
    lots = QuantityRules(draw(steps), quantity(str(draw(sizes) / 1000)), None)
    state = draw(st.sampled_from([BookState.OPEN, BookState.POST_ONLY]))
    held = draw(st.sampled_from([sol_long, sol_short]))(quantity=quantity(str(draw(sizes))))
    book = BookTop(
        bids=(Level(price(str(bid)), quantity("50")),),
        asks=(Level(price(str(bid + gap)), quantity("50")),),
    )
    return exit_view(
        held,
        market=sol_market(price=rules, quantity=lots, state=state),
        mark=price(str(draw(prices))),
        last=price(str(draw(prices))),
        book=draw(st.none() | st.just(book)),
        unsettled=quantity(str(draw(sizes))),
    )


typed_prices = st.one_of(prices.map(str), st.integers(1, 1000).map(str))
typed_sizes = st.one_of(sizes.map(str), st.integers(1, 50).map(str))


def assert_every_rule(ticket: Ticket, view: ExitView) -> None:
    position, mark, rules = view.position, view.mark, view.market.price
    assert position is not None
    assert mark is not None
    is_long = position.direction is Direction.LONG
    assert ticket.side is (Side.ASK if is_long else Side.BID)
    assert ticket.price > mark if is_long else ticket.price < mark
    assert ticket.price % rules.tick == 0
    assert ticket.quantity % view.market.quantity.step == 0
    assert rules.minimum <= ticket.price <= (rules.maximum or ticket.price)
    assert view.market.quantity.minimum <= ticket.quantity
    assert ticket.quantity + view.unsettled <= position.quantity
    assert ticket.reduce_only
    if view.market.state is BookState.POST_ONLY:
        assert view.book is not None
        bid, ask = view.book.bids[0].price, view.book.asks[0].price
        assert ticket.price > bid if is_long else ticket.price < ask


@given(views(), typed_prices, typed_sizes)
def test_a_plan_meets_every_rule_and_what_is_offered_instead_meets_them_too(
    view: ExitView, typed_price: str, typed_size: str
) -> None:
    outcome = check(Draft(typed_price, typed_size), view)
    if isinstance(outcome, ExitPlan):
        assert_every_rule(outcome.ticket, view)
        assert outcome.ticket.price == Decimal(typed_price)
        assert outcome.ticket.quantity == Decimal(typed_size)
        return
    for problem in outcome:
        for offer in problem.nearest:
            if problem.field is Field.PRICE:
                again = check(Draft(plain(offer), typed_size), view)
            else:
                again = check(Draft(typed_price, plain(offer)), view)
            assert problem.field not in {left.field for left in problems_of(again)}


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_whatever_breaks_the_check(price_text: str, quantity_text: str) -> None:
    outcome = check(Draft(price_text, quantity_text), exit_view())
    assert isinstance(outcome, ExitPlan) or outcome


@given(st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,12})?", fullmatch=True))
def test_amounts_of_any_length_are_judged_without_rounding(text: str) -> None:
    outcome = check(Draft(text, text), exit_view())
    assert isinstance(outcome, ExitPlan) or outcome
