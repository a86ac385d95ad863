import pytest
from textual.geometry import Size
from textual.widgets import Static

from tests.form_scenes import Shell
from tui.ui.screens.too_small import TooSmallScreen

NEEDED = Size(60, 16)


async def test_the_notice_names_the_size_there_is_and_the_size_that_is_needed() -> None:
    app = Shell(lambda: TooSmallScreen(NEEDED))
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.pause()
        text = str(app.screen.query_one(Static).content)
        assert "Too small: 50x12" in text
        assert "Needs 60x16" in text


async def test_the_notice_follows_the_size_and_leaves_when_there_is_room() -> None:
    app = Shell(lambda: TooSmallScreen(NEEDED))
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.resize_terminal(59, 30)
        await pilot.pause()
        assert "Too small: 59x30" in str(app.screen.query_one(Static).content)
        await pilot.resize_terminal(60, 16)
        await pilot.pause()
        assert app.answers == [None]
        assert not isinstance(app.screen, TooSmallScreen)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (20, 1)])
async def test_fault_l05_the_smallest_terminal_crashes_nothing(size: tuple[int, int]) -> None:
    app = Shell(lambda: TooSmallScreen(NEEDED))
    async with app.run_test(size=size) as pilot:
        await pilot.press("y", "enter", "escape")
        assert isinstance(app.screen, TooSmallScreen)
