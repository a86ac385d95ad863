"""The chart as a panel: it turns keys into another view of the candles and shows what it is handed.

It draws nothing by itself. A key changes the view and asks for another panel.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.ui.chart_view import ChartView, Shown
from tui.ui.lines import Panel
from tui.ui.widgets.line_panel import LinePanel


class ChartPanel(LinePanel, can_focus=True):
    """A `LinePanel` with a view of its own."""

    BINDING_GROUP_TITLE = "Chart"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left_square_bracket",
            "interval(-1)",
            "Shorter",
            id="chart.shorter",
            key_display="[",
            show=False,
            tooltip="Candles of a shorter interval",
        ),
        Binding(
            "right_square_bracket",
            "interval(1)",
            "Longer",
            id="chart.longer",
            key_display="]",
            show=False,
            tooltip="Candles of a longer interval",
        ),
        Binding(
            "plus,equals_sign",
            "zoom(-1)",
            "Nearer",
            id="chart.nearer",
            key_display="+",
            show=False,
            tooltip="Fewer candles, each larger",
        ),
        Binding(
            "minus",
            "zoom(1)",
            "Farther",
            id="chart.farther",
            key_display="-",
            show=False,
            tooltip="More candles, several in one",
        ),
        Binding(
            "left", "cursor(-1)", "Back", id="chart.back", show=False, tooltip="Crosshair back"
        ),
        Binding("right", "cursor(1)", "On", id="chart.on", show=False, tooltip="Crosshair forward"),
        Binding(
            "shift+left,pageup",
            "pan(-1)",
            "Page back",
            id="chart.page_back",
            show=False,
            tooltip="Half a chart back in time",
        ),
        Binding(
            "shift+right,pagedown",
            "pan(1)",
            "Page on",
            id="chart.page_on",
            show=False,
            tooltip="Half a chart forward in time",
        ),
        Binding("0", "now", "Now", id="chart.now", show=False, tooltip="Back to the newest candle"),
    ]

    @dataclass
    class Changed(Message):
        """Another view is looked at."""

        panel: "ChartPanel"

        @property
        def control(self) -> "ChartPanel":
            """The panel it happened in."""
            return self.panel

    view = ChartView()
    """What is looked at."""
    shown = Shown()
    """What the panel shows of it."""

    def show_chart(self, panel: Panel, shown: Shown) -> None:
        """Show a chart, and remember what stands on it."""
        self.shown = shown
        self.show(panel)

    def look(self, view: ChartView) -> None:
        """Look elsewhere."""
        if view != self.view:
            self.view = view
            self.post_message(self.Changed(self))

    def action_interval(self, by: int) -> None:
        """Take a shorter (-1) or longer (1) interval."""
        self.look(self.view.with_interval(by))

    def action_zoom(self, by: int) -> None:
        """Go nearer (-1) or farther (1)."""
        self.look(self.view.zoomed(by))

    def action_cursor(self, by: int) -> None:
        """Move the crosshair by slots."""
        self.look(self.view.moved(self.shown, by))

    def action_pan(self, by: int) -> None:
        """Move the chart by half of it."""
        self.look(self.view.panned(self.shown, by * max(1, len(self.shown.starts) // 2)))

    def action_now(self) -> None:
        """Show the newest candle, without a crosshair."""
        self.look(self.view.now())
