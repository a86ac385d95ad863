"""Where a price comes from: typed text, or the book, rounded so that it never says more."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import exit_view, price, quantity
from tui.domain.book import BookTop, Level
from tui.domain.exits.plan import ExitView, Field, Problem, Rule
from tui.domain.money import AmountFault, on_grid
from tui.domain.orders.plan import PriceAt
from tui.domain.orders.price import Priced, priced
from tui.domain.position import Side

HALF = Decimal("0.005")
TICK = Decimal("0.01")


def book(bid: str | None, ask: str | None) -> ExitView:
    def level(text: str | None) -> tuple[Level, ...]:
        return () if text is None else (Level(price(text), quantity("1")),)

    return exit_view(book=BookTop(bids=level(bid), asks=level(ask)))


def at(kind: PriceAt, side: Side, view: ExitView, text: str = "", slip: Decimal = HALF) -> Priced:
    found = priced(kind, side, text, slip, view)
    assert isinstance(found, Priced), found
    return found


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("kind", "expected"), [(PriceAt.BID, "100.59"), (PriceAt.ASK, "100.61"), (PriceAt.MID, "100.6")]
)
def test_a_price_of_the_book_is_the_same_for_either_side(
    kind: PriceAt, expected: str, side: Side
) -> None:
    found = at(kind, side, exit_view())
    assert (found.price, found.reference, found.slippage) == (
        Decimal(expected),
        Decimal(expected),
        None,
    )


@pytest.mark.parametrize(("side", "expected"), [(Side.BID, "100.58"), (Side.ASK, "100.59")])
def test_a_middle_between_two_ticks_is_rounded_to_our_own_side(side: Side, expected: str) -> None:
    found = at(PriceAt.MID, side, book("100.58", "100.59"))
    assert (found.price, found.reference) == (Decimal(expected), Decimal("100.585"))


@pytest.mark.parametrize(
    ("side", "reference", "bound"), [(Side.BID, "100.61", "101.11"), (Side.ASK, "100.59", "100.09")]
)
def test_at_market_the_bound_lies_beyond_the_other_side_by_the_slippage(
    side: Side, reference: str, bound: str
) -> None:
    found = at(PriceAt.MARKET, side, exit_view())
    assert found == Priced(Decimal(bound), PriceAt.MARKET, price(reference), HALF)


@given(
    side=st.sampled_from(Side),
    best=st.integers(1, 10_000_000),
    slip=st.decimals("0.0001", "0.2", places=4),
)
def test_a_bound_is_on_the_tick_and_never_further_away_than_the_slippage_says(
    side: Side, best: int, slip: Decimal
) -> None:
    reference = best * TICK
    found = at(PriceAt.MARKET, side, book(str(reference), str(reference)), slip=slip).price
    assert on_grid(found, TICK)
    if side is Side.BID:
        assert reference <= found <= reference * (1 + slip)
        assert found + TICK > reference * (1 + slip)
    else:
        assert reference * (1 - slip) <= found <= reference
        assert found - TICK < reference * (1 - slip)


@pytest.mark.parametrize(
    ("kind", "side", "bid", "ask"),
    [
        (PriceAt.BID, Side.ASK, None, "101"),
        (PriceAt.ASK, Side.ASK, "100", None),
        (PriceAt.MID, Side.ASK, "100", None),
        (PriceAt.MID, Side.BID, None, "101"),
        (PriceAt.MARKET, Side.BID, "100", None),
        (PriceAt.MARKET, Side.ASK, None, "101"),
    ],
)
def test_a_side_of_the_book_that_is_empty_gives_no_price(
    kind: PriceAt, side: Side, bid: str | None, ask: str | None
) -> None:
    assert priced(kind, side, "100", HALF, book(bid, ask)) == Problem(
        Field.PRICE, Rule.BOOK_UNKNOWN
    )


@pytest.mark.parametrize("kind", [kind for kind in PriceAt if kind is not PriceAt.PRICE])
def test_without_a_live_book_there_is_no_price_whatever_was_typed(kind: PriceAt) -> None:
    found = priced(kind, Side.ASK, "100", HALF, replace(exit_view(), book=None))
    assert found == Problem(Field.PRICE, Rule.BOOK_UNKNOWN)


def test_a_typed_price_is_taken_as_it_stands_with_or_without_a_book() -> None:
    for view in (exit_view(), exit_view(book=None)):
        found = at(PriceAt.PRICE, Side.ASK, view, "100.615")
        assert found == Priced(Decimal("100.615"), PriceAt.PRICE, None)


@pytest.mark.parametrize("text", ["", "1,5", "1e3", "-1", "0", "Infinity"])
def test_a_text_that_is_no_amount_says_what_is_wrong_with_it(text: str) -> None:
    found = priced(PriceAt.PRICE, Side.ASK, text, HALF, exit_view())
    assert isinstance(found, Problem)
    assert (found.field, found.rule) == (Field.PRICE, Rule.NOT_AN_AMOUNT)
    assert isinstance(found.fault, AmountFault)
