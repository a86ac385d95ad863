from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.ui.lines import (
    _ONE_CELL,
    Span,
    Tone,
    drop,
    joined,
    justify,
    left,
    line,
    merged,
    right,
    text_of,
    toned,
    width_of,
    words,
    wrapped,
)


def test_words_are_shortened_with_an_ellipsis_and_numbers_are_dropped_whole() -> None:
    assert words("link is down", 8) == "link is…"
    assert words("link", 4) == "link"
    assert words("link", 0) == ""
    assert drop("104.50", 5) == ""
    assert drop("104.50", 6) == "104.50"


def test_wide_characters_count_as_two_cells() -> None:
    assert width_of(line("価格", Span("!"))) == 5
    assert words("価格です", 5) == "価格…"
    assert text_of(left(line("価"), 4)) == "価  "


def test_a_line_is_padded_but_never_cut() -> None:
    assert text_of(left(line("abc"), 5)) == "abc  "
    assert text_of(right(line("abc"), 5)) == "  abc"
    assert text_of(right(line("abc"), 2)) == "abc"


def test_the_right_end_is_left_out_when_both_do_not_fit() -> None:
    assert text_of(justify(line("left"), line("right"), 12, Span("─"))) == "left───right"
    assert text_of(justify(line("left"), line("right"), 9)) == "left     "


def test_groups_are_joined_for_as_long_as_they_fit_whole() -> None:
    groups = [line("mark 100"), line(), line("index 101"), line("last 99")]
    assert text_of(joined(groups, line("  "), 20)) == "mark 100  index 101"
    assert text_of(joined(groups, line("  "), 7)) == ""


def test_a_line_can_take_one_tone() -> None:
    assert toned(line("a", Span("b", Tone.GAIN)), Tone.STALE) == (
        Span("a", Tone.STALE),
        Span("b", Tone.STALE),
    )


def test_blanks_join_the_span_before_them_but_not_the_ground_of_a_badge() -> None:
    badge, gain = Span(" LIVE ", Tone.LIVE), Span("+1", Tone.GAIN)
    assert merged((badge, Span("  "), Span(""), gain, Span("  "), Span("x"), Span("y"))) == [
        badge,
        Span("  "),
        Span("+1  ", Tone.GAIN),
        Span("xy"),
    ]


def test_a_sentence_breaks_between_words() -> None:
    assert [text_of(each) for each in wrapped("the link is down", 8)] == ["the link", "is down"]


def test_a_number_wider_than_the_line_gives_way_to_an_ellipsis() -> None:
    assert [text_of(each) for each in wrapped("order 59887375336 rests", 6)] == [
        "order",
        "…",
        "rests",
    ]


@given(st.text(), st.integers(0, 40))
def test_shortened_words_never_exceed_their_width(text: str, width: int) -> None:
    assert width_of(line(words(text, width))) <= width


@given(st.text(st.characters(categories=["L", "Zs"])), st.integers(1, 40))
def test_wrapped_lines_never_exceed_their_width(text: str, width: int) -> None:
    assert all(width_of(each) <= width for each in wrapped(text, width))


def test_a_character_taken_to_be_one_cell_wide_is_so() -> None:
    assert {each for each in _ONE_CELL if cell_len(each) != 1} == set()
