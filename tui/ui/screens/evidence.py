"""The card of an order whose fate is not known: the countdown, the evidence, what to do."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.actions.outcomes import Evidence
from tui.ui.card_parts import MODES
from tui.ui.evidence_card import evidence_lines, fate_lines, title_of
from tui.ui.lines import EMPTY, Panel, Span, Tone, line
from tui.ui.rows_common import Picture
from tui.ui.screens.armed_card import REPAINT
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.tiers import BREAKPOINTS
from tui.ui.widgets.line_panel import LinePanel


class EvidenceScreen(Steady, ModalScreen[None]):
    """Shows one intent for as long as it is open; its fate may become known meanwhile."""

    CSS_PATH = paths(["confirm", "evidence"])
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDING_GROUP_TITLE = "Fate of an order"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "close", "Close", id="fate.close", tooltip="Back to the desk"),
    ]

    def __init__(
        self,
        client_id: int,
        look: Callable[[], Picture],
        evidence: Callable[[], Sequence[Evidence]],
    ) -> None:
        super().__init__()
        self._client_id = client_id
        self._look = look
        self._evidence = evidence

    def compose(self) -> ComposeResult:
        """The fate above, the evidence below."""
        with Vertical(id="card", classes="card fate"):
            yield LinePanel(id="picture")
            yield LinePanel(id="evidence")
            yield LinePanel(id="verdict")

    def on_mount(self) -> None:
        """Look at what changes while it is open."""
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        """Show how the order stands now."""
        picture = self._look()
        intent = picture.state.intents.get(self._client_id)
        if intent is None or not self.is_attached:
            return
        above = self.query_one("#picture", LinePanel)
        fate = fate_lines(picture, intent, above.inner_width)
        above.styles.height = len(fate) + 2
        title = line(Span(title_of(picture, intent), Tone.TITLE))
        above.show(Panel(title=title, note=line(MODES[picture.mode]), head=(*fate, EMPTY)))
        below = self.query_one("#evidence", LinePanel)
        looks = evidence_lines(self._evidence(), below.inner_width, below.size.height)
        below.show(Panel(head=looks))
        goes_on = "" if intent.status.is_settled else ", the look-up goes on"
        keys = line(Span("esc ", Tone.KEY), Span(f"close{goes_on}", Tone.MUTED))
        self.query_one("#verdict", LinePanel).show(Panel(head=(keys,)))

    def action_close(self) -> None:
        """Close; the look-up goes on."""
        self.dismiss(None)
