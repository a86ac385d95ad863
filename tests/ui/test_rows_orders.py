from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.builders import SOL, sol_order
from tests.safety_scenes import SAFETY_SCENES, UNKNOWN_ID
from tests.scenes import SCENES, WALL_MS
from tui.domain.intent import IntentStatus
from tui.domain.moves import WATCHED_MS
from tui.ui.format import MINUS
from tui.ui.lines import Panel, Tone, text_of
from tui.ui.rows_orders import intent_of, order_of, orders_panel, unsettled


def shown(panel: Panel) -> list[str]:
    lines = (*panel.head, *(row.line for row in panel.rows))
    return [" ".join(text_of(each).split()).replace(MINUS, "-") for each in lines]


def test_orders_of_the_selected_market_come_first_and_the_highest_on_top() -> None:
    panel = orders_panel(SCENES["live_two_positions"]().picture(), 77)
    assert shown(panel) == [
        "market side price to mark left status whose",
        "SOL SELL 104.50 +3.88% 8.00 partly filled ours",
        "SOL SELL 100.64 +0.04% 2.50 resting not ours",
        "SOL SELL 95.00 -5.57% 80% waiting for its trigger not ours",
        "BTC BUY 64,250.0 -4.28% 0.04150 resting not ours",
    ]
    assert panel.rows[0].key == "order:59887375336"
    assert text_of(panel.note) == "4 open"


def test_a_wide_panel_tells_size_kind_and_number_of_an_order() -> None:
    head, first, second, trigger, _ = shown(
        orders_panel(SCENES["live_two_positions"]().picture(), 160)
    )
    assert head.endswith("left of status whose kind order")
    assert first.endswith("8.00 10.00 partly filled ours exit limit 59887375336")
    assert second.endswith("not ours exit limit 59887375391")
    assert "exit on MarkPrice" in trigger


def test_an_unknown_intent_stands_on_top_and_says_so() -> None:
    panel = orders_panel(SCENES["unknown_intent"]().picture(), 77)
    assert shown(panel)[1] == "SOL SELL 108.00 +7.36% ? UNKNOWN, looked up ours"
    assert panel.rows[0].key == "intent:4017223311"
    assert text_of(panel.note) == "4 open · 1 UNKNOWN"
    assert panel.note[-1].tone is Tone.ALERT


def test_an_unknown_intent_counts_down_to_the_proof() -> None:
    panel = orders_panel(SAFETY_SCENES["unknown_countdown"]().picture(), 77)
    assert shown(panel)[1] == "SOL SELL 108.00 +7.36% ? UNKNOWN, proof in 36s ours"


def test_an_absent_order_stays_listed_while_it_is_watched_and_not_longer() -> None:
    scene = SAFETY_SCENES["absent_watched"]()
    panel = orders_panel(scene.picture(), 77)
    assert shown(panel)[-1] == "SOL SELL 108.00 +7.36% — absent, watched 23h more ours"
    assert panel.rows[-1].key == "intent:4017223311"
    later = scene.picture(wall_ms=WALL_MS + WATCHED_MS)
    assert "absent" not in " ".join(shown(orders_panel(later, 77)))


def test_an_order_that_came_back_is_marked_so() -> None:
    panel = orders_panel(SAFETY_SCENES["came_back"]().picture(), 77)
    assert shown(panel)[1] == "SOL SELL 108.00 +7.36% 5.00 resting, CAME BACK ours"


def test_a_row_leads_to_its_order_and_an_intent_to_none() -> None:
    state = SCENES["unknown_intent"]().state
    order = order_of(state, "order:59887375336")
    assert order is not None
    assert order.symbol == SOL
    assert order_of(state, "intent:4017223311") is None
    assert intent_of(state, "intent:4017223311") is state.intents[UNKNOWN_ID]
    assert intent_of(state, "order:59887375336") is None
    assert intent_of(state, None) is None
    assert order_of(state, "order:gone") is None
    assert order_of(state, None) is None
    assert [each.client_id for each in unsettled(state)] == [4_017_223_311]


def test_distance_from_a_stale_mark_is_not_told() -> None:
    assert "—" in shown(orders_panel(SCENES["stale_mark"]().picture(), 77))[1]


def test_an_order_of_an_unknown_market_is_shown_with_what_is_known() -> None:
    scene = SCENES["live_two_positions"]()
    order = sol_order(symbol="NEW_USDC_PERP", reduce_only=False, post_only=True)
    state = replace(scene.state, orders=MappingProxyType({order.order_id: order}))
    assert shown(orders_panel(scene.picture(state=state), 120))[1].startswith(
        "NEW SELL 110.00 — 5.00 5.00 resting not ours entry post-only"
    )


def test_nothing_open_is_told_from_nothing_read() -> None:
    assert shown(orders_panel(SCENES["sandbox_flat"]().picture(), 80)) == ["No open order."]
    assert shown(orders_panel(SCENES["read_only"]().picture(), 80)) == [
        "Shown once an API key is given."
    ]


@pytest.mark.parametrize("status", [IntentStatus.RECORDED, IntentStatus.SENDING])
def test_an_order_on_its_way_is_not_called_unknown_yet(status: IntentStatus) -> None:
    scene = SCENES["unknown_intent"]()
    known = scene.state.intents[UNKNOWN_ID]
    state = replace(scene.state, intents={UNKNOWN_ID: replace(known, status=status)})
    panel = orders_panel(replace(scene, state=state).picture(), 77)
    assert text_of(panel.note) == "4 open · 1 being sent"
