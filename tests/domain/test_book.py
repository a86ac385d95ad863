from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import price, quantity, sol_book
from tui.domain.book import (
    MAX_TOLD,
    MAX_WAITING,
    Book,
    BookStatus,
    BookTop,
    Change,
    Delta,
    Level,
    ToldChange,
)
from tui.domain.position import Side

BID = (Decimal(99), Decimal(5))
ASK = (Decimal(101), Decimal(7))


def live(last_id: int = 10) -> Book:
    book = Book()
    assert book.load([BID], [ASK], last_id)
    return book


def told(*changes: Change) -> list[ToldChange]:
    return [(str(at), str(size)) for at, size in changes]


def delta(first: int, last: int | None = None, *bids: Change) -> Delta:
    return Delta("SOL_USDC_PERP", first, first if last is None else last, told(*bids), ())


def test_a_book_without_a_snapshot_shows_nothing() -> None:
    book = Book()
    assert book.change(delta(5)) is BookStatus.WAITING
    assert book.top(5) == BookTop((), ())


def test_changes_that_waited_are_joined_to_the_snapshot() -> None:
    book = Book()
    for change in (delta(9), delta(10), delta(11, None, (Decimal(98), Decimal(1)))):
        book.change(change)
    assert book.load([BID], [ASK], 10)
    assert (book.status, book.last_id, book.depth) == (BookStatus.LIVE, 11, (2, 1))


def test_fault_n18_a_snapshot_older_than_the_first_change_is_refused_and_a_newer_one_taken() -> (
    None
):
    book = Book()
    book.change(delta(12))
    assert not book.load([BID], [ASK], 10)
    assert book.status is BookStatus.WAITING
    assert book.load([BID], [ASK], 11)
    assert (book.status, book.last_id) == (BookStatus.LIVE, 12)


@pytest.mark.parametrize("waits", [True, False])
def test_the_first_change_may_reach_back_into_the_snapshot_the_second_may_not(
    waits: bool,
) -> None:
    book = Book()
    if waits:
        book.change(delta(8, 12))
    assert book.load([BID], [ASK], 10)
    if not waits:
        book.change(delta(8, 12))
    assert (book.status, book.last_id) == (BookStatus.LIVE, 12)
    assert book.change(delta(12, 14)) is BookStatus.BROKEN


def test_fault_n17_a_gap_breaks_the_book_and_it_shows_nothing() -> None:
    book = live()
    assert book.change(delta(11)) is BookStatus.LIVE
    assert book.change(delta(13)) is BookStatus.BROKEN
    assert book.top(5) == BookTop((), ())
    assert book.depth == (0, 0)
    assert book.change(delta(14)) is BookStatus.BROKEN


def test_fault_n17_a_gap_among_the_waiting_changes_breaks_it_too() -> None:
    book = Book()
    book.change(delta(11))
    book.change(delta(13))
    book.load([BID], [ASK], 10)
    assert book.status is BookStatus.BROKEN


def test_fault_n15_a_repeated_change_is_ignored() -> None:
    book = live()
    change = delta(11, None, (Decimal(98), Decimal(1)))
    book.change(change)
    assert book.change(change) is BookStatus.LIVE
    assert book.depth == (2, 1)


def test_an_empty_change_still_counts() -> None:
    book = live()
    book.change(delta(11))
    assert book.last_id == 11


@pytest.mark.parametrize("at", ["101", "102"])
def test_fault_n19_a_locked_or_crossed_book_is_broken(at: str) -> None:
    book = live()
    book.change(delta(11, None, (Decimal(at), Decimal(1))))
    assert book.top(5) == BookTop((), ())
    assert book.status is BookStatus.BROKEN
    assert book.change(delta(12)) is BookStatus.BROKEN


@pytest.mark.parametrize("row", [("x", "1"), ("0", "1"), ("-1", "1"), ("99", "-1"), ("99", "1e5")])
def test_a_level_that_cannot_be_read_breaks_the_book_once_it_is_looked_at(row: ToldChange) -> None:
    book = live()
    book.change(Delta("SOL_USDC_PERP", 11, 11, [row], ()))
    assert book.top(5) == BookTop((), ())
    assert book.status is BookStatus.BROKEN


def test_two_spellings_of_one_price_between_two_looks_break_the_book() -> None:
    book = live()
    book.change(Delta("SOL_USDC_PERP", 11, 11, [("98.0", "1")], ()))
    book.change(Delta("SOL_USDC_PERP", 12, 12, [("98.00", "2")], ()))
    assert book.depth == (0, 0)
    assert book.status is BookStatus.BROKEN


def test_a_book_nobody_looks_at_is_bounded() -> None:
    book = live()
    for number in range(11, 11 + 2 * MAX_TOLD):
        book.change(delta(number, None, (Decimal(number) / 10**6, Decimal(number % 2))))
    waiting = len(book._told_bids)
    assert waiting <= MAX_TOLD
    assert book.depth == (MAX_TOLD + 1, 1)


def test_a_price_that_comes_and_goes_between_two_looks_is_as_the_last_change_says() -> None:
    book = live()
    for number, size in enumerate(("1", "0", "3"), start=11):
        book.change(Delta("SOL_USDC_PERP", number, number, [("98.0", size)], ()))
    assert book.top(2).bids[1] == Level(price("98"), quantity("3"))


def test_a_crossed_snapshot_is_broken() -> None:
    book = Book()
    book.load([(Decimal(102), Decimal(1))], [ASK], 10)
    assert book.status is BookStatus.BROKEN


def test_a_reset_book_waits_for_its_snapshot() -> None:
    book = live()
    book.reset()
    assert (book.status, book.last_id, book.depth) == (BookStatus.WAITING, 0, (0, 0))


def test_waiting_changes_are_bounded() -> None:
    book = Book()
    for number in range(1, MAX_WAITING + 2):
        book.change(delta(number))
    book.change(delta(MAX_WAITING + 2))
    assert not book.load([], [], MAX_WAITING)
    assert book.load([], [], MAX_WAITING + 1)


def test_levels_that_differ_only_in_zeros_are_one_level() -> None:
    book = live()
    book.change(delta(11, None, (Decimal("99.00"), Decimal(0))))
    assert book.depth == (0, 1)


changes = st.lists(
    st.tuples(
        st.integers(90, 99).map(Decimal), st.sampled_from([Decimal(n) for n in (0, 0, 1, 2, 3)])
    ),
    max_size=4,
)


@given(st.lists(st.tuples(changes, changes), max_size=30))
def test_a_rebuilt_book_equals_a_plain_model(
    steps: list[tuple[list[Change], list[Change]]],
) -> None:
    book = Book()
    book.load([], [], 0)
    bids: dict[Decimal, Decimal] = {}
    asks: dict[Decimal, Decimal] = {}
    for number, (bid_changes, ask_changes) in enumerate(steps, start=1):
        above = [(at + 20, size) for at, size in ask_changes]
        book.change(Delta("SOL_USDC_PERP", number, number, told(*bid_changes), told(*above)))
        for model, seen in ((bids, bid_changes), (asks, above)):
            for at, size in seen:
                model.pop(at, None)
                model.update({at: size} if size else {})
    best_bids = [(level.price, level.quantity) for level in book.top(50).bids]
    best_asks = [(level.price, level.quantity) for level in book.top(50).asks]
    assert best_bids == sorted(bids.items(), reverse=True)
    assert best_asks == sorted(asks.items())
    assert book.top(1).bids == book.top(50).bids[:1]


def test_a_limit_order_takes_level_by_level_and_the_rest_rests() -> None:
    take = sol_book().takes(Side.BID, Decimal("100.63"), Decimal(15))
    assert (take.now, take.rests) == (Decimal(10), Decimal(5))
    assert take.cost == Decimal("1006.10")
    assert take.fills == (Level(price("100.61"), quantity("10")),)
    both = sol_book().takes(Side.ASK, Decimal("100.55"), Decimal(20))
    assert [fill.quantity for fill in both.fills] == [12, 8]


def test_an_order_away_from_the_market_takes_nothing() -> None:
    take = sol_book().takes(Side.ASK, Decimal("100.60"), Decimal(15))
    assert (take.now, take.rests, take.cost) == (Decimal(0), Decimal(15), Decimal(0))


def test_the_active_price_is_the_median_of_bid_ask_and_last() -> None:
    assert sol_book().active_price(price("100.60")) == Decimal("100.60")
    assert sol_book().active_price(price("90")) == Decimal("100.59")
    assert sol_book().active_price(price("200")) == Decimal("100.61")
    assert sol_book().active_price(None) is None
    assert BookTop((), sol_book().asks).active_price(price("100")) is None
