"""The tape can have the focus, so that it can have the whole desk; otherwise it is a panel."""

from textual.app import App, ComposeResult

from tui.ui.lines import Panel, line, rows
from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.tape_panel import TapePanel


class Shell(App[None]):
    CSS_PATH = paths(SHARED)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield LinePanel(id="book")
        yield TapePanel(id="tape")


async def test_keys_can_go_to_the_tape_and_not_to_a_plain_panel() -> None:
    app = Shell()
    async with app.run_test(size=(30, 8)) as pilot:
        tape, plain = app.query_one("#tape"), app.query_one("#book")
        await pilot.press("tab")
        assert app.focused is tape
        await pilot.press("tab", "tab")
        assert app.focused is tape
        assert not plain.can_focus


async def test_it_draws_as_every_panel_does() -> None:
    app = Shell()
    async with app.run_test(size=(20, 8)):
        shown = Panel(title=line("TRADES"), rows=rows([line("one"), line("two")]))
        drawn = []
        for panel in app.query(LinePanel):
            panel.show(shown)
            drawn.append([row for row in panel.text() if row.strip(" ─━")])
        plain, tape = drawn
        assert plain[1:] == tape[1:]
        assert "TRADES" in tape[0]


def test_help_calls_it_by_its_name() -> None:
    assert TapePanel.BINDING_GROUP_TITLE == "Trades"
