from tui.ui.chart_canvas import Canvas
from tui.ui.lines import Tone, text_of


def shown(canvas: Canvas) -> list[str]:
    return [text_of(each) for each in canvas.lines()]


def test_what_is_drawn_outside_the_sheet_is_not_drawn() -> None:
    canvas = Canvas(2, 1)
    for x, y in ((-1, 0), (2, 0), (0, -1), (0, 1)):
        canvas.put(x, y, "x", Tone.PLAIN)
        canvas.under(x, y, "x", Tone.PLAIN)
    assert shown(canvas) == ["  "]


def test_a_text_is_drawn_whole_or_not_at_all() -> None:
    canvas = Canvas(5, 1)
    assert not canvas.text(2, 0, "long", Tone.PLAIN)
    assert not canvas.text(-1, 0, "ab", Tone.PLAIN)
    assert canvas.text(2, 0, "abc", Tone.PLAIN)
    assert shown(canvas) == ["  abc"]


def test_what_lies_under_another_thing_does_not_show() -> None:
    canvas = Canvas(3, 1)
    canvas.put(1, 0, "x", Tone.GAIN)
    for x in range(3):
        canvas.under(x, 0, "-", Tone.FAINT)
    assert shown(canvas) == ["-x-"]
    assert not canvas.is_blank(0, 0, 1)
    assert Canvas(3, 1).is_blank(0, 0, 3)


def test_neighbours_of_one_tone_are_one_span() -> None:
    canvas = Canvas(4, 1)
    canvas.text(0, 0, "ab", Tone.GAIN)
    canvas.text(2, 0, "cd", Tone.LOSS)
    assert [(span.text, span.tone) for span in canvas.lines()[0]] == [
        ("ab", Tone.GAIN),
        ("cd", Tone.LOSS),
    ]


def test_a_sheet_without_room_is_empty() -> None:
    assert Canvas(-3, -1).lines() == ()


def test_a_copy_can_be_drawn_on_without_spoiling_the_sheet() -> None:
    canvas = Canvas(3, 1)
    canvas.text(0, 0, "a", Tone.GAIN)
    copied = canvas.copy()
    copied.text(1, 0, "b", Tone.GAIN)
    copied.under(2, 0, "c", Tone.GAIN)
    assert shown(canvas) == ["a  "]
    assert shown(copied) == ["abc"]
