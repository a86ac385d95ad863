from textual.command import CommandPalette

from tests.pictures import settled
from tests.scenes import BTC, SCENES
from tui.ui.commands import commands
from tui.ui.screens.take_profit import TakeProfitScreen


async def test_the_palette_opens_the_form_and_sends_nothing() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        offered = {each.title: each.callback for each in commands(app, app.screen)}
        await offered["Take profit"]()
        await settled(pilot)
        assert isinstance(app.screen, TakeProfitScreen)
        assert app.desk.submitted == []  # type: ignore[attr-defined]  # because the desk is a fake


async def test_the_palette_follows_a_market() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)):
        {each.title: each.callback for each in commands(app, app.screen)}[f"Market {BTC}"]()
        assert app.feed.symbol == BTC


async def test_the_key_of_the_palette_opens_none_over_a_card() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("t")
        await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert isinstance(app.screen, TakeProfitScreen)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        assert isinstance(app.screen, CommandPalette)


async def test_a_card_has_no_palette() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("t")
        assert list(commands(app, app.screen)) == []
