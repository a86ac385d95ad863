"""A list that is narrowed down by typing: `/`, a few letters, Enter.

The widget only collects the text; whoever fills the list shows what matches.
"""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.domain.text import clean
from tui.ui.widgets.list_panel import ListPanel

MAX_LENGTH = 24
"""More characters than any symbol needs to be told from the others."""


class FilterList(ListPanel):
    """A `ListPanel` with a text; while it is typed, letters go into it and arrows still move."""

    BINDING_GROUP_TITLE = "Markets"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "type",
            "Filter",
            id="list.filter",
            key_display="/",
            show=False,
            tooltip="Narrow down",
        ),
        Binding(
            "s",
            "sort",
            "Sort",
            id="list.sort",
            show=False,
            tooltip="Order by the next column",
        ),
        Binding(
            "S",
            "reverse",
            "Reverse",
            id="list.reverse",
            show=False,
            tooltip="Order the other way round",
        ),
    ]

    @dataclass
    class Filtered(Message):
        """The text changed, or typing began or ended."""

        panel: "FilterList"
        text: str
        typing: bool

    @dataclass
    class Sorted(Message):
        """Another order is wanted."""

        panel: "FilterList"
        reverse: bool
        """Whether it is the same order the other way round."""

    text_typed = ""
    typing = False

    async def _on_key(self, event: events.Key) -> None:
        """Take what belongs to the text; leave arrows, Tab and the rest to the list."""
        if not self.typing:
            return
        if event.key == "escape":
            self._put("", typing=False)
        elif event.key == "enter":
            self._put(self.text_typed, typing=False)
            self.action_choose()
        elif event.key in {"backspace", "ctrl+h"}:
            self._put(self.text_typed[:-1], typing=True)
        elif event.is_printable and event.character is not None:
            self._put(self.text_typed + event.character, typing=True)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """A pasted symbol is typed at once."""
        if self.typing:
            event.stop()
            self._put(self.text_typed + event.text.strip(), typing=True)

    def _put(self, text: str, *, typing: bool) -> None:
        self.text_typed, self.typing = clean(text, MAX_LENGTH), typing
        self.post_message(self.Filtered(self, self.text_typed, typing))

    def action_type(self) -> None:
        """Begin to type."""
        self._put("", typing=True)

    def action_sort(self) -> None:
        """Order by the next column."""
        self.post_message(self.Sorted(self, reverse=False))

    def action_reverse(self) -> None:
        """Order the other way round."""
        self.post_message(self.Sorted(self, reverse=True))

    def forget(self) -> None:
        """Show everything again."""
        if self.text_typed or self.typing:
            self._put("", typing=False)

    def on_blur(self) -> None:
        """Keys go elsewhere: what was typed holds, but typing is over."""
        if self.typing:
            self._put(self.text_typed, typing=False)
