import pytest

from tests.builders import exit_view
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan, Field
from tui.ui.card_parts import FORM_KEYS, MODES, broken_fields, key_words, limited
from tui.ui.lines import Line, Tone, line, text_of
from tui.ui.ports import Mode


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [text_of(each).rstrip() for each in lines]


def test_an_empty_field_is_waiting_not_broken() -> None:
    view = exit_view()
    result = check(Draft("", "30"), view)
    assert not isinstance(result, ExitPlan)
    assert broken_fields(result) == {Field.QUANTITY}


def test_lines_beyond_the_height_are_counted() -> None:
    lines = [line(str(n)) for n in range(5)]
    assert texts(limited(lines, 5)) == ["0", "1", "2", "3", "4"]
    assert texts(limited(lines, 3)) == ["0", "1", "… 3 more lines"]
    assert limited(lines, 0) == ()


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_says_whose_money_it_is(mode: Mode) -> None:
    assert mode.value in MODES[mode].text
    assert MODES[mode].tone is not Tone.PLAIN


def test_the_way_out_of_a_form_is_told_in_any_width() -> None:
    assert text_of(key_words(FORM_KEYS, 80)).endswith("shift+↑↓ ten")
    assert text_of(key_words(FORM_KEYS, 30)) == "enter review   esc close"
