"""A screen that keeps its size when two resizes cross each other.

A screen under a modal is told each new size more than once, and answers a size by telling itself
again. When the terminal is resized twice in quick succession, the old size and the new one then
chase each other for ever. Only the size the application has is true.
"""

from textual import events
from textual.app import App
from textual.dom import DOMNode


class Steady(DOMNode):
    """Mix into a screen, in front of its base: sizes that are out of date are not acted on."""

    def on_resize(self, event: events.Resize) -> None:
        """Drop a size that is not the application's."""
        app: App[object] = self.app
        if event.size != app.size:
            event.prevent_default()
            event.stop()
