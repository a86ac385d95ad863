import re
from pathlib import Path

from tui.ui.styles import SHARED, folder, paths


def test_stylesheets_are_found_by_absolute_paths_in_a_checkout() -> None:
    found = [Path(each) for each in paths([*SHARED, "dashboard"])]
    assert all(each.is_absolute() and each.is_file() for each in found)
    assert folder().name in {"styles", "_styles"}


def test_no_stylesheet_names_a_colour_itself() -> None:
    literals = [
        f"{sheet.name}: {line.strip()}"
        for sheet in folder().glob("*.tcss")
        for line in sheet.read_text().splitlines()
        if re.search(r"(color|background|tint)[^;]*#[0-9a-fA-F]{3}", line)
    ]
    assert literals == []
