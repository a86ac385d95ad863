"""What became of a cancel of many: as a whole, and order by order."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.actions.outcomes import ScopeOutcome
from tui.domain.command import CancelScope
from tui.ui.card_parts import MODES
from tui.ui.lines import EMPTY, Line, Panel, Row, Span, Tone, line, wrapped
from tui.ui.rows_common import Picture
from tui.ui.screens.armed_card import REPAINT
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.tiers import BREAKPOINTS
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel
from tui.ui.wording_safety import result_lines, scope_outcome


def result_panel(
    picture: Picture, scope: CancelScope, outcome: ScopeOutcome | None, width: int
) -> Panel:
    """The scope, where the cancel stands now, and each order; None while nothing is answered."""
    words = scope.words
    head = [EMPTY, *wrapped(f"{words[:1].upper()}{words[1:]}.", width, Tone.MUTED)]
    rows: list[Line] = []
    if outcome is None:
        head += wrapped("Cancelling…", width, Tone.WARN)
    else:
        command = picture.state.commands.get(outcome.command.number, outcome.command)
        text, tone = scope_outcome(outcome, command)
        head += [*wrapped(text, width, tone), EMPTY]
        for told, loud in result_lines(outcome.results):
            rows += wrapped(told, width, loud)
    return Panel(
        title=line(Span("CANCEL ORDERS", Tone.TITLE)),
        note=line(MODES[picture.mode]),
        head=tuple(head),
        rows=tuple(Row(each, str(n)) for n, each in enumerate(rows)),
    )


class ScopeResultScreen(Steady, ModalScreen[None]):
    """Follows a cancel for as long as it is open; closing it ends nothing."""

    CSS_PATH = paths(["confirm", "scope"])
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDING_GROUP_TITLE = "Cancelled"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="result.close", tooltip="Back to the desk"),
    ]

    def __init__(self, scope: CancelScope, look: Callable[[], Picture]) -> None:
        super().__init__()
        self._scope = scope
        self._look = look
        self.outcome: ScopeOutcome | None = None
        """Set once the desk answered."""

    def compose(self) -> ComposeResult:
        """What became of it, and how to leave."""
        with Vertical(id="card", classes="card scope"):
            yield ListPanel(id="results")
            yield LinePanel(id="keys")

    def on_mount(self) -> None:
        """Look at what changes while it is open."""
        self.query_one("#results").focus()
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        """Show where it stands now."""
        if not self.is_attached:
            return
        panel = self.query_one("#results", ListPanel)
        panel.show(result_panel(self._look(), self._scope, self.outcome, panel.inner_width))
        goes_on = ", it goes on" if self.outcome is None else ""
        keys = line(Span("esc ", Tone.KEY), Span(f"close{goes_on}", Tone.MUTED))
        self.query_one("#keys", LinePanel).show(Panel(head=(keys,)))

    def action_close(self) -> None:
        """Close; what was begun goes on."""
        self.dismiss(None)
