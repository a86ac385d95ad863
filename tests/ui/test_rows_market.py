from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, price
from tests.market_scenes import every_market
from tests.scenes import NOW, WALL_MS
from tui.domain.book import Delta
from tui.domain.market import BookState
from tui.domain.quotes import MarkTick, Quote
from tui.ui.format import MINUS
from tui.ui.lines import Tone, text_of, width_of
from tui.ui.rows_market import gap_bps, market_line

WIDE = 220


def test_it_tells_the_gaps_the_day_and_the_funding() -> None:
    text = text_of(market_line(every_market().picture(), WIDE))
    assert f"against mark: index {MINUS}3.0 bp last {MINUS}1.0 bp" in text
    assert "24h 97.88 to 103.42" in text
    assert "vol 124M" in text
    assert "OI 125M" in text
    assert "last funding +0.0092%" in text
    assert "a year +109.5%" in text


def test_the_funding_that_still_runs_is_not_taken_for_the_last_one() -> None:
    picture = every_market().picture(wall_ms=WALL_MS + 3_600_000)
    assert "last funding +0.0125%" in text_of(market_line(picture, WIDE))


def test_what_has_no_room_is_left_out_whole() -> None:
    assert "OI" not in text_of(market_line(every_market().picture(), 90)).split("feeds")[0]


def test_a_wide_gap_stands_out() -> None:
    scene = every_market()
    tick = MarkTick(SOL, price("100.60"), price("101.60"), None, None, 1)
    scene.markets[SOL].take_mark(tick, NOW)
    line = market_line(scene.picture(), WIDE)
    assert next(span for span in line if "99.4 bp" in span.text).tone is Tone.WARN


def test_a_market_that_takes_no_orders_says_so_first() -> None:
    scene = every_market()
    store = scene.markets[SOL]
    store.market = replace(store.market, state=BookState.CANCEL_ONLY)
    assert text_of(market_line(scene.picture(), WIDE)).startswith("market CancelOnly")


def test_each_feed_has_a_badge_with_its_age_when_it_is_late() -> None:
    scene = every_market()
    text = text_of(market_line(scene.picture(), WIDE))
    assert text.endswith("mark ● quote · book ● trades ● 24h ● OI ●")
    late = text_of(market_line(scene.picture(now=NOW + 20), WIDE))
    assert late.endswith("mark ○ 20s quote · book ○ 20s trades ● 24h ○ 20s OI ●")


def test_a_narrow_line_names_the_feeds_that_are_not_lively() -> None:
    scene = every_market()
    assert text_of(market_line(scene.picture(), 120)).endswith("  quote · others ●")
    scene.markets[SOL].take_quote(Quote(SOL, price("1"), price("2")), NOW)
    assert text_of(market_line(scene.picture(), 120)).endswith("  feeds ●")


def test_a_book_that_is_read_anew_is_no_lively_feed() -> None:
    scene = every_market()
    scene.markets[SOL].take_delta(Delta(SOL, 90, 90, (), ()), NOW)
    assert "book ↻" in text_of(market_line(scene.picture(), WIDE))
    scene.markets[SOL].reset_book()
    scene.markets[SOL].take_delta(Delta(SOL, 91, 91, (), ()), NOW)
    assert "book ·" in text_of(market_line(scene.picture(), WIDE))


def test_an_unknown_market_has_an_empty_line() -> None:
    assert market_line(every_market().picture(symbol="NOPE"), WIDE) == ()


@pytest.mark.parametrize("symbol", [SOL, "NEW_USDC_PERP", "OLD_USDC_PERP", "SHUT_USDC_PERP"])
@given(width=st.integers(40, 240))
def test_no_market_overflows_its_line(symbol: str, width: int) -> None:
    assert width_of(market_line(every_market().picture(symbol=symbol), width)) <= width


def test_a_gap_needs_both_prices() -> None:
    assert gap_bps(None, Decimal(1)) is None
    assert gap_bps(Decimal(1), None) is None
    assert gap_bps(Decimal(1), Decimal(0)) is None
    assert gap_bps(Decimal("1.01"), Decimal(1)) == 100
