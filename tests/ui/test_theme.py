import re

from tui.ui.styles import folder
from tui.ui.theme import DARK

BUILT_IN = {
    "background",
    "foreground",
    "panel",
    "surface",
    "primary",
    "secondary",
    "accent",
    "warning",
    "error",
}


def test_every_variable_of_a_stylesheet_is_a_colour_of_the_theme() -> None:
    used = {
        name
        for sheet in folder().glob("*.tcss")
        for name in re.findall(r"\$([a-z-]+)", sheet.read_text())
    }
    assert used - BUILT_IN <= set(DARK.variables)


def test_every_colour_is_written_in_full() -> None:
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in DARK.variables.values())
