"""A panel with a cursor: rows that can be walked through and chosen.

The cursor belongs to what a row stands for, not to its place: when rows come, go or change their
order, it stays on the same key.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.ui.lines import Line, Panel, Row, Span, Tone, left
from tui.ui.widgets.line_panel import Drawn, LinePanel


class ListPanel(LinePanel, can_focus=True):
    """A `LinePanel` whose rows with a key can be highlighted and chosen.

    With `follow`, as for a log whose newest row is the first, a cursor on the first row stays on
    the first row when another one comes before it, and is shown only while keys go to the list.
    """

    BINDING_GROUP_TITLE = "Lists"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", id="list.up", show=False, tooltip="One row up"),
        Binding("down,j", "move(1)", "Down", id="list.down", show=False, tooltip="One row down"),
        Binding("home,g", "jump(0)", "First", id="list.first", show=False, tooltip="First row"),
        Binding("end,G", "jump(-1)", "Last", id="list.last", show=False, tooltip="Last row"),
        Binding("pageup", "page(-1)", "Page up", id="list.page_up", show=False, tooltip="Page up"),
        Binding(
            "pagedown", "page(1)", "Page down", id="list.page_down", show=False, tooltip="Page down"
        ),
        Binding(
            "enter", "choose", "Select", id="list.choose", show=False, tooltip="Choose the row"
        ),
    ]

    @dataclass
    class Highlighted(Message):
        """The cursor came to stand on another key, or on none."""

        panel: "ListPanel"
        key: str | None

        @property
        def control(self) -> "ListPanel":
            """The list it happened in."""
            return self.panel

    @dataclass
    class Chosen(Message):
        """The row was chosen by Enter or by a second click."""

        panel: "ListPanel"
        key: str

        @property
        def control(self) -> "ListPanel":
            """The list it happened in."""
            return self.panel

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002  # because Textual calls it so
        classes: str | None = None,
        follow: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._follows = follow
        self._key: str | None = None
        self._offset = 0

    @property
    def key(self) -> str | None:
        """What the cursor stands on; None in a list without keys."""
        return self._key

    @property
    def capacity(self) -> int:
        """Rows that fit below the heading and the lines that stay."""
        return max(0, self.inner_height - len(self._panel.head))

    def show(self, panel: Panel) -> None:
        """Show `panel` with the cursor on the key it stood on, else on the row in its place."""
        before = self._index()
        self._panel = panel
        keys = self._keys()
        if self._key not in keys or (self._follows and before == 0):
            self._set_key(keys[min(before, len(keys) - 1)] if keys else None)
        self._follow()
        self._redraw()

    def highlight(self, key: str) -> None:
        """Put the cursor on `key`; a key that is not listed leaves it where it is."""
        if key in self._keys():
            self._set_key(key)
            self._follow()
            self._redraw()

    def _set_key(self, key: str | None) -> None:
        if key != self._key:
            self._key = key
            self.post_message(self.Highlighted(self, key))

    def _keys(self) -> list[str]:
        return [row.key for row in self._panel.rows if row.key is not None]

    def _index(self) -> int:
        keys = self._keys()
        return keys.index(self._key) if self._key in keys else 0

    def _follow(self) -> None:
        """Scroll as little as brings the cursor into view."""
        rows, capacity = self._panel.rows, self.capacity
        last = max(0, len(rows) - capacity)
        at = next((n for n, row in enumerate(rows) if row.key == self._key and row.key), None)
        if at is not None and capacity:
            self._offset = min(max(self._offset, at - capacity + 1), at)
        self._offset = min(self._offset, last)

    def _visible(self) -> list[Drawn]:
        above = super()._visible()[: self.extent.height - self.capacity]
        shown = self._panel.rows[self._offset : self._offset + self.capacity]
        lines = [row.line for row in shown]
        if self._offset:
            lines[0] = self._hinted(lines[0], "▴")
        if self._offset + len(shown) < len(self._panel.rows) and shown:
            lines[-1] = self._hinted(lines[-1], "▾")
        return above + [
            (content, self._at_cursor(row)) for content, row in zip(lines, shown, strict=True)
        ]

    def _hinted(self, content: Line, hint: str) -> Line:
        """Say at the right margin that there are more rows this way."""
        return (*left(content, self.inner_width), Span(hint, Tone.ACCENT))

    def _at_cursor(self, row: Row) -> bool:
        is_shown = self.has_focus or not self._follows
        return is_shown and row.key is not None and row.key == self._key

    def on_resize(self) -> None:
        """Keep the cursor in view at the new size."""
        self._follow()
        super().on_resize()

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        keys = self._keys()
        if keys:
            self.highlight(keys[min(max(self._index() + by, 0), len(keys) - 1)])

    def action_jump(self, to: int) -> None:
        """Move the cursor to the first (0) or the last (-1) row."""
        keys = self._keys()
        if keys:
            self.highlight(keys[to])

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_move(by * max(1, self.capacity - 1))

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self._key is not None:
            self.post_message(self.Chosen(self, self._key))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row; a second click chooses it."""
        place = event.y - (self.extent.height - self.capacity) + self._offset
        if event.y < self.extent.height - self.capacity or place >= len(self._panel.rows):
            return
        key = self._panel.rows[place].key
        if key is None:
            return
        self.highlight(key)
        if event.chain > 1:
            self.action_choose()

    def on_mouse_scroll_down(self) -> None:
        """Move on by one row."""
        self.action_move(1)

    def on_mouse_scroll_up(self) -> None:
        """Move back by one row."""
        self.action_move(-1)
