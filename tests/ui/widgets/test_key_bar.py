from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK
from tui.ui.widgets.key_bar import KeyBar


class Here(Widget, can_focus=True):
    """Has a key of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("h", "app.go('here')", "Here")]


class Around(App[None]):
    CSS_PATH = paths(SHARED)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "go('there')", "There"),
        Binding("z", "go('nowhere')", "Hidden", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.went: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield Here()
        yield KeyBar()

    def action_go(self, where: str) -> None:
        self.went.append(where)


async def test_the_bar_tells_the_keys_of_what_has_the_focus() -> None:
    app = Around()
    async with app.run_test(size=(60, 4)) as pilot:
        app.screen.set_focus(None)
        await pilot.pause()
        bar = app.query_one(KeyBar)
        assert bar.text()[0].split() == ["a", "There", "^p", "palette"]
        app.query_one(Here).focus()
        await pilot.pause()
        assert bar.text()[0].split() == ["h", "Here", "a", "There", "^p", "palette"]


async def test_a_click_presses_the_key() -> None:
    app = Around()
    async with app.run_test(size=(60, 4)) as pilot:
        app.query_one(Here).focus()
        await pilot.pause()
        await pilot.click(KeyBar, offset=(3, 0))
        await pilot.click(KeyBar, offset=(12, 0))
        await pilot.click(KeyBar, offset=(40, 0))
        await pilot.pause()
    assert app.went == ["here", "there"]


async def test_a_narrower_terminal_tells_fewer_keys_and_none_in_half() -> None:
    app = Around()
    async with app.run_test(size=(60, 4)) as pilot:
        app.query_one(Here).focus()
        await pilot.resize_terminal(14, 4)
        await pilot.pause()
        assert app.query_one(KeyBar).text()[0].split() == ["h", "Here"]


async def test_a_bar_that_is_covered_offers_no_key() -> None:
    app = Around()
    async with app.run_test(size=(60, 4)) as pilot:
        bar = app.query_one(KeyBar)
        bar.cover(covered=True)
        assert bar.text()[0].split() == []
        await pilot.click(KeyBar, offset=(3, 0))
        bar.cover(covered=False)
        assert bar.text()[0].split() == ["h", "Here", "a", "There", "^p", "palette"]
    assert app.went == []
