import pytest
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region

from tui.ui.lines import Panel, Row, Span, Tone, line, rows
from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK
from tui.ui.widgets.line_panel import LinePanel

PANEL = Panel(title=line(Span("BOOK", Tone.TITLE)), rows=rows([line("one"), line("two")]))


class Recording(LinePanel):
    """Keeps the regions it was asked to repaint."""

    painted: list[Region]

    def refresh(self, *regions: Region, **options: bool) -> "Recording":
        self.__dict__.setdefault("painted", []).extend(regions)
        super().refresh(*regions, **options)
        return self


class Shell(App[None]):
    CSS_PATH = paths(SHARED)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def on_mount(self) -> None:
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield Recording(id="panel")


async def test_a_panel_draws_its_heading_and_its_rows() -> None:
    app = Shell()
    async with app.run_test(size=(20, 4)):
        panel = app.query_one(LinePanel)
        panel.show(PANEL)
        assert panel.text() == [
            "─ BOOK ─────────────",
            "  one               ",
            "  two               ",
            " " * 20,
        ]


async def test_only_lines_that_changed_are_painted_again() -> None:
    app = Shell()
    async with app.run_test(size=(20, 4)):
        panel = app.query_one(Recording)
        panel.show(PANEL)
        panel.painted.clear()
        panel.show(Panel(title=PANEL.title, rows=rows([line("one"), line("TWO")])))
        assert panel.painted == [Region(0, 2, 20, 1)]
        panel.painted.clear()
        panel.show(Panel(title=PANEL.title, rows=rows([line("one"), line("TWO")])))
        assert panel.painted == []
        panel.show(Panel(title=PANEL.title, rows=rows([line("one")])))
        assert panel.painted == [Region(0, 2, 20, 1)]
        assert panel.text()[2] == " " * 20


async def test_markup_and_links_are_shown_as_they_are_written() -> None:
    app = Shell()
    async with app.run_test(size=(40, 2)):
        panel = app.query_one(LinePanel)
        panel.show(Panel(rows=(Row(line("[@click=app.quit]x[/] [b]y[/foo]")),)))
        assert panel.text()[0] == "  [@click=app.quit]x[/] [b]y[/foo]".ljust(40)
        assert all(not segment.style or not segment.style.meta for segment in drawn(panel))


@pytest.mark.parametrize("no_color", [True, False])
async def test_no_colour_is_left_when_the_terminal_asks_for_none(
    monkeypatch: pytest.MonkeyPatch, *, no_color: bool
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = Shell()
    async with app.run_test(size=(20, 4)):
        panel = app.query_one(LinePanel)
        panel.show(Panel(rows=rows([line(Span("gain", Tone.GAIN))])))
        assert all(is_grey(each) for each in drawn(panel)) is no_color


def drawn(panel: LinePanel) -> list[Segment]:
    return [segment for strip in panel.render_lines(panel.size.region) for segment in strip]


def is_grey(segment: Segment) -> bool:
    colour = segment.style.color if segment.style else None
    if colour is None or colour.triplet is None:
        return True
    red, green, blue = colour.triplet
    return red == green == blue


async def test_a_panel_of_one_cell_does_not_fail() -> None:
    app = Shell()
    async with app.run_test(size=(1, 1)):
        panel = app.query_one(LinePanel)
        panel.show(PANEL)
        assert len(panel.text()) == 1
