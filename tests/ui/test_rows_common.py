"""What every panel is made from: how far a mark is trusted, and how doubt is shown."""

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest

from tests.builders import SOL, price, sol_order
from tests.scenes import BTC, ETH, JUP, NOW, SCENES, Scene
from tui.domain.events import Link
from tui.domain.freshness import MARK_AGES, POSITION_AGES, Freshness
from tui.domain.position import Direction, Side
from tui.domain.quotes import MarkTick
from tui.session.markets import MarketStore
from tui.session.state import LinkState, State
from tui.ui.lines import Span, Tone, text_of
from tui.ui.ports import Mode
from tui.ui.rows_common import (
    HATCH,
    Mark,
    Picture,
    aged,
    at_mark,
    direction_cell,
    is_unconfirmed,
    mark_of,
    nothing_held,
    orders_on,
    positions,
    side_cell,
    signed_tone,
    step_of,
    tick_of,
)

FRESH = Mark(price("100"), Freshness.FRESH)
AGING = Mark(price("100"), Freshness.AGING)


def scene() -> Scene:
    return SCENES["live_two_positions"]()


def marked(seconds_ago: float | None) -> Picture:
    """A position whose own mark is 100.60, and a stream that told 107 some seconds ago."""
    it = scene()
    store = MarketStore(it.markets[SOL].market)
    if seconds_ago is not None:
        store.take_mark(MarkTick(SOL, price("107"), None, None, None), NOW - seconds_ago)
    return it.picture(markets={SOL: store})


@pytest.mark.parametrize(
    ("seconds_ago", "freshness", "is_stale"),
    [
        (0.1, Freshness.FRESH, False),
        (MARK_AGES.aging + 0.1, Freshness.AGING, False),
        (MARK_AGES.stale + 0.1, Freshness.STALE, True),
    ],
)
def test_a_mark_of_the_stream_is_as_good_as_it_is_young(
    seconds_ago: float, freshness: Freshness, is_stale: bool
) -> None:
    mark = mark_of(marked(seconds_ago), SOL)
    assert mark == Mark(price("107"), freshness)
    assert mark.is_stale is is_stale


def test_without_a_stream_the_mark_of_the_position_is_shown_and_never_trusted() -> None:
    for picture in (marked(None), scene().picture(markets={})):
        mark = mark_of(picture, SOL)
        assert mark is not None
        assert mark.price == picture.state.positions[SOL].position.mark
        assert (mark.freshness, mark.is_stale) == (Freshness.NEVER, True)


def test_a_market_without_stream_and_position_has_no_mark() -> None:
    assert mark_of(scene().picture(markets={}), JUP) is None


@pytest.mark.parametrize(("late", "doubted"), [(-0.1, False), (0.1, True)])
def test_a_position_is_in_doubt_once_it_was_not_confirmed_for_too_long(
    late: float, doubted: bool
) -> None:
    it = scene()
    held = replace(it.state.positions[SOL], confirmed=NOW - POSITION_AGES.stale - late)
    assert is_unconfirmed(it.picture(), held) is doubted


def test_an_age_is_never_negative_and_none_where_there_was_nothing() -> None:
    picture = scene().picture()
    assert (picture.age(NOW - 3), picture.age(NOW + 3), picture.age(None)) == (3.0, 0.0, None)


def test_another_market_of_the_same_moment() -> None:
    picture = scene().picture()
    other = picture.selected(BTC)
    assert (picture.symbol, other.symbol) == (SOL, BTC)
    assert other.store is picture.markets[BTC]
    assert replace(other, symbol=SOL, markets={}).store is None
    assert other.state is picture.state


def test_grids_are_those_of_the_market_and_a_hundredth_until_it_is_known() -> None:
    picture = scene().picture()
    for symbol in (SOL, BTC, ETH):
        market = picture.markets[symbol].market
        assert tick_of(picture, symbol) == market.price.tick
        assert step_of(picture, symbol) == market.quantity.step
    nothing = replace(picture, markets={})
    assert tick_of(nothing, SOL) == step_of(nothing, SOL) == Decimal("0.01")


@pytest.mark.parametrize(
    ("mark", "doubt", "shown"),
    [
        (FRESH, False, Span("5", Tone.GAIN)),
        (AGING, False, Span("5", Tone.MUTED)),
        (replace(FRESH, freshness=Freshness.STALE), False, Span(f"{HATCH}5", Tone.STALE)),
        (replace(FRESH, freshness=Freshness.NEVER), False, Span(f"{HATCH}5", Tone.STALE)),
        (None, False, Span(f"{HATCH}5", Tone.STALE)),
        (FRESH, True, Span(f"{HATCH}5", Tone.STALE)),
        (AGING, True, Span(f"{HATCH}5", Tone.STALE)),
    ],
)
def test_a_value_is_as_old_as_the_mark_it_is_made_with(
    mark: Mark | None, doubt: bool, shown: Span
) -> None:
    assert at_mark("5", Tone.GAIN, mark, doubt=doubt) == (shown,)


def test_what_is_stale_is_told_apart_without_colour() -> None:
    fresh, stale = (aged("5", Tone.PLAIN, stale=each) for each in (False, True))
    assert (text_of(fresh), text_of(stale)) == ("5", f"{HATCH}5")


@pytest.mark.parametrize(
    ("value", "tone"),
    [("1", Tone.GAIN), ("-0.01", Tone.LOSS), ("0.00", Tone.PLAIN), (None, Tone.MUTED)],
)
def test_gain_loss_nothing_and_not_known_differ(value: str | None, tone: Tone) -> None:
    assert signed_tone(None if value is None else Decimal(value)) is tone


def test_ways_and_sides_are_words_and_not_only_colours() -> None:
    assert [text_of(direction_cell(each)) for each in Direction] == [
        {"LONG": "▲ LONG", "SHORT": "▼ SHORT"}[each.name] for each in Direction
    ]
    assert [text_of(side_cell(each)) for each in (Side.ASK, Side.BID)] == ["SELL", "BUY"]
    assert len({direction_cell(each)[0].tone for each in Direction}) == len(Direction)


DOWN = MappingProxyType({Link.PRIVATE: LinkState(up=False)})


@pytest.mark.parametrize(
    ("mode", "links", "confirmed", "words"),
    [
        (Mode.LIVE, {}, 1.0, "No open position."),
        (Mode.READ_ONLY, {}, 1.0, "No open position."),
        (Mode.LIVE, {}, None, "Not read yet."),
        (Mode.SANDBOX, {}, None, "Not read yet."),
        (Mode.READ_ONLY, DOWN, None, "Not read yet."),
        (Mode.READ_ONLY, {}, None, "Shown once an API key is given."),
    ],
)
def test_an_empty_list_is_empty_unread_or_out_of_reach(
    mode: Mode, links: dict[Link, LinkState], confirmed: float | None, words: str
) -> None:
    picture = Scene(mode, replace(State(), links=MappingProxyType(links))).picture()
    assert nothing_held(picture, confirmed, "No open position.") == words


def test_orders_are_those_of_one_market_and_positions_all() -> None:
    it = scene()
    orders = {each: sol_order(each, symbol=on) for each, on in {"1": SOL, "2": BTC}.items()}
    picture = it.picture(state=replace(it.state, orders=MappingProxyType(orders)))
    assert [order.order_id for order in orders_on(picture, SOL)] == ["1"]
    assert orders_on(picture, JUP) == ()
    assert {each.symbol for each in positions(picture)} == set(picture.state.positions)
