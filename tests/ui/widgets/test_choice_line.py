from textual.app import App, ComposeResult

from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK
from tui.ui.widgets.choice_line import ChoiceLine


class Chooser(App[None]):
    CSS_PATH = paths([*SHARED, "form"])

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield ChoiceLine({"Bid": "buy", "Ask": "sell", "None": "stay"}, id="side")

    def on_mount(self) -> None:
        self.line.focus()

    def on_choice_line_changed(self, event: ChoiceLine.Changed) -> None:
        self.heard.append(event.control.chosen)

    @property
    def line(self) -> ChoiceLine:
        return self.query_one(ChoiceLine)


async def test_the_first_word_is_chosen_and_the_chosen_one_is_marked() -> None:
    app = Chooser()
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.pause()
        assert app.line.chosen == "Bid"
        assert app.line.text()[0].strip() == "▌ ● buy   ○ sell   ○ stay".lstrip("▌ ")


async def test_keys_turn_to_the_next_and_the_one_before_and_go_round() -> None:
    app = Chooser()
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.press("right", "space", "right", "left")
        await pilot.pause()
        assert app.heard == ["Ask", "None", "Bid", "None"]
        assert "● stay" in app.line.text()[0]


async def test_a_letter_goes_to_the_next_word_that_begins_with_it() -> None:
    app = Chooser()
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.press("s", "s", "S", "b", "x", "1")
        await pilot.pause()
        assert app.heard == ["Ask", "None", "Ask", "Bid"]


async def test_what_is_chosen_already_is_no_news() -> None:
    app = Chooser()
    async with app.run_test(size=(60, 5)) as pilot:
        app.line.put("Bid")
        await pilot.pause()
        assert app.heard == []
