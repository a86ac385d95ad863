from tui.ui.key_bar import Key, key_line
from tui.ui.lines import Tone, text_of

KEYS = (Key("t", "t", "Exit"), Key("x", "x", "Cancel", enabled=False))
PALETTE = Key("ctrl+p", "^p", "palette")


def test_keys_stand_in_order_and_the_last_one_at_the_right_end() -> None:
    found = key_line(KEYS, PALETTE, 40)
    assert text_of(found.line) == "t Exit  x Cancel" + " " * 14 + "^p palette"
    assert found.at(0) == found.at(5) == "t"
    assert found.at(6) is None
    assert (found.at(8), found.at(30), found.at(39)) == ("x", "ctrl+p", "ctrl+p")


def test_a_key_that_does_nothing_now_is_faint() -> None:
    assert [span.tone for span in key_line(KEYS, None, 40).line if span.text.strip()] == [
        Tone.KEY,
        Tone.MUTED,
        Tone.FAINT,
        Tone.FAINT,
    ]


def test_a_key_that_does_not_fit_whole_is_left_out_with_all_after_it() -> None:
    assert text_of(key_line(KEYS, PALETTE, 15).line) == "t Exit"
    assert text_of(key_line(KEYS, PALETTE, 27).line) == "t Exit  x Cancel"
    assert key_line(KEYS, PALETTE, 3).line == ()


def test_a_key_that_stays_has_room_made_for_it() -> None:
    keys = (*KEYS, Key("?", "?", "Help", stays=True), Key("q", "q", "Quit"))
    assert text_of(key_line(keys, None, 40).line) == "t Exit  x Cancel  ? Help  q Quit"
    assert text_of(key_line(keys, None, 31).line) == "t Exit  x Cancel  ? Help"
    assert text_of(key_line(keys, None, 23).line) == "t Exit  ? Help"
    assert text_of(key_line(keys, None, 6).line) == "? Help"
    assert key_line(keys, None, 5).line == ()
    assert key_line(keys, None, 23).at(8) == "?"
