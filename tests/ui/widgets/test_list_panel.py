from textual.app import App, ComposeResult

from tui.ui.lines import Panel, Row, Span, Tone, line
from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK
from tui.ui.widgets.list_panel import ListPanel


def panel(*keys: str | None) -> Panel:
    rows = tuple(Row(line(f"row {key}"), key) for key in keys)
    return Panel(title=line(Span("LIST", Tone.TITLE)), head=(line("head"),), rows=rows)


class Shell(App[None]):
    CSS_PATH = paths(SHARED)

    def __init__(self, *, follow: bool = False) -> None:
        super().__init__()
        self.list = ListPanel(follow=follow)
        self.told: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield self.list

    def on_list_panel_highlighted(self, event: ListPanel.Highlighted) -> None:
        self.told.append(f"at {event.key}")

    def on_list_panel_chosen(self, event: ListPanel.Chosen) -> None:
        self.told.append(f"chose {event.key}")


async def test_the_cursor_walks_by_arrows_letters_and_ends() -> None:
    app = Shell()
    async with app.run_test(size=(20, 6)) as pilot:
        app.list.show(panel("a", "b", "c"))
        app.list.focus()
        await pilot.press("down", "j", "j", "k", "home", "G", "enter")
        assert app.told == ["at a", "at b", "at c", "at b", "at a", "at c", "chose c"]


async def test_the_cursor_stays_on_its_key_when_rows_come_go_or_move() -> None:
    app = Shell()
    async with app.run_test(size=(20, 6)):
        app.list.show(panel("a", "b", "c"))
        app.list.highlight("b")
        app.list.show(panel("c", "new", "b"))
        assert app.list.key == "b"
        app.list.show(panel("c", "new"))
        assert app.list.key == "new"
        app.list.show(panel())
        assert app.list.key is None


async def test_a_list_that_follows_stays_on_its_newest_row_until_the_cursor_leaves_it() -> None:
    app = Shell(follow=True)
    async with app.run_test(size=(20, 6)):
        app.list.show(panel("1"))
        app.list.show(panel("2", "1"))
        assert app.list.key == "2"
        app.list.highlight("1")
        app.list.show(panel("3", "2", "1"))
        assert app.list.key == "1"


async def test_a_list_that_follows_shows_its_cursor_only_while_keys_go_to_it() -> None:
    app = Shell(follow=True)
    async with app.run_test(size=(20, 6)) as pilot:
        app.list.show(panel("1"))
        app.set_focus(None)
        await pilot.pause()
        assert app.list.text()[2].startswith("  row 1")
        app.list.focus()
        await pilot.pause()
        assert app.list.text()[2].startswith("▌ row 1")


async def test_rows_scroll_so_that_the_cursor_is_seen_and_the_head_stays() -> None:
    app = Shell()
    async with app.run_test(size=(20, 5)) as pilot:
        app.list.show(panel(*"abcdefgh"))
        app.list.focus()
        await pilot.press("end")
        assert [each.rstrip() for each in app.list.text()[1:]] == [
            "  head",
            "  row f            ▴",
            "  row g",
            "▌ row h",
        ]
        await pilot.press("home")
        assert [each.rstrip() for each in app.list.text()[2:]] == [
            "▌ row a",
            "  row b",
            "  row c            ▾",
        ]
        await pilot.press("pagedown")
        assert app.list.key == "c"


async def test_the_heading_shows_without_colour_where_keys_go() -> None:
    app = Shell()
    async with app.run_test(size=(20, 5)) as pilot:
        app.list.show(panel("a"))
        app.set_focus(None)
        await pilot.pause()
        assert app.list.text()[0] == "─ LIST ─────────────"
        app.list.focus()
        await pilot.pause()
        assert app.list.text()[0] == "━ LIST ━━━━━━━━━━━━━"


async def test_a_click_moves_the_cursor_and_a_second_one_chooses() -> None:
    app = Shell()
    async with app.run_test(size=(20, 6)) as pilot:
        app.list.show(panel("a", None, "c"))
        await pilot.click(ListPanel, offset=(3, 4))
        await pilot.click(ListPanel, offset=(3, 3))
        await pilot.click(ListPanel, offset=(3, 0))
        assert app.list.key == "c"
        await pilot.double_click(ListPanel, offset=(3, 2))
        assert app.told[-1] == "chose a"


async def test_the_wheel_moves_the_cursor() -> None:
    app = Shell()
    async with app.run_test(size=(20, 6)):
        app.list.show(panel("a", "b"))
        app.list.on_mouse_scroll_down()
        assert app.list.key == "b"
        app.list.on_mouse_scroll_up()
        assert app.list.key == "a"


async def test_an_empty_list_ignores_its_keys() -> None:
    app = Shell()
    async with app.run_test(size=(20, 6)) as pilot:
        app.list.show(panel(None))
        app.list.focus()
        await pilot.press("down", "end", "pageup", "enter")
        assert app.told == []
