"""A Textual application that keeps its promises when something breaks.

Nothing that is shown is read as markup, a crash is reported without the values of local variables,
which may be secret, and the terminal is drawn on wherever messages are sent to.
"""

from collections.abc import Callable

from textual.driver import Driver
from textual.notifications import SeverityLevel
from textual.worker import WorkerFailed

from tui.ui.key_order import KeyOrder
from tui.ui.terminal import drawing_on_stdout
from tui.ui.theme import DARK


class SafeApp(KeyOrder):
    """Calls `on_crash` with the error that ends it; the report is the caller's business."""

    def __init__(self, on_crash: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._on_crash = on_crash

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colours by name, so that stylesheets hold under every theme."""
        return dict(DARK.variables)

    def get_driver_class(self) -> type[Driver]:
        """Draw where the trader looks, wherever messages are sent to."""
        return drawing_on_stdout(super().get_driver_class())

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast; its text is never read as markup, whatever is asked."""
        del markup
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def draw_no_more(self) -> None:
        """Called before a crash is reported."""

    def _handle_exception(self, error: Exception) -> None:
        """Report a bug before Textual ends the application with return code 1."""
        self.draw_no_more()
        self._on_crash(error.error if isinstance(error, WorkerFailed) else error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End without Textual's report, which would print local variables and thereby secrets."""
        self._close_messages_no_wait()
