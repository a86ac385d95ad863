from dataclasses import replace
from types import MappingProxyType

from tests.builders import SOL
from tests.scenes import SCENES
from tui.ui.format import MINUS
from tui.ui.lines import Panel, text_of
from tui.ui.rows_common import HATCH
from tui.ui.rows_map import map_panel


def shown(panel: Panel) -> list[str]:
    return [" ".join(text_of(row.line).split()).replace(MINUS, "-") for row in panel.rows]


def test_everything_that_matters_stands_in_order_of_price() -> None:
    panel = map_panel(SCENES["live_two_positions"]().picture(), SOL, 64)
    assert shown(panel) == [
        "◆ 104.50 +3.88% sell 8.00 +50.40",
        "◆ 100.64 +0.04% sell 2.50 +6.10",
        "▶ 100.60 — mark +60.00",
        "○ 98.25 -2.34% break-even",
        "○ 98.20 -2.39% entry",
        "◇ 95.00 -5.57% sell 20.00 on trigger -64.00",
        "✕ 71.42 -29.01% liquidation -669.50",
    ]
    assert text_of(panel.note) == "100% covered"


def test_near_prices_stand_apart_on_the_axis_and_keep_their_order() -> None:
    panel = map_panel(SCENES["live_two_positions"]().picture(), SOL, 120)
    places = [
        max(text.rfind(sign) for sign in "◆▶○◇✕")
        for text in (text_of(row.line) for row in panel.rows)
    ]
    assert places == sorted(places, reverse=True)
    assert places[1] - places[2] == 1
    assert places[0] - places[2] > 5


def test_on_a_stale_mark_no_distance_is_told() -> None:
    panel = map_panel(SCENES["stale_mark"]().picture(), SOL, 120)
    assert f"▶ {HATCH}100.60 — mark {HATCH}+60.00" in shown(panel)
    assert all("%" not in row for row in shown(panel))


def test_a_position_without_exits_is_mapped_and_its_coverage_is_nought() -> None:
    scene = SCENES["live_two_positions"]()
    state = replace(scene.state, orders=MappingProxyType({}))
    panel = map_panel(scene.picture(state=state), SOL, 120)
    assert text_of(panel.note) == "0% covered"
    assert len(panel.rows) == 4


def test_without_a_position_there_is_no_map() -> None:
    assert shown(map_panel(SCENES["sandbox_flat"]().picture(), None, 60)) == ["No position to map."]
