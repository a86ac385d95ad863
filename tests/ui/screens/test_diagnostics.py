"""Diagnostics over the desk: the newest figures for as long as it is open, and back."""

from dataclasses import replace

import pytest

from tests.form_scenes import Shell
from tests.market_scenes import FIGURES
from tests.scenes import SCENES
from tui.session.diagnostics import Diagnostics
from tui.ui.rows_common import Picture
from tui.ui.screens.diagnostics import DiagnosticsScreen
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel


class Desk:
    """What the screen is given to look at."""

    def __init__(self) -> None:
        self.figures: Diagnostics = FIGURES
        self.picture: Picture | None = SCENES["live_two_positions"]().picture()
        self.frames = (1_234, 5)
        self.screen = DiagnosticsScreen(
            lambda: self.figures, lambda: self.picture, lambda: self.frames
        )
        self.app = Shell(lambda: self.screen)

    def text(self, panel: str = "#figures") -> str:
        kind = ListPanel if panel == "#figures" else LinePanel
        return "\n".join(self.screen.query_one(panel, kind).text())


async def test_it_opens_with_the_figures_of_session_and_screen() -> None:
    desk = Desk()
    async with desk.app.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        text = desk.text()
        assert "184,223" in text  # messages of the public stream
        assert "frames painted" in text
        assert "1,234" in text
        assert "waited for terminal" in text
        assert "LIVE" in desk.text("#header")


async def test_while_it_is_open_it_shows_the_newest() -> None:
    desk = Desk()
    async with desk.app.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        desk.frames = (7_777, 5)
        desk.figures = replace(FIGURES, book_repairs=4_321)
        desk.screen.repaint()
        assert "7,777" in desk.text()
        assert "4,321" in desk.text()


async def test_before_the_first_moment_there_is_nothing_to_show_and_nothing_breaks() -> None:
    desk = Desk()
    desk.picture = None
    async with desk.app.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        assert "184,223" not in desk.text()


@pytest.mark.parametrize("key", ["d", "escape"])
async def test_the_key_that_opened_it_and_escape_close_it(key: str) -> None:
    desk = Desk()
    async with desk.app.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert desk.app.answers == [None]
        assert len(desk.app.screen_stack) == 1


async def test_a_look_that_comes_after_it_was_closed_draws_nothing() -> None:
    desk = Desk()
    async with desk.app.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        desk.screen.repaint()


async def test_the_figures_have_the_keys_so_that_they_can_be_scrolled() -> None:
    desk = Desk()
    async with desk.app.run_test(size=(120, 12)) as pilot:
        await pilot.pause()
        figures = desk.screen.query_one("#figures", ListPanel)
        assert figures.has_focus
        before = desk.text()
        await pilot.press("end")
        await pilot.pause()
        assert desk.text() != before
