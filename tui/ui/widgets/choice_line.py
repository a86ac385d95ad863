"""One line to choose from a few words: the chosen one is marked, never by colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.ui.lines import Line, Panel, Span, Tone
from tui.ui.widgets.line_panel import LinePanel

CHOSEN, OPEN = "●", "○"


class ChoiceLine(LinePanel, can_focus=True):
    """Shows `options`, words by what they stand for; the first is chosen at the start.

    Left and right turn to the next; a letter goes to the next word that begins with it.
    """

    BINDING_GROUP_TITLE = "Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "turn(1)", "Next", id="choice.next", tooltip="Choose the next word"),
        Binding("left", "turn(-1)", "Before", id="choice.before", tooltip="Choose the word before"),
    ]

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        choice: "ChoiceLine"

        @property
        def control(self) -> "ChoiceLine":
            """The line it happened in."""
            return self.choice

    def __init__(self, options: Mapping[str, str], *, id: str) -> None:  # noqa: A002  # because Textual calls it so
        super().__init__(id=id, classes="choice")
        self._options = dict(options)
        self._chosen = next(iter(self._options))

    def on_mount(self) -> None:
        """Draw the words."""
        self._draw_words()

    @property
    def chosen(self) -> str:
        """What the chosen word stands for."""
        return self._chosen

    def put(self, chosen: str) -> None:
        """Choose by a key or for a start."""
        if chosen != self._chosen:
            self._chosen = chosen
            self._draw_words()
            self.post_message(self.Changed(self))

    def action_turn(self, way: int) -> None:
        """Choose the next word, or the one before."""
        names = list(self._options)
        self.put(names[(names.index(self._chosen) + way) % len(names)])

    def on_key(self, event: events.Key) -> None:
        """Choose the next word that begins with the letter."""
        letter = event.character or ""
        if not letter.isalpha():
            return
        names = list(self._options)
        at = names.index(self._chosen) + 1
        for name in (*names[at:], *names[:at]):
            if self._options[name].startswith(letter.lower()):
                event.stop()
                self.put(name)
                return

    def watch_has_focus(self, has_focus: bool) -> None:  # because Textual calls it so
        """Mark the chosen word while keys go here."""
        super().watch_has_focus(has_focus)
        self._draw_words()

    def _draw_words(self) -> None:
        words: Line = ()
        for name, word in self._options.items():
            is_chosen = name == self._chosen
            tone = Tone.STRONG if is_chosen else Tone.MUTED
            if is_chosen and self.has_focus:
                tone = Tone.ACCENT
            mark = CHOSEN if is_chosen else OPEN
            words = (*words, Span(f"{mark} {word}   ", tone))
        self.show(Panel(head=(words,)))
