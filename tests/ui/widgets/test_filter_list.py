from typing import Any

from textual.app import App, ComposeResult
from textual.events import Paste

from tui.ui.lines import Panel, Row, Span, line
from tui.ui.widgets.filter_list import MAX_LENGTH, FilterList
from tui.ui.widgets.list_panel import ListPanel


class Around(App[None]):
    """Shows the names that hold what was typed; keeps what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.filters: list[tuple[str, bool]] = []
        self.sorts: list[bool] = []
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield FilterList(id="markets")

    @property
    def list(self) -> FilterList:
        return self.query_one(FilterList)

    def on_mount(self) -> None:
        self.list.focus()
        self.fill("")

    def fill(self, text: str) -> None:
        names = [name for name in ("btc", "eth", "sol") if text in name]
        self.list.show(Panel(rows=tuple(Row(line(Span(name)), name) for name in names)))

    def on_filter_list_filtered(self, event: FilterList.Filtered) -> None:
        self.filters.append((event.text, event.typing))
        self.fill(event.text)

    def on_filter_list_sorted(self, event: FilterList.Sorted) -> None:
        self.sorts.append(event.reverse)

    def on_list_panel_chosen(self, event: ListPanel.Chosen) -> None:
        self.chosen.append(event.key)


async def typed(*keys: str) -> Around:
    app = Around()
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    return app


async def test_letters_narrow_the_list_down_and_enter_chooses_what_is_left() -> None:
    app = await typed("slash", "s", "o", "enter")
    assert app.filters == [("", True), ("s", True), ("so", True), ("so", False)]
    assert app.chosen == ["sol"]
    assert app.sorts == []


async def test_arrows_still_move_while_a_text_is_typed() -> None:
    app = await typed("slash", "t", "down", "enter")
    assert app.chosen == ["eth"]


async def test_backspace_takes_a_letter_back_and_escape_the_whole_text() -> None:
    app = await typed("slash", "e", "x", "backspace", "escape", "s")
    assert app.filters[-3:] == [("ex", True), ("e", True), ("", False)]
    assert app.sorts == [False]


async def test_outside_of_typing_letters_are_keys() -> None:
    app = await typed("s", "S", "e")
    assert (app.sorts, app.filters) == ([False, True], [])


async def test_a_text_has_an_end_and_no_control_characters() -> None:
    app = Around()
    async with app.run_test() as pilot:
        await pilot.press("slash", *["a"] * (MAX_LENGTH + 5))
        await pilot.pause()
        assert len(app.list.text_typed) <= MAX_LENGTH


async def test_a_pasted_symbol_is_typed_and_never_while_keys_are_keys() -> None:
    app = Around()
    async with app.run_test() as pilot:
        app.list.post_message(Paste("sol\n"))
        await pilot.pause()
        assert app.filters == []
        await pilot.press("slash")
        app.list.post_message(Paste("sol\n"))
        await pilot.pause()
        assert app.list.text_typed == "sol"


async def test_going_elsewhere_ends_the_typing_and_keeps_the_text() -> None:
    app: Any = Around()
    async with app.run_test() as pilot:
        await pilot.press("slash", "e")
        app.set_focus(None)
        await pilot.pause()
        assert app.filters[-1] == ("e", False)
        app.list.forget()
        await pilot.pause()
        assert app.filters[-1] == ("", False)
