"""What is shown when the terminal is too small to show prices without cutting them."""

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.ui.screens.steady import Steady
from tui.ui.styles import paths


class TooSmallScreen(Steady, ModalScreen[None]):
    """Names the size that is needed and the size there is; leaves by itself when there is room."""

    CSS_PATH = paths(["confirm"])
    BINDING_GROUP_TITLE = "Terminal too small"

    def __init__(self, needed: Size) -> None:
        super().__init__()
        self._needed = needed
        self._left = False

    def compose(self) -> ComposeResult:
        """One text in the middle of the screen."""
        yield Static(id="too-small", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Say the sizes anew, or make way, once however often the terminal tells its size."""
        roomy = event.size.width >= self._needed.width and event.size.height >= self._needed.height
        if not roomy:
            self.query_one("#too-small", Static).update(self.words(event.size))
        elif not self._left:
            self._left = True
            self.dismiss(None)

    def words(self, size: Size) -> str:
        """Needed and actual size; nothing was lost, the program goes on behind it."""
        needed = f"{self._needed.width}x{self._needed.height}"
        return (
            f"Too small: {size.width}x{size.height}\nNeeds {needed}\n\n"
            "Make the terminal larger.\nNothing is lost; no key sends anything here."
        )
