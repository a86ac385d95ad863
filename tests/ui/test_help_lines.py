from hypothesis import given
from hypothesis import strategies as st

from tui.ui.help_lines import LEGEND, KeyHelp, help_lines
from tui.ui.lines import text_of, width_of


def test_keys_stand_by_group_and_the_marks_at_the_end() -> None:
    entries = (
        KeyHelp("Dashboard", ("t",), "Take profit", "Plan the exit"),
        KeyHelp("Program", ("q", "^q"), "Quit", "Leave"),
        KeyHelp("Dashboard", ("x",), "Cancel", "Cancel the order", enabled=False),
    )
    text = [text_of(each).rstrip() for each in help_lines(entries, 80)]
    assert text[:8] == [
        "Dashboard",
        "t                Take profit      Plan the exit",
        "x                Cancel           Cancel the order (not now)",
        "",
        "Program",
        "q ^q             Quit             Leave",
        "",
        "Marks and words",
    ]
    assert len(text) >= 8 + len(LEGEND)


@given(st.text(max_size=80), st.integers(min_value=45, max_value=120))
def test_a_long_explanation_wraps_under_its_first_word(about: str, width: int) -> None:
    entry = KeyHelp("Keys", ("t",), "Take profit", about)
    assert all(width_of(each) <= width for each in help_lines((entry,), width)[:-1])


def test_an_entry_without_an_explanation_is_its_name() -> None:
    lines = help_lines((KeyHelp("Keys", ("tab",), "Focus next", ""),), 80)
    assert text_of(lines[1]).split() == ["tab", "Focus", "next"]
