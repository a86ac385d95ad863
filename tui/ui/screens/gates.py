"""Gates: what stands between a confirmed order and the exchange, over the whole screen."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui.actions.gates import GateState
from tui.domain.limits import Budget
from tui.ui.rows_common import Picture
from tui.ui.rows_gates import gates_panel
from tui.ui.rows_header import header
from tui.ui.screens.diagnostics import REPAINT
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.widgets.key_bar import KeyBar
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel


class GatesScreen(Steady, ModalScreen[None]):
    """Shows gates and budget for as long as it is open, each as it stands at that moment."""

    CSS_PATH = paths(["diagnostics"])
    BINDING_GROUP_TITLE = "Gates"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,D", "close", "Close", id="gates.close", tooltip="Back to the desk"),
    ]

    def __init__(
        self,
        look: Callable[[], Picture],
        overview: Callable[[], Sequence[GateState]],
        budget: Callable[[], Budget],
    ) -> None:
        super().__init__()
        self._look = look
        self._overview = overview
        self._budget = budget

    def compose(self) -> ComposeResult:
        """The header of every screen, the gates, the keys."""
        yield LinePanel(id="header")
        yield ListPanel(id="figures")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show them at once, and as they stand after that."""
        self.query_one("#figures").focus()
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        """Ask every gate anew."""
        if not self.is_attached:
            return
        picture = self._look()
        head, list_ = self.query_one("#header", LinePanel), self.query_one("#figures", ListPanel)
        head.show(header(picture, head.inner_width))
        list_.show(gates_panel(picture, self._overview(), self._budget(), list_.inner_width))

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
