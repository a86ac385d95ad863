from textual.app import App, ComposeResult

from tui.ui.chart_view import ChartView, Shown
from tui.ui.lines import Panel, line, rows
from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK
from tui.ui.widgets.chart_panel import ChartPanel

STEP = 300_000
SHOWN = Shown(tuple(n * STEP for n in range(10, 20)), 0, 19 * STEP)


class Shell(App[None]):
    CSS_PATH = paths(SHARED)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[ChartView] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield ChartPanel(id="chart")

    def on_mount(self) -> None:
        panel = self.query_one(ChartPanel)
        panel.show_chart(Panel(title=line("CHART"), rows=rows([line("here")])), SHOWN)
        panel.focus()

    def on_chart_panel_changed(self, event: ChartPanel.Changed) -> None:
        self.asked.append(event.panel.view)


async def after(*keys: str) -> ChartView:
    app = Shell()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press(*keys)
        assert app.query_one(ChartPanel).text()[1].strip() == "here"
        assert not keys or app.asked[-1:] == [app.query_one(ChartPanel).view]
        return app.query_one(ChartPanel).view


async def test_brackets_change_the_interval() -> None:
    assert (await after("right_square_bracket")).interval == "15m"
    assert (await after("left_square_bracket")).interval == "3m"


async def test_plus_and_minus_change_how_near_it_looks() -> None:
    assert (await after("plus")).zoom == 0
    assert (await after("minus", "minus")).zoom == 3


async def test_arrows_move_the_crosshair_and_with_shift_the_chart() -> None:
    assert (await after("left", "left", "right")).cursor_ms == 19 * STEP
    assert (await after("shift+left")).end_ms == 14 * STEP


async def test_zero_leads_back_to_now() -> None:
    assert await after("left", "shift+left", "minus", "0") == ChartView(zoom=2)


async def test_a_key_that_changes_nothing_asks_for_nothing() -> None:
    app = Shell()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("0", "shift+right")
        assert app.asked == []
