"""What forms are put together from: their surroundings, their rows of fields, and their keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from tui.domain.exits.plan import Field
from tui.domain.limits import Budget, OrderLimits
from tui.ui.ports import Clock, Feed, Mode
from tui.ui.widgets.amount_input import AmountInput
from tui.ui.widgets.choice_line import ChoiceLine
from tui.ui.widgets.line_panel import LinePanel


def _no_limits() -> Budget:
    return Budget(OrderLimits(None, None, None, None), 0, 0, None, None)


@dataclass(frozen=True, slots=True)
class Around:
    """What every form needs of the program."""

    feed: Feed
    mode: Mode
    clock: Clock
    blockers: Callable[[], Sequence[str]] = tuple
    """The sentences why nothing can be sent now; none while sending is open."""
    budget: Callable[[], Budget] = _no_limits


class Grid(NamedTuple):
    """A field, what of a problem it shows, and what is said beside it while nothing else is."""

    name: str
    field: Field
    note: str
    row: str = ""
    """The field whose row it takes its turn in; empty where it has one of its own."""


def _over_field(key: str, action: str, name: str, about: str) -> Binding:
    """A key that comes before the field's own use of it, which is to scroll."""
    return Binding(key, action, name, id=f"exit.{key}", tooltip=about, priority=True)


KEYS: list[BindingType] = [
    Binding("enter", "review", "Review", id="exit.review", tooltip="Check it and review it"),
    Binding("f1", "app.help", "Help", id="exit.help", tooltip="Every key that works here"),
    Binding("escape", "close", "Close", id="exit.close", tooltip="Close, nothing is sent"),
    _over_field("up", "step(1)", "Up", "One tick or step up"),
    _over_field("down", "step(-1)", "Down", "One tick or step down"),
    _over_field("shift+up", "step(10)", "Up ten", "Ten ticks or steps up"),
    _over_field("shift+down", "step(-10)", "Down ten", "Ten ticks or steps down"),
    _over_field("pageup", "quarter(1)", "More", "The next quarter of what is free"),
    _over_field("pagedown", "quarter(-1)", "Less", "The quarter below"),
    Binding("f2", "portion(25)", "25%", id="exit.25", tooltip="A quarter of what is free"),
    Binding("f3", "portion(50)", "50%", id="exit.50", tooltip="Half of what is free"),
    Binding("f4", "portion(75)", "75%", id="exit.75", tooltip="Three quarters of it"),
    Binding("f5", "portion(100)", "100%", id="exit.100", tooltip="All that is free"),
]
"""The keys of every form."""


def field_row(label: str, *names: str) -> ComposeResult:
    """A row of one label, the fields that take turns in it, and one note, named after the first."""
    with Horizontal(classes="field"):
        yield Static(label, classes="label", markup=False, id=f"{names[0]}-label")
        for name in names:
            yield AmountInput(id=name)
        yield LinePanel(id=f"{names[0]}-note", classes="note")


def choice_row(*choices: tuple[str, str, Mapping[str, str]]) -> ComposeResult:
    """A row of one or two choices: name, label, and words by what they stand for."""
    with Horizontal(classes="field"):
        for place, (name, label, options) in enumerate(choices):
            yield Static(label, classes="label" if place else "label -choice", markup=False)
            choice = ChoiceLine(options, id=name)
            choice.set_class(place == 0 and len(choices) > 1, "-half")
            yield choice
