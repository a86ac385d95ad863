"""The card of the kill switch: a typed word puts it on, another one puts it off.

Unlike other cards it waits for no beat and takes the word even where it is cut off: a word is no
accident, and stopping must not wait. Putting it off asks for the whole card to be seen.
"""

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.actions.outcomes import KillOutcome
from tui.ui.card_parts import MODES, limited
from tui.ui.kill_card import HALT, UNLOCK, card_lines, typed_line
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line, wrapped
from tui.ui.rows_common import Picture
from tui.ui.screens.armed_card import REPAINT
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.tiers import BREAKPOINTS
from tui.ui.widgets.line_panel import LinePanel

_BELOW = 4
"""Lines below the picture: the word that is typed and the way back."""


class Switch(Protocol):
    """The kill switch and what came of throwing it."""

    busy: bool
    outcome: KillOutcome | None
    refused: str | None

    def halt(self) -> None:
        """Put it on."""
        ...

    def unlock(self) -> None:
        """Put it off."""
        ...


class KillSwitchScreen(Steady, ModalScreen[None]):
    """Shows what the switch would do, or what it did, for as long as it is open."""

    CSS_PATH = paths(["confirm", "kill_switch"])
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDING_GROUP_TITLE = "Kill switch"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="halt.close", tooltip="Close, nothing changes"),
    ]

    def __init__(self, switch: Switch, look: Callable[[], Picture]) -> None:
        super().__init__()
        self._switch = switch
        self._look = look
        self._typed = ""
        self._is_limited = False

    def compose(self) -> ComposeResult:
        """What it does above, the word below."""
        with Vertical(id="card", classes="card halt"):
            yield LinePanel(id="picture")
            yield LinePanel(id="verdict")

    def on_mount(self) -> None:
        """Look at what changes while it is open."""
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self.repaint)

    def on_resize(self, _: events.Resize) -> None:
        """Look again at the new size."""
        self.call_after_refresh(self.repaint)

    @property
    def word(self) -> str:
        """What has to be typed now."""
        return HALT if self._look().state.halted is None else UNLOCK

    def repaint(self) -> None:
        """Show how it stands."""
        if not self.is_attached:
            return
        picture = self._look()
        above = self.query_one("#picture", LinePanel)
        room = max(1, self.size.height - self.query_one("#card").gutter.height - _BELOW)
        body = card_lines(picture, self._switch.outcome, above.inner_width)
        shown = limited(body, room - 1)
        self._is_limited = len(shown) < len(body)
        above.styles.height = len(shown) + 1
        title = line(Span("KILL SWITCH", Tone.TITLE))
        above.show(Panel(title=title, note=line(MODES[picture.mode]), head=shown))
        below = self.query_one("#verdict", LinePanel)
        below.show(Panel(head=self._verdict(below.inner_width)))

    def _verdict(self, width: int) -> tuple[Line, ...]:
        back = line(Span("esc ", Tone.KEY), Span("close", Tone.MUTED))
        if self._switch.busy:
            return (EMPTY, line(Span("…", Tone.WARN), Span(" the desk is at it", Tone.MUTED)), back)
        if self._switch.refused is not None:
            told = wrapped(f"Not unlocked: {self._switch.refused}", width, Tone.ALERT)
            return (*told[:2], typed_line(self.word, self._typed), back)
        return (EMPTY, typed_line(self.word, self._typed), back)

    @property
    def _is_whole(self) -> bool:
        card = self.query_one("#card").region
        return not self._is_limited and all(
            card.contains_region(panel.region) and panel.shows_its_head
            for panel in self.query(LinePanel)
        )

    def on_key(self, event: events.Key) -> None:
        """Collect the word; a wrong letter starts it again, Backspace takes one back."""
        if event.key == "escape":
            return
        event.stop()
        word, char = self.word, (event.character or "").upper()
        if event.key == "backspace":
            self._typed = self._typed[:-1]
        elif char and word.startswith(self._typed + char):
            self._typed += char
        else:
            self._typed = char if char and word.startswith(char) else ""
        if self._typed == word:
            self._typed = ""
            self._throw(word)
        self.repaint()

    def _throw(self, word: str) -> None:
        if word == HALT:
            self._switch.halt()
        elif self._is_whole:
            self._switch.unlock()

    def action_close(self) -> None:
        """Close; what was begun goes on."""
        self.dismiss(None)
