"""The order book as a panel that keys go to: they turn it, move its cursor, and widen its rungs."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.ui.ladder import Turn
from tui.ui.widgets.line_panel import LinePanel


def _key(keys: str, turn: Turn, name: str, about: str) -> Binding:
    return Binding(
        keys, f"turn('{turn.value}')", name, id=f"ladder.{turn.value}", show=False, tooltip=about
    )


class LadderPanel(LinePanel, can_focus=True):
    """A `LinePanel` that reports what its keys ask for; it knows no price itself."""

    BINDING_GROUP_TITLE = "Book"
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("up,k", Turn.UP, "Up", "Choose the next price above"),
        _key("down,j", Turn.DOWN, "Down", "Choose the next price below"),
        _key("pageup", Turn.PAGE_UP, "Page up", "Choose a price a page above"),
        _key("pagedown", Turn.PAGE_DOWN, "Page down", "Choose a price a page below"),
        _key("plus,equals_sign", Turn.COARSER, "Coarser", "Sum up more ticks in a rung"),
        _key("minus", Turn.FINER, "Finer", "Sum up fewer ticks in a rung"),
        _key("s", Turn.STATIC, "Static", "Hold the prices still, or follow the market again"),
        _key("a", Turn.PACE, "Pace", "Changes as they happen, or summed up over a while"),
        _key("0,home", Turn.RECENTRE, "Centre", "Back to the market"),
    ]

    @dataclass
    class Turned(Message):
        """A key asks for another look."""

        panel: "LadderPanel"
        turn: Turn

    def action_turn(self, turn: str) -> None:
        """Ask for another look."""
        self.post_message(self.Turned(self, Turn(turn)))
