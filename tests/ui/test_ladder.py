from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import price, quantity
from tui.domain.book import BookTop, Level
from tui.domain.position import Side
from tui.ui.ladder import (
    MULTIPLES,
    LadderLook,
    Rung,
    Turn,
    grouped,
    levels_needed,
    middle,
    on_grid,
    rungs,
    settled,
    turned,
)

TICK = Decimal("0.01")


def levels(*pairs: tuple[str, str]) -> tuple[Level, ...]:
    return tuple(Level(price(at), quantity(size)) for at, size in pairs)


TOP = BookTop(
    bids=levels(("100.04", "1"), ("100.03", "2"), ("100.00", "4"), ("99.98", "8")),
    asks=levels(("100.06", "1"), ("100.07", "3"), ("100.12", "5"), ("100.13", "7")),
)


def prices(visible: list[Rung | None]) -> list[str]:
    return ["spread" if rung is None else str(rung.price) for rung in visible]


def test_a_following_ladder_stands_around_the_spread() -> None:
    assert prices(rungs(LadderLook(), TOP, TICK, 5)) == [
        "100.07",
        "100.06",
        "spread",
        "100.04",
        "100.03",
    ]


def test_grouping_sums_up_and_never_makes_a_price_look_better() -> None:
    asks = grouped(TOP.asks, Decimal("0.05"), Side.ASK)
    bids = grouped(TOP.bids, Decimal("0.05"), Side.BID)
    assert [(str(r.price), int(r.quantity), int(r.total)) for r in asks] == [
        ("100.10", 4, 4),
        ("100.15", 12, 16),
    ]
    assert [(str(r.price), int(r.quantity), int(r.total)) for r in bids] == [
        ("100.00", 7, 7),
        ("99.95", 8, 15),
    ]


@given(st.decimals(min_value="1e-20", max_value="1e27", places=20), st.sampled_from(MULTIPLES))
def test_any_price_has_a_rung_on_the_right_side_of_it(at: Decimal, multiple: int) -> None:
    step = Decimal("1e-20") * multiple
    low, high = on_grid(at, step, Side.BID), on_grid(at, step, Side.ASK)
    assert low <= at <= high
    assert high - low in {0, step}


def test_the_cursor_is_on_no_price_until_it_was_moved() -> None:
    look = LadderLook()
    assert look.cursor is None
    assert turned(look, Turn.UP, TOP, TICK, 5).cursor == Decimal("100.06")
    assert turned(look, Turn.DOWN, TOP, TICK, 5).cursor == Decimal("100.04")


def test_the_cursor_walks_over_the_levels_and_the_ladder_follows_it() -> None:
    look = LadderLook()
    for _ in range(9):
        look = turned(look, Turn.UP, TOP, TICK, 3)
    assert look.cursor == Decimal("100.13")
    assert "100.13" in prices(rungs(look, TOP, TICK, 3))
    look = turned(look, Turn.PAGE_DOWN, TOP, TICK, 12)
    assert look.cursor == Decimal("99.98")


def test_the_cursor_stays_on_its_price_when_the_level_is_gone() -> None:
    look = LadderLook(cursor=Decimal("100.05"))
    visible = rungs(look, TOP, TICK, 9)
    assert prices(visible).count("100.05") == 1
    ghost = next(rung for rung in visible if rung and rung.price == look.cursor)
    assert ghost.side is None
    assert not ghost.quantity
    beyond = LadderLook(cursor=Decimal(101))
    assert prices(rungs(beyond, TOP, TICK, 9))[0] == "101"


def test_a_static_ladder_keeps_its_prices_while_the_market_moves() -> None:
    look = settled(turned(LadderLook(), Turn.STATIC, TOP, TICK, 5), TOP, TICK)
    before = prices(rungs(look, TOP, TICK, 5))
    assert before == ["100.07", "100.06", "100.05", "100.04", "100.03"]
    moved = BookTop(levels(("107", "1")), levels(("108", "1")))
    assert prices(rungs(settled(look, moved, TICK), moved, TICK, 5)) == before
    assert all(rung and rung.side is None for rung in rungs(look, moved, TICK, 5))
    again = settled(turned(look, Turn.RECENTRE, moved, TICK, 5), moved, TICK)
    assert prices(rungs(again, moved, TICK, 5))[2] == "107.50"


def test_the_cursor_of_a_static_ladder_pushes_its_window() -> None:
    look = settled(LadderLook(is_static=True), TOP, TICK)
    for _ in range(5):
        look = turned(look, Turn.UP, TOP, TICK, 5)
    assert look.cursor == Decimal("100.10")
    assert prices(rungs(look, TOP, TICK, 5))[0] == "100.10"


def test_a_coarser_grid_moves_cursor_and_centre_onto_it() -> None:
    look = LadderLook(1, is_static=True, centre=Decimal("100.05"), cursor=Decimal("100.07"))
    coarse = turned(look, Turn.COARSER, TOP, TICK, 5)
    assert (coarse.multiple, coarse.centre, coarse.cursor) == (
        2,
        Decimal("100.04"),
        Decimal("100.06"),
    )
    assert turned(look, Turn.FINER, TOP, TICK, 5).multiple == 1
    for _ in range(20):
        coarse = turned(coarse, Turn.COARSER, TOP, TICK, 5)
    assert coarse.multiple == MULTIPLES[-1]


def test_the_cursor_can_be_forgotten() -> None:
    assert turned(LadderLook(cursor=Decimal(1)), Turn.FORGET, TOP, TICK, 5).cursor is None


def test_an_empty_book_has_no_middle_and_no_rung_but_the_spread() -> None:
    empty = BookTop((), ())
    assert middle(empty) is None
    assert rungs(LadderLook(), empty, TICK, 5) == [None]
    assert settled(LadderLook(is_static=True), empty, TICK).centre is None
    assert rungs(LadderLook(is_static=True), empty, TICK, 5) == [None]
    assert turned(LadderLook(), Turn.UP, empty, TICK, 5).cursor is None


def test_a_one_sided_book_has_a_cursor_and_a_centre() -> None:
    asks = BookTop((), TOP.asks)
    assert turned(LadderLook(), Turn.DOWN, asks, TICK, 5).cursor == Decimal("100.06")
    assert settled(LadderLook(is_static=True), asks, TICK).centre == Decimal("100.06")


def test_only_what_can_be_seen_is_read_of_the_book() -> None:
    assert levels_needed(LadderLook(), 21) == 21
    assert levels_needed(LadderLook(multiple=10), 21) == 210
    assert levels_needed(LadderLook(multiple=1_000), 21) == 1_000
    assert levels_needed(LadderLook(cursor=Decimal(1)), 21) == 1_000


turns = st.lists(st.sampled_from(list(Turn)), max_size=30)
sizes = st.lists(st.integers(1, 400), unique=True, max_size=30)


@given(turns, sizes, sizes, st.integers(1, 40))
def test_no_run_of_keys_leaves_the_ladder_without_its_cursor(
    keys: list[Turn], bids: list[int], asks: list[int], height: int
) -> None:
    top = BookTop(
        tuple(Level(price(str(n)), quantity("1")) for n in sorted(bids, reverse=True)),
        tuple(Level(price(str(n + 400)), quantity("1")) for n in sorted(asks)),
    )
    look = LadderLook()
    for key in keys:
        look = settled(turned(look, key, top, TICK, height), top, TICK)
        visible = rungs(look, top, TICK, height)
        assert len(visible) <= max(height, 3)
        shown = [rung.price for rung in visible if rung]
        assert shown == sorted(shown, reverse=True)
        if look.cursor is not None and not look.is_static:
            assert look.cursor in shown


@pytest.mark.parametrize("height", [0, 1, 2])
def test_a_ladder_of_a_line_or_two_still_draws(height: int) -> None:
    assert rungs(LadderLook(), TOP, TICK, height)
