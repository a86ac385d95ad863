"""A card that asks for one deliberate yes.

It ignores the keyboard until it was quiet for a beat, Enter never says yes, it answers once, and it
takes no yes while a part of it is cut off. What it asks is the business of its subclasses.
"""

from abc import abstractmethod
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.ui.arming import Arming
from tui.ui.card_parts import limited
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line, wrapped
from tui.ui.ports import Clock
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.tiers import BREAKPOINTS
from tui.ui.widgets.line_panel import LinePanel

REPAINT = 0.1
"""Seconds between looks at what changed."""

_LEAST_VERDICT = 2
"""Lines: one for what stands in the way, one for the way back."""

_TOO_SMALL = "Make the terminal larger, to see the whole card."


class ArmedCard(Steady, ModalScreen[bool]):
    """Answers True for `y`, False for Escape, each at most once."""

    CSS_PATH = paths(["confirm"])
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "Yes", id="card.yes", tooltip="Yes, once the card is armed"),
        Binding("escape", "no", "Back", id="card.no", tooltip="Go back, nothing happens"),
    ]
    yes = "yes"
    """What `y` does, in words."""
    no = "back"
    """What Escape does, in words."""

    def __init__(self, clock: Clock, *, kind: str) -> None:
        super().__init__()
        self._clock = clock
        self._kind = kind
        self._arming = Arming(clock.monotonic())
        self._shown = False
        self._answered = False

    def compose(self) -> ComposeResult:
        """The picture above, what can be done with it below."""
        with Vertical(id="card", classes=f"card {self._kind}"):
            yield LinePanel(id="picture")
            yield LinePanel(id="verdict")

    def on_mount(self) -> None:
        """Look at what changed while the card is open."""
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Begin the beat only now that the card can be seen."""
        self._arming = Arming(self._clock.monotonic())
        self._shown = True
        self.repaint()

    @property
    def _is_armed(self) -> bool:
        return self._shown and self._arming.is_armed(self._clock.monotonic())

    def on_resize(self, _: events.Resize) -> None:
        """Look again at the new size: a card that is cut off takes no yes."""
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        """Show the card and what stands in its way now."""
        if self._answered or not self.is_attached:
            return
        self.look()
        picture, verdict = self._panels()
        panel = self.picture(picture.inner_width)
        picture.styles.height = min(len(panel.head) + 1, self._room_above_verdict)
        picture.show(panel)
        verdict.show(Panel(head=self._verdict(verdict.inner_width, verdict.size.height)))

    @property
    def _room_above_verdict(self) -> int:
        """Lines for the picture: a card that is cut off must still say that it is."""
        return max(1, self.size.height - self.query_one("#card").gutter.height - _LEAST_VERDICT)

    def _panels(self) -> tuple[LinePanel, LinePanel]:
        return self.query_one("#picture", LinePanel), self.query_one("#verdict", LinePanel)

    @abstractmethod
    def picture(self, width: int) -> Panel:
        """What is asked, for lines of at most `width` cells."""

    def look(self) -> None:
        """Notice what changed; called before each repaint and before a yes counts."""

    def obstacles(self) -> tuple[str, ...]:
        """Why a yes does not count now, in sentences."""
        return ()

    def unlock(self) -> Line | None:
        """What has to be typed before `y` counts; None when nothing has."""
        return None

    def typed(self, event: events.Key) -> bool:
        """Take a key for `unlock`; whether it was one."""
        del event
        return False

    @property
    def is_fully_visible(self) -> bool:
        """Whether the whole card is on the screen, nothing cut off."""
        card = self.query_one("#card").region
        return self.region.contains_region(card) and all(
            card.contains_region(panel.region) and panel.panel.head and panel.shows_its_head
            for panel in self._panels()
        )

    def _all_obstacles(self) -> tuple[str, ...]:
        return self.obstacles() or (() if self.is_fully_visible else (_TOO_SMALL,))

    def _verdict(self, width: int, height: int) -> tuple[Line, ...]:
        back = (Span("esc ", Tone.KEY), Span(self.no, Tone.MUTED))
        obstacles = self._all_obstacles()
        if obstacles:
            told = [each for text in obstacles for each in wrapped(text, width, Tone.ALERT)]
            above = (EMPTY,) if height > _LEAST_VERDICT else ()
            return (*above, *limited(told, height - len(above) - 1), line(*back))
        if not self._is_armed:
            return (EMPTY, line(Span("arming…   ", Tone.MUTED), *back))
        locked = self.unlock()
        if locked is not None:
            return (EMPTY, locked, line(*back))
        return (EMPTY, line(Span("y ", Tone.KEY), Span(f"{self.yes}   ", Tone.STRONG), *back))

    def on_key(self, event: events.Key) -> None:
        """Let no key but Escape through before the keyboard was quiet for the beat."""
        if event.key == "escape":
            return
        admitted = self._shown and self._arming.admits(self._clock.monotonic())
        if not admitted or self.typed(event):
            event.stop()
        self.repaint()

    def action_yes(self) -> None:
        """Answer yes, once, if nothing stands in the way at this very moment."""
        self.look()
        if (
            self._answered
            or not self._is_armed
            or self.unlock() is not None
            or self._all_obstacles()
        ):
            self.repaint()
            return
        self._answered = True
        self.dismiss(True)

    def action_no(self) -> None:
        """Answer no, once."""
        if not self._answered:
            self._answered = True
            self.dismiss(False)
