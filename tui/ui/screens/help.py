"""Help: every key that works on the screen below, and what the marks mean."""

from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from tui.ui.help_lines import KeyHelp, help_lines
from tui.ui.help_words import WORDS, plain_action
from tui.ui.lines import Panel, Span, Tone, line
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.widgets.line_panel import LinePanel

_FOOT = line(
    Span("↑↓ pgup pgdn ", Tone.KEY),
    Span("scroll   ", Tone.MUTED),
    Span("esc ", Tone.KEY),
    Span("close", Tone.MUTED),
)


_AROUND = 5
"""Lines of the card around the part that scrolls."""


class HelpScreen(Steady, ModalScreen[None]):
    """Shows the bindings of the screen it was opened on, as they are at that moment."""

    CSS_PATH = paths(["help"])
    BINDING_GROUP_TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "close", "Close", id="help.close", tooltip="Close help"),
    ]

    def compose(self) -> ComposeResult:
        """A heading, the lines, and how to leave."""
        with Vertical(id="help-card"):
            yield LinePanel(id="help-title")
            with VerticalScroll(id="help-scroll"):
                yield LinePanel(id="help-lines")
            yield LinePanel(id="help-foot")

    def on_mount(self) -> None:
        """Read the bindings once: they belong to the moment help was asked for."""
        self.query_one("#help-title", LinePanel).show(
            Panel(title=line(Span("HELP", Tone.TITLE)), note=line(Span("keys on this screen")))
        )
        self.query_one("#help-foot", LinePanel).show(Panel(head=(_FOOT,)))
        self.query_one("#help-scroll").focus()
        self.call_after_refresh(self._fill)

    def on_resize(self, _: events.Resize) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        stack = self.app.screen_stack
        if self not in stack:
            return  # closed before it was filled
        below = stack[stack.index(self) - 1]
        panel = self.query_one("#help-lines", LinePanel)
        lines = help_lines(key_help(below), panel.inner_width)
        panel.styles.height = len(lines)
        self.query_one("#help-scroll").styles.max_height = max(1, self.size.height - _AROUND)
        panel.show(Panel(head=lines))

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


def key_help(screen: Screen[Any]) -> tuple[KeyHelp, ...]:
    """What the keys do on `screen`, one entry for each action."""
    found: dict[tuple[int, str], KeyHelp] = {}
    for active in sorted(_in_force(screen), key=_place):
        node, binding = active.node, active.binding
        if binding.system or not (binding.tooltip or plain_action(binding.action) in WORDS):
            continue
        key = screen.app.get_key_display(binding)
        known = found.get((id(node), binding.action))
        if known is None:
            found[id(node), binding.action] = _entry(active, key)
        else:
            keys = tuple(dict.fromkeys((*known.keys, key)))
            found[id(node), binding.action] = KeyHelp(
                known.group, keys, known.name, known.about, known.enabled
            )
    return tuple(found.values())


def _in_force(screen: Screen[Any]) -> list[ActiveBinding]:
    """The bindings of the screen, and those of the program that reach over every screen."""
    found = dict(screen.active_bindings)
    for key, binding in screen.app._bindings:  # noqa: SLF001  # no public way past a modal screen
        if binding.priority and binding.id:
            found[key] = ActiveBinding(screen.app, binding, enabled=True, tooltip=binding.tooltip)
    return list(found.values())


def _place(active: ActiveBinding) -> int:
    """The screen first, then what has the focus, then the program."""
    if isinstance(active.node, Screen):
        return 0
    return 2 if isinstance(active.node, App) else 1


def _entry(active: ActiveBinding, key: str) -> KeyHelp:
    binding = active.binding
    named = binding.description[:1].upper() + binding.description[1:], binding.tooltip
    name, about = WORDS.get(plain_action(binding.action), named)
    return KeyHelp(_group(active.node), (key,), name, about, active.enabled)


def _group(node: DOMNode) -> str:
    return node.BINDING_GROUP_TITLE or type(node).__name__.removesuffix("Screen") or "Screen"
