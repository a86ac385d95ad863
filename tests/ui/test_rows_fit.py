"""What holds for every panel in every scene at every width: nothing is cut."""

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.safety_scenes import SAFETY_SCENES
from tests.scenes import SCENES
from tui.ui.ladder import LadderLook
from tui.ui.lines import EMPTY, Line, Panel, text_of, width_of
from tui.ui.rows_book import book_panel
from tui.ui.rows_common import Picture
from tui.ui.rows_gates import gates_panel
from tui.ui.rows_header import banner, header
from tui.ui.rows_log import log_panel
from tui.ui.rows_map import map_panel
from tui.ui.rows_market import head_panel
from tui.ui.rows_orders import orders_panel
from tui.ui.rows_positions import positions_panel
from tui.ui.rows_tape import tape_panel
from tui.ui.rows_watchlist import Look, ordered, watchlist_panel

ALL = {**SCENES, **SAFETY_SCENES}
Draw = Callable[[Picture, int], Panel]

PANELS: dict[str, Draw] = {
    "header": header,
    "positions": positions_panel,
    "orders": orders_panel,
    "map": lambda picture, width: map_panel(picture, picture.symbol, width),
    "book": lambda picture, width: book_panel(picture, width, 21),
    "tape": lambda picture, width: tape_panel(picture, width, 20),
    "log": log_panel,
    "day": head_panel,
    "markets": lambda picture, width: watchlist_panel(
        picture, width, Look(), ordered(picture, Look())
    ),
    "static": lambda picture, width: book_panel(picture, width, 21, LadderLook(5, is_static=True)),
    "banner": lambda picture, width: Panel(head=banner(picture, width)),
}


def lines_of(panel: Panel) -> Iterator[Line]:
    yield from panel.head
    yield from (row.line for row in panel.rows)


def numbers_of(panel: Panel) -> set[str]:
    text = " ".join(text_of(each) for each in lines_of(panel))
    return set(re.findall(r"\d[\d,.:]*\d%?|\d%?", text))


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
@given(scene=st.sampled_from(sorted(ALL)), width=st.integers(20, 200))
def test_no_line_is_wider_than_its_panel_and_no_number_is_cut(
    draw: Draw, scene: str, width: int
) -> None:
    picture = ALL[scene]().picture()
    panel = draw(picture, width)
    assert all(width_of(each) <= width for each in lines_of(panel))
    assert numbers_of(panel) <= numbers_of(draw(picture, 400))


@given(scene=st.sampled_from(sorted(SAFETY_SCENES)), width=st.integers(57, 200))
def test_gates_and_budget_fit_their_panel(scene: str, width: int) -> None:
    shown = SAFETY_SCENES[scene]()
    panel = gates_panel(shown.picture(), shown.gates, shown.used, width)
    assert all(width_of(each) <= width for each in lines_of(panel))


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
@given(width=st.integers(0, 19))
def test_a_panel_too_narrow_to_read_still_draws(draw: Draw, width: int) -> None:
    panel = draw(SCENES["live_two_positions"]().picture(), width)
    assert all(text_of(each) is not None for each in lines_of(panel) if each is not EMPTY)
