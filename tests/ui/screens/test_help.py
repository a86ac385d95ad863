import pytest
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input

from tests.form_scenes import FormScene, Program, card_text
from tests.scenes import live_two_positions
from tui.ui.screens.dashboard import DashboardScreen
from tui.ui.screens.help import HelpScreen, key_help
from tui.ui.screens.take_profit import TakeProfitScreen


async def test_help_is_made_from_the_bindings_in_force() -> None:
    app = Program()
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.pause()
        text = card_text(app)
        assert "Program" in text
        assert "Lists" in text
        assert [each for each in text.splitlines() if each.startswith("f F")] == [
            "f F              Fly              Fly away"
        ]


async def test_a_key_that_does_nothing_now_says_so() -> None:
    app = Program()
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.pause()
        assert "Not possible here (not now)" in card_text(app)


async def test_every_key_of_the_form_is_explained() -> None:
    app = FormScene().app()
    async with app.run_test(size=(80, 24)):
        explained = {(each.name, each.about) for each in key_help(app.form)}
        for binding in TakeProfitScreen.BINDINGS:
            assert isinstance(binding, Binding)
            if binding.key == "enter":
                continue  # the field has the focus and its own word for it
            assert (binding.description, binding.tooltip) in explained


async def test_help_is_read_by_scrolling_where_it_does_not_fit_and_closed_by_escape() -> None:
    app = Program()
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.pause()
        scroll = app.screen.query_one("#help-scroll")
        assert scroll.max_scroll_y > 0
        await pilot.press("end")
        await pilot.pause()
        assert scroll.scroll_target_y == scroll.max_scroll_y
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, HelpScreen)


async def test_help_that_is_closed_before_it_was_drawn_crashes_nothing() -> None:
    app = Program()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        help_screen = app.screen
        assert isinstance(help_screen, HelpScreen)
        await pilot.press("escape")
        await pilot.pause()
        help_screen._fill()


async def test_help_survives_the_smallest_terminal() -> None:
    app: App[None] = Program()
    async with app.run_test(size=(1, 1)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)


async def test_every_key_of_the_dashboard_is_explained() -> None:
    app = live_two_positions().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        explained = {each.name for each in key_help(app.screen)}
        assert {"Take profit", "Cancel order", "Quit", "Help"} <= explained
        for binding in DashboardScreen.BINDINGS:
            assert isinstance(binding, Binding)
            assert binding.description in explained


@pytest.mark.parametrize("keys", [[], ["t"]])
async def test_no_key_is_explained_in_the_words_of_the_library(keys: list[str]) -> None:
    app = live_two_positions().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        explained = key_help(app.screen)
        assert all(each.about for each in explained)
        theirs = {each.description for each in [*Screen.BINDINGS, *Input.BINDINGS]}  # type: ignore[union-attr]  # because all of them are Binding
        assert not theirs & {each.name for each in explained}


@pytest.mark.parametrize("keys", [[], ["t"]])
async def test_the_key_that_leaves_from_anywhere_is_explained_everywhere(keys: list[str]) -> None:
    app = live_two_positions().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        by_key = {key: each.name for each in key_help(app.screen) for key in each.keys}
        assert by_key["^c"] == by_key["^q"] == "Quit"
