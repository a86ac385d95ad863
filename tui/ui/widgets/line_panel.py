"""A panel that draws lines it is handed, and repaints only those that changed.

Live panels change many times a second. A stock table renders every visible cell again when one
changes; here a line costs something only when its text does. The panel keeps the drawn strips,
hands them to the compositor itself and marks only changed lines dirty.

It has no border and no padding: the heading is its first line.
"""

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, justify, merged, width_of

GUTTER = 2
"""Cells left of the content, where a list shows its cursor."""

MARGIN = 1
"""Cells right of the content."""

Drawn = tuple[Line, bool]
"""A line and whether the cursor stands on it."""


def tone_class(tone: Tone) -> str:
    """The name by which a stylesheet colours a tone."""
    return f"line-panel--{tone.value}"


class LinePanel(Widget):
    """Draws a `Panel`; what does not fit its height is left out at the bottom."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(tone_class(tone) for tone in Tone),
        "line-panel--cursor",
        "line-panel--cursor-blurred",
    }

    @dataclass
    class Resized(Message):
        """The panel has another size: other lines may fit it."""

        panel: "LinePanel"

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002  # because Textual calls it so
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._panel = Panel()
        self._drawn: list[Drawn] = []
        self._strips: dict[int, Strip] = {}
        self._styles: dict[tuple[Tone, str], Style] = {}
        self._ground: Color | None = None

    @property
    def panel(self) -> Panel:
        """What is shown."""
        return self._panel

    @property
    def inner_width(self) -> int:
        """Cells a line may take."""
        return max(0, self.extent.width - GUTTER - MARGIN)

    @property
    def inner_height(self) -> int:
        """Lines below the heading."""
        return max(0, self.extent.height - (1 if self._panel.title else 0))

    @property
    def extent(self) -> Size:
        """As `size`, which works out border and padding each time: a panel has none."""
        return self.outer_size

    def show(self, panel: Panel) -> None:
        """Show `panel`; only lines that differ from what is on the screen are painted."""
        self._panel = panel
        self._redraw()

    def _redraw(self) -> None:
        drawn = self._visible()
        width, height = self.extent
        dirty = [
            y
            for y in range(height)
            if (drawn[y] if y < len(drawn) else None)
            != (self._drawn[y] if y < len(self._drawn) else None)
        ]
        self._drawn = drawn
        for y in dirty:
            self._strips.pop(y, None)
        if dirty:
            self.refresh(*(Region(0, y, width, 1) for y in dirty))

    def _visible(self) -> list[Drawn]:
        lines = [(self._heading(), False)] if self._panel.title else []
        lines += [(each, False) for each in self._panel.head]
        lines += [(row.line, False) for row in self._panel.rows]
        return lines[: self.extent.height]

    def _heading(self) -> Line:
        fill = Span("━", Tone.ACCENT) if self.has_focus else Span("─", Tone.FAINT)
        lead = Span(fill.text * (GUTTER - 1) + " ", fill.tone)
        title = tuple(
            Span(span.text, Tone.ACCENT) if self.has_focus and span.tone is Tone.TITLE else span
            for span in self._panel.title
        )
        start = (lead, *title, Span(" "))
        note = self._panel.note
        end = (Span(" "), *note, Span(" "), fill) if note else EMPTY
        return justify(start, end or (fill,), self.extent.width, fill)

    def text(self) -> list[str]:
        """The lines as they stand on the screen, without colours."""
        width, height = self.extent
        return [self._strip(y, width).text for y in range(height)]

    def notify_style_update(self) -> None:
        """Forget strips drawn in colours that no longer hold."""
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()
        self._ground = None

    def on_resize(self) -> None:
        """Draw everything again at the new size, and ask for lines that suit it."""
        self._strips.clear()
        self._drawn = self._visible()
        self.refresh()
        self.post_message(self.Resized(self))

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Show in the heading, and at the cursor, whether keys go here.

        No stylesheet rule asks for the focus of a panel, so none is looked up again.
        """
        self._strips.clear()
        self._drawn = self._visible()
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Hand the compositor the strips of `crop`, drawing those that are missing.

        This replaces Textual's own cache and its line filters, which `_filtered` applies.
        """
        width = self.extent.width
        strips = [self._strip(y, width) for y in crop.line_range]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return self._strip(y, self.extent.width)

    def _strip(self, y: int, width: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._draw(y, width)
        return strip

    @property
    def _background(self) -> Color:
        """The colour behind the text, kept until the styles change."""
        if self._ground is None:
            self._ground = self.background_colors[1]
        return self._ground

    def _draw(self, y: int, width: int) -> Strip:
        content, at_cursor = self._drawn[y] if y < len(self._drawn) else (EMPTY, False)
        if not (y == 0 and self._panel.title):
            content = (self._gutter(at_cursor), *content)
        used = width_of(content)
        if used < width:
            content = (*content, Span(" " * (width - used)))
        style, cursor = self._style, self._cursor_class if at_cursor else ""
        segments = [Segment(text, style(tone, cursor)) for text, tone in merged(content)]
        strip = Strip(segments, max(used, width))
        return strip if used <= width else strip.crop(0, width)

    def _style(self, tone: Tone, cursor: str) -> Style:
        """How a tone looks, under a cursor of some class or none, kept until the styles change."""
        style = self._styles.get((tone, cursor))
        if style is None:
            style = self.get_component_rich_style(tone_class(tone))
            if cursor:
                style += self.get_component_rich_style(cursor, partial=True)
            style = self._filtered(style)
            self._styles[tone, cursor] = style
        return style

    def _filtered(self, style: Style) -> Style:
        """What the filters of the application (no colour, dimming) make of a style."""
        segments = [Segment(" ", style)]
        for each in self.get_line_filters():
            segments = each.apply(segments, self._background)
        return segments[0].style or style

    def _gutter(self, at_cursor: bool) -> Span:
        if not at_cursor:
            return Span(" " * GUTTER)
        mark = "▌" if self.has_focus else "▏"
        return Span(mark.ljust(GUTTER), Tone.ACCENT if self.has_focus else Tone.MUTED)

    @property
    def _cursor_class(self) -> str:
        return "line-panel--cursor" if self.has_focus else "line-panel--cursor-blurred"
