"""A screen that shows 40 rows of 12 changing cells, as a stock table or as our panel."""

import sys
from itertools import count
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from tui.ui.lines import Panel, Row, Span, Tone
from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK
from tui.ui.widgets.line_panel import LinePanel

ROWS, COLUMNS, WIDTH = 40, 12, 12
FRAMES_A_SECOND = 30

Cells = list[list[str]]


def cells(step: int) -> Cells:
    """The rows at one moment; every cell but the first differs from the moment before."""
    return [
        [f"row {row}", *(f"{step * 7 + row * 13 + n:,}.{step % 100:02}" for n in range(1, COLUMNS))]
        for row in range(ROWS)
    ]


class TableApp(App[None]):
    """The rows in Textual's own table."""

    def compose(self) -> ComposeResult:
        """One table, as large as the screen."""
        yield DataTable[str](id="table")

    def on_mount(self) -> None:
        """Fill the table, then change it at the frame rate."""
        self.table = self.query_one("#table", DataTable)
        keys = [str(n) for n in range(COLUMNS)]
        for key in keys:
            self.table.add_column(key, key=key, width=WIDTH)
        for row, texts in enumerate(cells(0)):
            self.table.add_row(*texts, key=str(row))
        self.steps = count(1)
        self.set_interval(1 / FRAMES_A_SECOND, self.change)

    def change(self) -> None:
        """Write every cell anew."""
        for row, texts in enumerate(cells(next(self.steps))):
            for column, text in enumerate(texts):
                self.table.update_cell(str(row), str(column), text)


class PanelApp(App[None]):
    """The rows in our own panel."""

    CSS_PATH: ClassVar = paths(SHARED)

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        """One panel, as large as the screen."""
        yield LinePanel(id="panel")

    def on_mount(self) -> None:
        """Change the panel at the frame rate."""
        self.panel = self.query_one("#panel", LinePanel)
        self.steps = count()
        self.set_interval(1 / FRAMES_A_SECOND, self.change)

    def change(self) -> None:
        """Show every row anew."""
        rows = tuple(
            Row(tuple(Span(text.rjust(WIDTH), Tone.PLAIN) for text in texts), key=texts[0])
            for texts in cells(next(self.steps))
        )
        self.panel.show(Panel(rows=rows))


if __name__ == "__main__":
    (PanelApp if sys.argv[1:] == ["panel"] else TableApp)().run()
