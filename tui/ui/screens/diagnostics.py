"""Diagnostics: how well the exchange is heard, over the whole screen."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui.session.diagnostics import Diagnostics
from tui.ui.lines import Span
from tui.ui.rows_common import Picture
from tui.ui.rows_diagnostics import diagnostics_panel, entry
from tui.ui.rows_header import header
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.widgets.key_bar import KeyBar
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel

REPAINT = 0.25
"""Seconds between looks at the figures."""


class DiagnosticsScreen(Steady, ModalScreen[None]):
    """Shows figures for as long as it is open.

    `read` gives the figures of the session, `look` the moment they belong to, `frames` how many
    frames were painted and how many waited for the terminal.
    """

    CSS_PATH = paths(["diagnostics"])
    BINDING_GROUP_TITLE = "Diagnostics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,d", "close", "Close", id="diagnostics.close", tooltip="Back to the desk"),
    ]

    def __init__(
        self,
        read: Callable[[], Diagnostics],
        look: Callable[[], Picture | None],
        frames: Callable[[], tuple[int, int]],
    ) -> None:
        super().__init__()
        self._read = read
        self._look = look
        self._frames = frames

    def compose(self) -> ComposeResult:
        """The header of every screen, the figures, the keys."""
        yield LinePanel(id="header")
        yield ListPanel(id="figures")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the figures at once, and the newest ones after that."""
        self.query_one("#figures").focus()
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        """Show the newest figures."""
        picture = self._look()
        if picture is None or not self.is_attached:
            return
        head, figures = self.query_one("#header", LinePanel), self.query_one("#figures", ListPanel)
        painted, waited = self._frames()
        screen = (
            entry("frames painted", (Span(f"{painted:,}"),)),
            entry("waited for terminal", (Span(f"{waited:,}"),)),
        )
        head.show(header(picture, head.inner_width))
        figures.show(diagnostics_panel(picture, self._read(), screen, figures.inner_width))

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)
