"""Keeps the lists of the README as the code has them: `python -m tests.readme` writes them anew.

A list stands between `<!-- name -->` and `<!-- /name -->`; nothing else of the README is touched.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from tui.cli import app as command_line
from tui.domain.moves import COMMAND_MOVES, INTENT_MOVES, S, Stand
from tui.sandbox.faults import KINDS, PRESETS
from tui.sandbox.scenarios import SCENARIOS
from tui.ui.app import BackpackApp
from tui.ui.screens.armed_card import ArmedCard
from tui.ui.screens.dashboard import DashboardScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.order_form import OrderForm
from tui.ui.screens.plan_form import PlanForm
from tui.ui.widgets.chart_panel import ChartPanel
from tui.ui.widgets.choice_line import ChoiceLine
from tui.ui.widgets.filter_list import FilterList
from tui.ui.widgets.ladder_panel import LadderPanel
from tui.ui.widgets.list_panel import ListPanel

README = Path(__file__).resolve().parent.parent / "README.md"
VARIABLE = re.compile(r'"((?:BACKPACK_[A-Z_]*[A-Z])|NO_COLOR)"')

PLACES: Mapping[str, type[DOMNode]] = {
    "everywhere": BackpackApp,
    "dashboard": DashboardScreen,
    "lists": ListPanel,
    "chart": ChartPanel,
    "book": LadderPanel,
    "markets": FilterList,
    "every form": PlanForm,
    "close, order and replace forms": OrderForm,
    "choices in forms": ChoiceLine,
    "review and cancel cards": ArmedCard,
    "help": HelpScreen,
}

_NAMES = {
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "ctrl": "Ctrl",
    "shift": "Shift",
    "tab": "Tab",
    "slash": "/",
    "left": "←",
    "right": "→",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "underscore": "_",
    "space": "Space",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "comma": ",",
    "full_stop": ".",
    **{f"f{n}": f"F{n}" for n in range(1, 13)},
}


def key_name(key: str) -> str:
    """A key as a keyboard names it."""
    return "+".join(_NAMES.get(part, part) for part in key.split("+"))


def keys() -> str:
    """A table of every key this program binds, by the place where it works."""
    rows = ["| where | key | does |", "| --- | --- | --- |"]
    for place, owner in PLACES.items():
        for entry in owner.BINDINGS:
            assert isinstance(entry, Binding), f"{entry} of {owner.__name__} has no tooltip"
            assert entry.tooltip, f"{entry.key} of {owner.__name__} has no tooltip"
            names = " ".join(f"`{key_name(key.strip())}`" for key in entry.key.split(","))
            rows.append(f"| {place} | {names} | {entry.tooltip} |")
    rows.append(f"| everywhere | `{key_name(App.COMMAND_PALETTE_BINDING)}` | Command palette |")
    return "\n".join(rows)


def options() -> str:
    """A table of every option of every command."""
    context = click.Context(command_line, info_name="backpack-tui")
    commands: list[tuple[str, click.Command]] = [("the dashboard", command_line)]
    for name in command_line.list_commands(context):
        command = command_line.get_command(context, name)
        assert command is not None
        commands.append((name, command))
    takers: dict[tuple[str, str], list[str]] = {}
    for name, command in commands:
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.name} has no help"
                row = (_spelling(option), option.help + _default(option))
                takers.setdefault(row, []).append(_shown(name))
    rows = ["| option | does | of |", "| --- | --- | --- |"]
    rows += [
        f"| `{spelling}` | {about} | {_listed(names, [_shown(name) for name, _ in commands])} |"
        for (spelling, about), names in takers.items()
    ]
    return "\n".join(rows)


def _shown(name: str) -> str:
    return name if " " in name else f"`{name}`"


def _listed(names: list[str], every: list[str]) -> str:
    """The commands, or the few that are left out."""
    others = [name for name in every if name not in names]
    return f"all but {', '.join(others)}" if len(others) < len(names) / 2 else ", ".join(names)


def _spelling(option: click.Option) -> str:
    names = ", ".join((*option.opts, *option.secondary_opts))
    metavar = "" if option.is_flag else f" {option.make_metavar(click.Context(command_line))}"
    return f"{names}{metavar}".replace("|", "\\|")


def _default(option: click.Option) -> str:
    return f" Default: {option.default}." if option.show_default else ""


def variables() -> set[str]:
    """Every environment variable that the program reads by name."""
    sources = (README.parent / "tui").rglob("*.py")
    found = {name for source in sources for name in VARIABLE.findall(source.read_text())}
    return found | {"NO_COLOR"}


def scenarios() -> str:
    """A table of the sandbox's markets by name."""
    rows = ["| scenario | the market |", "| --- | --- |"]
    rows += [f"| `{name}` | {story.description} |" for name, story in SCENARIOS.items()]
    return "\n".join(rows)


def faults() -> str:
    """A table of every kind of fault and every bundle of them."""
    rows = ["| fault | does | its keys |", "| --- | --- | --- |"]
    rows += [
        f"| `{name}` | {kind.summary} | {_fault_keys(kind.own)} |" for name, kind in KINDS.items()
    ]
    rows += [f"| `{name}` | {preset.summary} | |" for name, preset in PRESETS.items()]
    return "\n".join(rows)


def _fault_keys(own: Mapping[str, str]) -> str:
    return ", ".join(f"`{key}={value}`" if value else f"`{key}=`" for key, value in own.items())


def intent_states() -> str:
    """A table of where an order of ours may stand, and what may follow."""
    return _states(INTENT_MOVES)


def command_states() -> str:
    """The same of cancels, settings and the kill switch."""
    return _states(COMMAND_MOVES)


def _states(moves: Mapping[S, Stand[S]]) -> str:
    rows = ["| status | means | may become |", "| --- | --- | --- |"]
    for status, stand in moves.items():
        after = ", ".join(other for other in moves if other in stand.next)
        rows.append(f"| {status} | {stand.means} | {after or 'nothing else'} |")
    return "\n".join(rows)


LISTS: Mapping[str, Callable[[], str]] = {
    "keys": keys,
    "options": options,
    "scenarios": scenarios,
    "faults": faults,
    "intent states": intent_states,
    "command states": command_states,
}


def written(text: str, names: Iterable[str] = LISTS) -> str:
    """`text` with its lists as the code has them."""
    for name in names:
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
        place = pattern.search(text)
        assert place, f"the README has no place for the list of {name}"
        text = text[: place.end(1)] + LISTS[name]() + text[place.start(2) :]
    return text


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
