from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import exit_view, quantity, sol_order, usd
from tui.domain.exits.plan import ExitView, Problem
from tui.domain.intent import TimeInForce
from tui.domain.money import AmountFault, parse_amount
from tui.domain.orders.check import check_order
from tui.domain.orders.plan import DEFAULT_SLIPPAGE, OrderDraft, OrderPlan, PriceAt
from tui.domain.orders.price import priced
from tui.domain.position import Side
from tui.ui.format import MINUS
from tui.ui.lines import Line, Tone, text_of, width_of
from tui.ui.order_card import (
    Sketch,
    market_lines,
    order_outlook_lines,
    plan_origin,
    price_note,
    replaced_lines,
    risk_words,
)

WIDTH = 72
FLAT = replace(exit_view(), position=None, available=usd("8120.15"))


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [text_of(each).rstrip() for each in lines]


def planned(draft: OrderDraft, view: ExitView) -> OrderPlan:
    plan = check_order(draft, view)
    assert isinstance(plan, OrderPlan), plan
    return plan


def sketch(draft: OrderDraft, view: ExitView) -> Sketch:
    at = priced(draft.at, draft.side, draft.price, draft.slippage, view)
    size = parse_amount(draft.quantity)
    return Sketch(
        draft.side,
        None if isinstance(at, Problem) else at,
        None if isinstance(size, AmountFault) else size,
        draft.reduce_only,
        draft.time_in_force,
    )


def outlook(draft: OrderDraft, view: ExitView, width: int = WIDTH) -> list[str]:
    result = check_order(draft, view)
    return texts(order_outlook_lines(sketch(draft, view), view, result, width))


def test_the_market_is_told_with_what_is_held_and_what_is_available() -> None:
    assert texts(market_lines(exit_view(available=usd("8120.15")), WIDTH)) == [
        "▲ LONG 25 SOL   entry 98.20   25 of 25 SOL free of other exits",
        "mark 100.60   bid 100.59   ask 100.61   available 8,120.15",
    ]
    assert texts(market_lines(FLAT, WIDTH))[0] == "No open position on SOL_USDC_PERP"


def test_the_order_that_is_replaced_is_named() -> None:
    assert texts(replaced_lines(sol_order(), exit_view(), WIDTH))[0] == (
        "instead of: sell 5 SOL at 110, resting, order 59887375336"
    )


def test_the_outlook_of_an_order_that_opens_says_so_with_its_margin() -> None:
    view = replace(FLAT, leverage=Decimal(10))
    assert outlook(OrderDraft(Side.BID, "5", "99"), view) == [
        f"From mark   {MINUS}1.59%   {MINUS}1.60       Margin      49.50 USDC",
        "Notional    495.00 USDC          Available   8,120.15 USDC",
        f"Average     —                    Fee         {MINUS}0.0990 USDC maker",
        "",
        "OPENS RISK: a new LONG 5 SOL",
        "RESTS at 99 — the queue there is deeper than the book is known",
    ]


def test_the_outlook_of_an_order_that_ends_at_once_counts_what_fills() -> None:
    market = OrderDraft(Side.ASK, "25", at=PriceAt.MARKET, reduce_only=True)
    lines = outlook(replace(market, time_in_force=TimeInForce.IOC), exit_view())
    assert lines[-2:] == [
        "REDUCES RISK: closes 100.0% of your LONG 25 SOL",
        "FILLS NOW ~25 at 100.57 (taker), all of it",
    ]


def test_what_the_bound_leaves_out_is_said_to_be_dropped() -> None:
    narrow = OrderDraft(Side.ASK, "25", "100.59", reduce_only=True, time_in_force=TimeInForce.IOC)
    assert outlook(narrow, exit_view())[-1] == ("FILLS NOW ~12 at 100.59 (taker), 13 is dropped")


def test_figures_stay_while_something_is_wrong() -> None:
    lines = outlook(OrderDraft(Side.ASK, "30", "110", reduce_only=True), exit_view())
    assert lines[0].startswith("From mark   +9.34%")
    assert lines[-1].startswith("✗ Only 25 of 25 SOL is free")


@pytest.mark.parametrize(
    ("at", "side", "note"),
    [
        (PriceAt.MARKET, Side.ASK, f"bound 100.09 = best 100.59 {MINUS} 0.5%"),
        (PriceAt.MARKET, Side.BID, "bound 101.11 = best 100.61 + 0.5%"),
        (PriceAt.BID, Side.BID, "100.59, the best bid now"),
        (PriceAt.ASK, Side.BID, "100.61, the best ask now"),
        (PriceAt.MID, Side.BID, "100.60, the mid of the book now"),
        (PriceAt.PRICE, Side.BID, ""),
    ],
)
def test_a_price_says_where_it_comes_from(at: PriceAt, side: Side, note: str) -> None:
    found = priced(at, side, "100", DEFAULT_SLIPPAGE, exit_view())
    assert not isinstance(found, Problem)
    assert price_note(found, side) == note


def test_without_a_book_there_is_no_price() -> None:
    assert price_note(None, Side.ASK) == "the book is not live"


def test_a_plan_says_the_same_as_the_form() -> None:
    plan = planned(OrderDraft(Side.BID, "1", at=PriceAt.MARKET), FLAT)
    assert plan_origin(plan) == "bound 101.11 = best 100.61 + 0.5%"


@pytest.mark.parametrize(
    ("draft", "view", "words", "tone"),
    [
        (
            OrderDraft(Side.ASK, "5", "110", reduce_only=True),
            exit_view(),
            "REDUCES RISK: closes 20.0% of your LONG 25 SOL",
            Tone.GAIN,
        ),
        (
            OrderDraft(Side.ASK, "5", "110"),
            exit_view(),
            "MAY OPEN RISK: reduce-only is off, should your LONG 25 SOL close before it",
            Tone.WARN,
        ),
        (
            OrderDraft(Side.ASK, "30", "110"),
            exit_view(),
            "OPENS RISK: turns your LONG 25 SOL into SHORT 5 SOL",
            Tone.ALERT,
        ),
        (
            OrderDraft(Side.BID, "5", "99"),
            exit_view(),
            "OPENS RISK: adds to your LONG 25 SOL",
            Tone.ALERT,
        ),
        (OrderDraft(Side.ASK, "5", "110"), FLAT, "OPENS RISK: a new SHORT 5 SOL", Tone.ALERT),
    ],
)
def test_whether_risk_opens_or_shrinks_is_said_plainly(
    draft: OrderDraft, view: ExitView, words: str, tone: Tone
) -> None:
    assert risk_words(planned(draft, view), view) == (words, tone)


TYPED = st.text(max_size=34) | st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,12})?", fullmatch=True)


DRAFTS = st.builds(
    OrderDraft,
    side=st.sampled_from(Side),
    quantity=TYPED,
    price=TYPED,
    at=st.sampled_from(PriceAt),
    time_in_force=st.sampled_from(TimeInForce),
    reduce_only=st.booleans(),
)


@given(DRAFTS, st.integers(min_value=46, max_value=120))
def test_no_text_makes_a_line_wider_than_the_card(draft: OrderDraft, width: int) -> None:
    view = exit_view(covering=(sol_order(quantity=quantity("5")),))
    result = check_order(draft, view)
    lines = order_outlook_lines(sketch(draft, view), view, result, width)
    assert all(width_of(each) <= width for each in lines)
