"""The keys of the market's panels, from the keyboard to what is shown and what is asked for."""

from decimal import Decimal

import pytest

from tests.builders import SOL
from tests.fakes.feed import FakeFeed
from tests.market_scenes import FIGURES, MARKET_SCENES
from tests.pictures import settled
from tests.scenes import BTC, NOW, SCENES
from tui.ui.app import BackpackApp
from tui.ui.screens.dashboard import DashboardScreen
from tui.ui.screens.take_profit import TakeProfitScreen
from tui.ui.widgets.amount_input import AmountInput
from tui.ui.widgets.list_panel import ListPanel


def dashboard(app: BackpackApp) -> DashboardScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, DashboardScreen)
    return screen


def feed(app: BackpackApp) -> FakeFeed:
    assert isinstance(app.feed, FakeFeed)
    return app.feed


def shown(app: BackpackApp) -> set[str | None]:
    screen = dashboard(app)
    panels = (screen.positions, screen.orders, screen.exit_map, screen.log_list, screen.book)
    every = (*panels, screen.tape, screen.chart, screen.markets)
    return {panel.id for panel in every if panel.region and panel.display}


async def test_the_list_of_markets_starts_at_the_selected_one_and_enter_switches() -> None:
    app = MARKET_SCENES["every_market"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("w")
        await settled(pilot)
        assert dashboard(app).markets.key == SOL
        await pilot.press("home", "down", "enter")
        await settled(pilot)
        assert app.feed.symbol == BTC
        assert "BTC-PERP" in dashboard(app).header.text()[0]
        assert "markets" in shown(app)


async def test_typing_and_enter_switch_from_anywhere_and_a_letter_is_no_key_meanwhile() -> None:
    app = MARKET_SCENES["every_market"]().app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"wif", "enter")
        await settled(pilot)
        assert app.feed.symbol == "WIF_USDC_PERP"
        assert len(app.screen_stack) == 1


async def test_every_market_is_followed_only_while_the_list_is_shown() -> None:
    app = MARKET_SCENES["every_market"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("w")
        assert feed(app).surveyed[-1] is True
        await pilot.press("escape")
        assert feed(app).surveyed[-1] is False
        assert "markets" not in shown(app)


async def test_the_order_stands_while_keys_are_pressed_and_is_renewed_later() -> None:
    scene = MARKET_SCENES["every_market"]()
    app = scene.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("w", "s")
        await settled(pilot)
        rows = [row.key for row in dashboard(app).markets.panel.rows]
        assert rows[0] == "WIF_USDC_PERP"
        shut = scene.markets["SHUT_USDC_PERP"]
        assert shut.ticker is not None
        first = shut.ticker.first
        assert first is not None
        shut.ticker = type(shut.ticker)(
            shut.market.symbol, first, type(first)(first * 9), None, None,
            shut.ticker.volume, shut.ticker.quote_volume, 1,
        )  # fmt: skip
        for seconds, top in ((1, "WIF_USDC_PERP"), (30, "SHUT_USDC_PERP")):
            picture = scene.picture(now=NOW + seconds)
            dashboard(app).paint(picture)
            assert dashboard(app).markets.panel.rows[0].key == top


async def test_a_price_chosen_in_the_book_stands_in_the_form_and_a_parked_cursor_does_not() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for keys, price, focus in (
            (("4", "t"), "", "price"),
            (("up", "up", "up", "t"), "100.63", "quantity"),
            (("1", "t"), "", "price"),
        ):
            await pilot.press(*keys)
            await settled(pilot)
            form = app.screen
            assert isinstance(form, TakeProfitScreen)
            assert form.query_one("#price", AmountInput).value == price
            assert form.focused is not None
            assert form.focused.id == focus
            await pilot.press("escape")


async def test_another_market_forgets_the_chosen_price_and_keeps_the_grouping() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("4", "plus", "up")
        assert dashboard(app).cursor.price == Decimal("100.62")
        app.feed.select(BTC)
        app.feed.select(SOL)
        await settled(pilot)
        dashboard(app).paint(app.picture.selected(BTC))
        assert dashboard(app).cursor.price is None


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 48)])
async def test_any_panel_can_have_the_whole_desk_and_escape_gives_it_back(
    size: tuple[int, int],
) -> None:
    app = MARKET_SCENES["every_market"]().app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        before = shown(app)
        for key, panel in (("1", "positions"), ("2", "orders"), ("4", "book"), ("3", "log")):
            await pilot.press(key, "f")
            await settled(pilot)
            assert shown(app) == {panel}
            await pilot.press("escape")
            await settled(pilot)
            assert shown(app) == before


async def test_a_panel_without_a_place_gets_the_whole_desk() -> None:
    app = MARKET_SCENES["every_market"]().app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("5")
        await settled(pilot)
        assert shown(app) == {"tape"}
        await pilot.press("6")
        await settled(pilot)
        assert shown(app) == {"positions", "chart"}


async def test_the_views_follow_one_another() -> None:
    app = MARKET_SCENES["every_market"]().app()
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        seen = []
        for _ in range(3):
            await pilot.press("v")
            await settled(pilot)
            seen.append(shown(app) & {"chart", "markets", "log"})
        assert seen == [{"chart"}, {"markets"}, {"log"}]


async def test_escape_steps_back_one_thing_at_a_time() -> None:
    app = MARKET_SCENES["every_market"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("4", "f", "up", "escape")
        await settled(pilot)
        assert dashboard(app).cursor.price is None
        assert shown(app) == {"book"}
        await pilot.press("escape")
        await settled(pilot)
        assert "positions" in shown(app)


async def test_diagnostics_open_over_the_desk_and_show_the_newest_figures() -> None:
    app = MARKET_SCENES["every_market"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        feed(app).figures = FIGURES
        await pilot.press("d")
        await settled(pilot)
        text = "\n".join(app.screen.query_one("#figures", ListPanel).text())
        assert "184,223" in text
        await pilot.press("d")
        await settled(pilot)
        assert len(app.screen_stack) == 1
