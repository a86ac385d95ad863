import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.text import DEFAULT_LIMIT, clean

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(), st.integers(2, 50))
def test_no_control_format_or_bidirectional_character_survives(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    for char in cleaned:
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert char not in BIDI


@given(st.text(), st.integers(2, 50))
def test_cleaning_twice_changes_nothing_more(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert clean(once, limit) == once


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]52;c;aGk=\x1b\\", "\ufffd]52;c;aGk=\ufffd\\"),
        ("\x9b31m", "\ufffd31m"),
        ("a\nb\tc\rd", "a\ufffdb\ufffdc\ufffdd"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("ok \ud800", "ok \ufffd"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    ],
)
def test_fault_u14_what_a_terminal_would_obey_is_shown_instead(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


def test_plain_text_is_left_as_it_is() -> None:
    for text in ("Price is too far from the last active price", "Größe 5 µs", ""):
        assert clean(text) == text


def test_a_long_text_is_cut_and_says_so() -> None:
    assert clean("x" * (DEFAULT_LIMIT + 1)) == "x" * (DEFAULT_LIMIT - 1) + "…"
    assert clean("x" * DEFAULT_LIMIT) == "x" * DEFAULT_LIMIT
    assert clean("e\u0301" * DEFAULT_LIMIT).endswith("…")
