"""Orders and closes: every rule that a draft breaks, and nothing corrected in silence."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    exit_view,
    price,
    quantity,
    sol_long,
    sol_market,
    sol_order,
    sol_short,
    usd,
)
from tui.domain.exits.plan import Caution, ExitView, Problem, Rule
from tui.domain.intent import IntentKind, TimeInForce
from tui.domain.market import BookState
from tui.domain.money import Rate, on_grid
from tui.domain.orders.check import check_close, check_order
from tui.domain.orders.plan import CloseDraft, OrderDraft, OrderPlan, PriceAt
from tui.domain.position import Side

FLAT = replace(exit_view(), position=None)


def closed(draft: CloseDraft | None = None, view: ExitView | None = None) -> OrderPlan:
    plan = check_close(draft or CloseDraft(), view or exit_view())
    assert isinstance(plan, OrderPlan), plan
    return plan


def ordered(draft: OrderDraft, view: ExitView = FLAT) -> OrderPlan:
    plan = check_order(draft, view)
    assert isinstance(plan, OrderPlan), plan
    return plan


def rules(found: OrderPlan | tuple[Problem, ...]) -> list[Rule]:
    assert isinstance(found, tuple), found
    return [problem.rule for problem in found]


def test_closing_all_at_market_is_a_bounded_order_that_fills_now() -> None:
    plan = closed()
    ticket = plan.ticket
    assert (ticket.side, ticket.quantity) == (Side.ASK, Decimal(25))
    assert (ticket.time_in_force, ticket.reduce_only) == (TimeInForce.IOC, True)
    # Half a per cent below the best bid of 100.59 is 100.08705; the bound is never worse.
    assert (ticket.price, plan.reference) == (Decimal("100.09"), Decimal("100.59"))
    assert plan.kind is IntentKind.CLOSE
    assert plan.forecast is not None
    assert plan.margin == 0
    assert Caution.FILLS_NOW in plan.cautions


def test_a_short_is_closed_by_buying_up_to_the_bound() -> None:
    ticket = closed(view=exit_view(sol_short())).ticket
    assert (ticket.side, ticket.price) == (Side.BID, Decimal("101.11"))


@pytest.mark.parametrize(
    ("share", "size"),
    [("25", "6.25"), ("50", "12.5"), ("75", "18.75"), ("100", "25"), ("33", "8.25")],
)
def test_a_share_is_rounded_down_to_the_step_and_shown(share: str, size: str) -> None:
    assert closed(CloseDraft(share=share)).ticket.quantity == Decimal(size)


def test_a_share_that_rounds_to_nothing_is_refused() -> None:
    tiny = exit_view(sol_long(quantity=quantity("0.02")))
    assert rules(check_close(CloseDraft(share="25"), tiny)) == [Rule.BELOW_MIN_QUANTITY]


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        (CloseDraft(share="100.1"), Rule.NOT_A_SHARE),
        (CloseDraft(share="0"), Rule.NOT_AN_AMOUNT),
        (CloseDraft(share="1,5"), Rule.NOT_AN_AMOUNT),
        (CloseDraft(quantity="26"), Rule.MORE_THAN_FREE),
        (CloseDraft(quantity="1.005"), Rule.OFF_STEP),
        (CloseDraft(at=PriceAt.PRICE, price="100.615"), Rule.OFF_TICK),
        (CloseDraft(at=PriceAt.PRICE, price="20"), Rule.BELOW_BAND),
        (CloseDraft(at=PriceAt.BID, post_only=True), Rule.POST_ONLY_TAKES),
        (CloseDraft(post_only=True), Rule.TERMS_CLASH),
    ],
)
def test_each_broken_rule_is_named(draft: CloseDraft, rule: Rule) -> None:
    assert rule in rules(check_close(draft, exit_view()))


@pytest.mark.parametrize(
    ("at", "at_price"),
    [(PriceAt.BID, "100.59"), (PriceAt.ASK, "100.61"), (PriceAt.MID, "100.60")],
)
def test_a_price_of_the_book_rests_or_fills_as_the_book_says(at: PriceAt, at_price: str) -> None:
    ticket = closed(CloseDraft(at=at)).ticket
    assert (ticket.price, ticket.time_in_force) == (Decimal(at_price), TimeInForce.GTC)


def test_the_mid_is_rounded_to_our_side() -> None:
    book = exit_view().book
    assert book is not None
    wide = replace(book, bids=(book.bids[0]._replace(price=price("100.58")), *book.bids[1:]))
    view = exit_view(book=replace(wide, asks=(book.asks[0]._replace(price=price("100.61")),)))
    assert closed(CloseDraft(at=PriceAt.MID), view).ticket.price == Decimal("100.60")
    short = replace(view, position=sol_short())
    assert closed(CloseDraft(at=PriceAt.MID), short).ticket.price == Decimal("100.59")


@pytest.mark.parametrize("at", [PriceAt.MARKET, PriceAt.BID, PriceAt.ASK, PriceAt.MID])
def test_without_a_live_book_there_is_no_price_to_take(at: PriceAt) -> None:
    assert rules(check_close(CloseDraft(at=at), exit_view(book=None))) == [Rule.BOOK_UNKNOWN]


def test_other_exits_leave_less_to_close() -> None:
    view = exit_view(covering=(sol_order(),))
    assert Rule.MORE_THAN_FREE in rules(check_close(CloseDraft(), view))
    assert closed(CloseDraft(quantity="20"), view).ticket.quantity == Decimal(20)


def test_without_a_position_there_is_nothing_to_close() -> None:
    assert rules(check_close(CloseDraft(), FLAT)) == [Rule.NO_POSITION]
    unread = replace(FLAT, position_age=None)
    assert rules(check_close(CloseDraft(), unread)) == [Rule.POSITION_STALE]


def test_an_old_picture_closes_nothing() -> None:
    old = exit_view(mark_age=9.0, position_age=99.0, link_up=False, reconciled=False)
    assert set(rules(check_close(CloseDraft(), old))) == {
        Rule.MARK_STALE,
        Rule.POSITION_STALE,
        Rule.LINK_DOWN,
        Rule.NOT_RECONCILED,
    }


def test_an_opening_order_shows_its_margin_and_that_it_opens() -> None:
    view = replace(FLAT, leverage=Decimal(10), available=usd("100"))
    plan = ordered(OrderDraft(Side.BID, "10", "99.50"), view)
    assert (plan.notional, plan.margin) == (Decimal("995.00"), Decimal("99.50"))
    assert plan.ticket.reduce_only is False
    assert Caution.ENLARGES in plan.cautions
    assert Caution.MARGIN_SHORT not in plan.cautions
    short = ordered(OrderDraft(Side.BID, "11", "99.50"), view)
    assert Caution.MARGIN_SHORT in short.cautions


def test_only_what_goes_beyond_the_position_needs_margin() -> None:
    view = replace(exit_view(), leverage=Decimal(10))
    assert ordered(OrderDraft(Side.ASK, "20", "101"), view).margin == 0
    assert ordered(OrderDraft(Side.ASK, "30", "101"), view).margin == Decimal("50.5")


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        (OrderDraft(Side.BID, "1", "100.61", post_only=True), Rule.POST_ONLY_TAKES),
        (
            OrderDraft(Side.BID, "1", "99", time_in_force=TimeInForce.IOC),
            Rule.WOULD_REST,
        ),
        (
            OrderDraft(Side.BID, "11", "100.61", time_in_force=TimeInForce.FOK),
            Rule.WOULD_REST,
        ),
        (
            OrderDraft(Side.BID, "1", "99", time_in_force=TimeInForce.FOK, post_only=True),
            Rule.TERMS_CLASH,
        ),
        (OrderDraft(Side.BID, "1", "99", reduce_only=True), Rule.WOULD_NOT_REDUCE),
        (OrderDraft(Side.BID, "", "99"), Rule.NOT_AN_AMOUNT),
        (OrderDraft(Side.BID, "1", ""), Rule.NOT_AN_AMOUNT),
        (OrderDraft(Side.BID, "0.001", "99"), Rule.OFF_STEP),
        (OrderDraft(Side.BID, "1", "300"), Rule.ABOVE_BAND),
    ],
)
def test_each_broken_rule_of_a_ticket_is_named(draft: OrderDraft, rule: Rule) -> None:
    assert rule in rules(check_order(draft, FLAT))


def test_a_whole_fill_at_once_passes_where_the_book_has_it() -> None:
    draft = OrderDraft(Side.BID, "10", "100.61", time_in_force=TimeInForce.FOK)
    assert ordered(draft).ticket.time_in_force is TimeInForce.FOK


def test_a_reduce_only_order_on_the_wrong_side_is_refused() -> None:
    draft = OrderDraft(Side.BID, "1", "99", reduce_only=True)
    assert rules(check_order(draft, exit_view())) == [Rule.WRONG_SIDE]


def test_a_market_that_takes_only_resting_orders_refuses_what_would_fill() -> None:
    view = replace(FLAT, market=sol_market(state=BookState.POST_ONLY))
    assert rules(check_order(OrderDraft(Side.BID, "1", "100.61"), view)) == [Rule.WOULD_TAKE]
    assert ordered(OrderDraft(Side.BID, "1", "100.60"), view)


@pytest.mark.parametrize("at", list(PriceAt))
@pytest.mark.parametrize("side", list(Side))
def test_checked_again_on_the_same_picture_nothing_changes(at: PriceAt, side: Side) -> None:
    plan = ordered(OrderDraft(side, "1", "100.60", at=at))
    again = plan.again(FLAT)
    assert isinstance(again, OrderPlan)
    assert (again.ticket, again.reference, again.slippage) == (
        plan.ticket,
        plan.reference,
        plan.slippage,
    )


def test_a_confirmed_bound_does_not_run_after_the_book() -> None:
    plan = closed()
    fallen = exit_view(
        book=replace(
            exit_view().book,  # type: ignore[type-var]  # a book there is
            bids=(exit_view().book.bids[0]._replace(price=price("99")),),  # type: ignore[union-attr]  # as above
        )
    )
    assert rules(plan.again(fallen)) == [Rule.WOULD_REST]


_TEXTS = st.one_of(
    st.decimals("0.01", "60", places=3).map(str), st.sampled_from(["", "x", "0", "1e3"])
)


_DRAFTS = st.builds(
    CloseDraft,
    share=_TEXTS,
    quantity=_TEXTS,
    at=st.sampled_from(list(PriceAt)),
    price=st.decimals("80", "125", places=3).map(str),
    slippage=st.decimals("0", "0.05", places=4).map(Rate),
    post_only=st.booleans(),
)


@given(_DRAFTS, st.booleans())
def test_whatever_is_asked_a_close_only_ever_reduces_within_what_is_free(
    draft: CloseDraft, is_long: bool
) -> None:
    view = exit_view(sol_long() if is_long else sol_short(), covering=())
    plan = check_close(draft, view)
    if isinstance(plan, tuple):
        assert plan
        return
    ticket, position = plan.ticket, view.position
    assert position is not None
    assert ticket.reduce_only
    assert ticket.side is position.direction.closing_side
    assert 0 < ticket.quantity <= view.free
    assert on_grid(ticket.quantity, view.market.quantity.step)
    assert on_grid(ticket.price, view.market.price.tick)
    if draft.at is PriceAt.MARKET:
        assert plan.reference is not None
        assert abs(ticket.price - plan.reference) <= plan.reference * draft.slippage
        assert ticket.time_in_force is TimeInForce.IOC
    assert plan.again(view) == plan
