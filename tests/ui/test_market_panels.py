"""What the market's panels do without a screen; keys are pressed in the dashboard's tests."""

from dataclasses import replace

from tests.builders import SOL, usd
from tests.fakes.feed import FakeFeed
from tests.market_scenes import every_market
from tests.scenes import BTC, NOW
from tui.domain.quotes import DEPTH_WINDOWS
from tui.ui.ladder import LadderLook, Turn
from tui.ui.market_panels import ORDER_EVERY, ORDER_FIRST, MarketPanels


def made() -> tuple[MarketPanels, FakeFeed]:
    scene = every_market()
    feed = FakeFeed(scene.state, scene.markets, SOL)
    return MarketPanels(feed), feed


def test_before_the_first_moment_keys_change_nothing_that_needs_a_market() -> None:
    panels, feed = made()
    panels.turn(Turn.UP)
    panels.sort(reverse=True)
    panels.open_markets()
    assert panels.ladder == LadderLook()
    assert not feed.charts


def test_another_market_keeps_the_grouping_and_forgets_prices_of_the_one_before() -> None:
    panels, _ = made()
    picture = every_market().picture()
    for panel in (panels.book, panels.tape, panels.chart, panels.markets):
        panel.display = False
    panels.show(picture)
    panels.ladder = LadderLook(10, is_static=True, centre=picture.markets[SOL].market.price.tick)
    panels.show(picture.selected(BTC))
    assert panels.ladder == LadderLook(10, is_static=True)


def test_the_pace_of_the_book_is_asked_for_and_goes_round() -> None:
    panels, feed = made()
    panels.book.display = False
    panels.show(every_market().picture())
    seen = []
    for _ in DEPTH_WINDOWS:
        panels.turn(Turn.PACE)
        seen.append(feed.depth_window)
    assert seen == [*DEPTH_WINDOWS[1:], ""]


def test_the_list_is_put_in_order_soon_until_the_first_key_and_seldom_after_it() -> None:
    panels, _ = made()
    scene = every_market()
    for panel in (panels.book, panels.tape, panels.chart):
        panel.display = False
    panels.show(scene.picture())
    panels.open_markets()
    assert panels.markets.panel.rows[0].key == "HYPE_USDC_PERP"
    wif = scene.markets["WIF_USDC_PERP"]
    assert wif.ticker is not None
    wif.ticker = replace(wif.ticker, quote_volume=usd("10000000000"))
    picture = scene.picture(now=NOW + ORDER_FIRST)
    panels.show(picture)
    assert panels.markets.panel.rows[0].key == "WIF_USDC_PERP"
    panels.walked(SOL)
    wif.ticker = replace(wif.ticker, quote_volume=usd("10"))
    picture = scene.picture(now=picture.now + ORDER_FIRST)
    panels.show(picture)
    assert panels.markets.panel.rows[0].key == "HYPE_USDC_PERP"
    wif.ticker = replace(wif.ticker, quote_volume=usd("10000000000"))
    picture = scene.picture(now=picture.now + ORDER_FIRST)
    panels.show(picture)
    panels.walked(BTC)
    panels.markets.highlight(BTC)
    panels.walked(BTC)
    wif.ticker = replace(wif.ticker, quote_volume=usd("0"))
    panels.show(scene.picture(now=picture.now + ORDER_EVERY / 2))
    assert panels.markets.panel.rows[0].key == "WIF_USDC_PERP"
    panels.show(scene.picture(now=picture.now + ORDER_EVERY))
    assert panels.markets.panel.rows[0].key == "HYPE_USDC_PERP"
