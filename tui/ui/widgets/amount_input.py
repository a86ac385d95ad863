"""A field for a price or a quantity: text in, the same text out.

A field that corrects while one types turns `0,05` into `005`. This one changes nothing: it takes a
text whole or not at all, and says when it does not. Whether the text is an amount is for the rules.
"""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input

from tui.domain.text import clean

MAX_LENGTH = 32
"""More characters than any amount needs; a longer text is refused whole."""


class AmountInput(Input):
    """A plain text field of one line that refuses what a terminal would obey."""

    BINDING_GROUP_TITLE = "Field"

    @dataclass
    class Refused(Message):
        """Something was typed or pasted that the field does not take; its text is unchanged."""

        field: "AmountInput"

        @property
        def control(self) -> "AmountInput":
            """The field it happened in."""
            return self.field

    def __init__(self, *, id: str) -> None:  # noqa: A002  # because Textual calls it so
        super().__init__(id=id, compact=True, max_length=MAX_LENGTH, select_on_focus=False)
        self.cursor_blink = False  # a blink repaints twice a second for nothing

    def on_paste(self, event: events.Paste) -> None:
        """Take a pasted line as it is; several lines are no amount and are refused whole."""
        event.prevent_default()
        event.stop()
        self.replace(event.text.rstrip("\r\n"), *self.selection)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` in place of the characters `start` to `end`, or refuse it."""
        if clean(text, MAX_LENGTH) == text:
            super().replace(text, start, end)
        else:
            self.restricted()

    def restricted(self) -> None:
        """Say that something was refused."""
        self.post_message(self.Refused(self))

    def put(self, text: str) -> None:
        """Write `text` for a key that asks for it; the cursor goes to its end."""
        self.value = text
        self.cursor_position = len(text)
