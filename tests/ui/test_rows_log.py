from dataclasses import replace

from tests.scenes import SCENES, WALL_MS
from tui.domain.events import Noted
from tui.session.state import Happening, State
from tui.ui.lines import Row, text_of
from tui.ui.rows_log import log_panel


def shown(*texts: str, width: int = 60) -> list[Row]:
    happenings = tuple(Happening(WALL_MS, Noted(text)) for text in texts)
    picture = SCENES["sandbox_flat"]().picture(state=replace(State(), happenings=happenings))
    return list(log_panel(picture, width).rows)


def test_the_newest_happening_comes_first_with_its_time() -> None:
    assert [text_of(row.line) for row in shown("first", "second")] == [
        "19:23:41  second",
        "19:23:41  first",
    ]


def test_a_long_sentence_wraps_under_itself_and_only_its_first_line_can_be_chosen() -> None:
    rows = shown("filled 12 of 20 at 104.50", width=24)
    assert [text_of(row.line) for row in rows] == [
        "19:23:41  filled 12 of",
        "          20 at 104.50",
    ]
    assert [row.key is not None for row in rows] == [True, False]


def test_an_empty_log_says_so() -> None:
    assert [text_of(row.line) for row in shown()] == ["Nothing yet."]
