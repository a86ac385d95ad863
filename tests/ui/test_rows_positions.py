from dataclasses import replace
from types import MappingProxyType

from tests.builders import SOL, price, quantity, sol_long
from tests.scenes import BTC, NOW, SCENES
from tui.session.state import Held
from tui.ui.format import MINUS
from tui.ui.lines import Panel, Tone, text_of
from tui.ui.rows_common import HATCH, Picture
from tui.ui.rows_positions import positions_panel


def shown(panel: Panel) -> list[list[str]]:
    return [
        text_of(each).replace(MINUS, "-").split()
        for each in (*panel.head, *(row.line for row in panel.rows))
    ]


def only(picture: Picture, **changes: object) -> Picture:
    held = Held(replace(sol_long(), **changes), NOW - 3)  # type: ignore[arg-type]  # because tests name fields freely
    state = replace(picture.state, positions=MappingProxyType({SOL: held}))
    return replace(picture, state=state)


def test_a_narrow_panel_keeps_what_decides() -> None:
    panel = positions_panel(SCENES["live_two_positions"]().picture(), 77)
    assert shown(panel) == [
        ["market", "side", "size", "entry", "mark", "uPnL", "exits", "to", "liq."],
        [
            "BTC",
            "▼",
            "SHORT",
            "0.09850",
            "66,500.0",
            "67,123.4",
            "-61.40",
            "━━━───",
            "42%",
            "+151.1%",
        ],
        ["SOL", "▲", "LONG", "25.00", "98.20", "100.60", "+60.00", "━━━━━━", "100%", "-29.0%"],
    ]
    assert [row.key for row in panel.rows] == [BTC, SOL]
    assert text_of(panel.note) == "2 open · confirmed 3s ago"


def test_a_wide_panel_adds_the_rest() -> None:
    head, _, sol = shown(positions_panel(SCENES["live_two_positions"]().picture(), 200))
    assert " ".join(head) == (
        "market side size entry mark uPnL ROE exits next exit liq. to liq. b/e "
        "notional realised margin age"
    )
    assert " ".join(sol) == (
        "SOL ▲ LONG 25.00 98.20 100.60 +60.00 +119.3% ━━━━━━ 100% 100.64 0.0% 71.42 -29.0% 98.25 "
        "2,515.00 0.00 50.30 3s"
    )


def test_profit_follows_the_live_mark_and_not_the_one_of_the_position() -> None:
    picture = only(SCENES["live_two_positions"]().picture(), mark=price("50"))
    assert "+60.00" in shown(positions_panel(picture, 100))[1]


def test_a_stale_mark_hatches_what_is_computed_from_it() -> None:
    sol = shown(positions_panel(SCENES["stale_mark"]().picture(), 100))[2]
    assert f"{HATCH}100.60" in sol
    assert f"{HATCH}+60.00" in sol


def test_a_position_not_confirmed_for_long_is_hatched_and_its_age_is_told() -> None:
    panel = positions_panel(SCENES["link_down"]().picture(), 100)
    assert f"{HATCH}25.00" in shown(panel)[2]
    assert text_of(panel.note) == "2 open · confirmed 1m ago"
    assert panel.note[-1].tone is Tone.WARN


def test_a_position_without_exit_says_none() -> None:
    scene = SCENES["live_two_positions"]()
    picture = scene.picture(state=replace(scene.state, orders=MappingProxyType({})))
    panel = positions_panel(picture, 100)
    assert all("none" in row for row in shown(panel)[1:])
    assert text_of(panel.note) == "2 open · 2 without exit · confirmed 3s ago"


def test_our_own_liquidation_estimate_carries_a_tilde() -> None:
    told = only(SCENES["live_two_positions"]().picture(), liquidation=price("71.42"))
    ours = only(SCENES["live_two_positions"]().picture(), quantity=quantity("500"))
    assert "71.42" in shown(positions_panel(told, 140))[1]
    estimates = [each for each in shown(positions_panel(ours, 140))[1] if each.startswith("~")]
    assert len(estimates) == 1


def test_a_liquidation_close_to_the_mark_is_an_alarm() -> None:
    picture = only(SCENES["live_two_positions"]().picture(), liquidation=price("95"))
    spans = positions_panel(picture, 140).rows[0].line
    assert {span.text: span.tone for span in spans}["95.00"] is Tone.ALERT


def test_nothing_held_is_told_from_nothing_read() -> None:
    assert shown(positions_panel(SCENES["sandbox_flat"]().picture(), 80)) == [
        ["No", "open", "position."]
    ]
    assert shown(positions_panel(SCENES["read_only"]().picture(), 80)) == [
        ["Shown", "once", "an", "API", "key", "is", "given."]
    ]
