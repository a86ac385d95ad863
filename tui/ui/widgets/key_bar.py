"""The bottom line of a screen: the keys that work now, drawn as one line.

Textual's own footer makes a widget for each key and makes all of them anew whenever the focus
moves, which takes longer than painting the whole dashboard.
"""

from textual import events
from textual.screen import Screen

from tui.ui.key_bar import Key, KeyLine, key_line
from tui.ui.lines import EMPTY, Panel, rows
from tui.ui.widgets.line_panel import GUTTER, LinePanel

_STAY = frozenset({"app.help"})
"""Whoever finds this key finds all others."""


class KeyBar(LinePanel):
    """Shows the keys of the screen and of what has the focus; a click presses one."""

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._keys = KeyLine(EMPTY, ())
        self._is_covered = False

    def cover(self, *, covered: bool) -> None:
        """Show no key while another screen takes them all, and may leave this line in sight."""
        self._is_covered = covered
        self._fill()

    def on_mount(self) -> None:
        """Follow which keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if screen is self.screen and self.is_attached:
            self._fill()

    def on_resize(self) -> None:
        """Show as many keys as fit."""
        self._fill()
        super().on_resize()

    def _fill(self) -> None:
        bindings = self.screen.active_bindings
        found: dict[str, Key] = {}
        for _, binding, enabled, _ in bindings.values():
            if binding.show:
                display = self.app.get_key_display(binding)
                stays = binding.id in _STAY
                key = Key(binding.key, display, binding.description, enabled, stays)
                found.setdefault(binding.action, key)
        palette = bindings.get(self.app.COMMAND_PALETTE_BINDING)
        last = None
        if palette is not None and self.app.ENABLE_COMMAND_PALETTE:
            binding = palette.binding
            display = self.app.get_key_display(binding)
            last = Key(binding.key, display, binding.description, palette.enabled)
        self._keys = key_line(found.values(), last, self.inner_width)
        if self._is_covered:
            self._keys = KeyLine(EMPTY, ())
        self.show(Panel(rows=rows([self._keys.line])))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key that is clicked."""
        key = self._keys.at(event.x - GUTTER)
        if key is not None:
            self.app.simulate_key(key)
