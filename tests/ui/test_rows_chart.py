from dataclasses import replace

from tests.builders import SOL, price, sol_order
from tests.chart_scenes import CHART_SCENES, stored
from tests.scenes import NOW, SCENES
from tui.ui.chart_view import ChartView, Shown
from tui.ui.lines import Panel, Tone, text_of, width_of
from tui.ui.rows_chart import Chart, chart_panel
from tui.ui.rows_common import HATCH

VIEW = ChartView("5m")


def chart(name: str, view: ChartView = VIEW, width: int = 90, height: int = 20) -> Chart:
    return chart_panel(CHART_SCENES[name]().picture(), view, width, height)


def body(panel: Panel) -> str:
    return "\n".join(text_of(row.line).rstrip() for row in panel.rows)


def test_the_heading_names_market_interval_last_and_change() -> None:
    title = text_of(chart("chart_live").panel.title)
    assert title.startswith("CHART SOL 5m  100.59  ")
    assert title.endswith("% shown")


def test_what_matters_to_the_trader_stands_on_the_chart() -> None:
    text = body(chart("chart_live", width=160, height=40).panel)
    for word in (
        "last ",
        "mark ",
        "index ",
        "entry",
        "break-even",
        "liquidation 71.42",
        "sell 8",
        "sell 20.00 on trigger",
    ):
        assert word in text, word


def test_orders_of_another_market_do_not() -> None:
    assert "0.0415" not in body(chart("chart_live", width=200, height=50).panel)


def test_a_size_that_is_not_known_is_not_shown_as_zero() -> None:
    scene = CHART_SCENES["chart_live"]()
    order = sol_order(price=price("100.5"), quantity=None)
    state = replace(scene.state, orders={order.order_id: order}, positions={})
    text = body(chart_panel(scene.picture(state=state), VIEW, 90, 20).panel)
    assert "sell ┄" in text
    assert "sell 0" not in text


def test_a_chart_without_its_stream_is_dimmed_and_tells_its_age() -> None:
    panel = chart("chart_stale").panel
    assert text_of(panel.note).endswith("31s old")
    tones = {span.tone for row in panel.rows[1:] for span in row.line}
    assert Tone.STALE in tones
    assert Tone.GAIN not in tones
    assert text_of(panel.title).startswith(f"CHART SOL 5m  {HATCH}100.59  {HATCH}")
    assert body(panel).startswith(f"last {HATCH}100.59")


def test_without_candles_it_says_why() -> None:
    said = {name: body(chart(name).panel) for name in CHART_SCENES}
    assert said["chart_loading"] == "Reading the candles."
    assert said["chart_failing"] == (
        "The candles could not be read (no answer within 10 s); trying again."
    )
    assert said["chart_empty"] == "Nothing was traded in this time."
    assert chart("chart_loading").shown == Shown()
    unasked = chart_panel(SCENES["live_two_positions"]().picture(), VIEW, 90, 20)
    assert body(unasked.panel) == "Reading the candles."


def test_a_long_reason_is_broken_into_lines_and_nothing_of_it_is_lost() -> None:
    text = body(chart("chart_failing", width=30).panel)
    assert text.replace("\n", " ") == body(chart("chart_failing").panel)
    assert "\n" in text


def test_candles_that_could_not_be_completed_say_so() -> None:
    scene = CHART_SCENES["chart_live"]()
    scene.markets[SOL].candles["5m"].problem = "connection refused"
    panel = chart_panel(scene.picture(), VIEW, 90, 20).panel
    assert text_of(panel.note) == "incomplete, reading again"


def test_a_chart_that_was_moved_back_names_the_key_that_leads_to_now() -> None:
    live = chart("chart_live")
    back = VIEW.panned(live.shown, -10)
    moved = chart("chart_live", back)
    assert text_of(moved.panel.note) == "0 back to now"
    assert moved.shown.starts[-1] == live.shown.starts[-11]


def test_it_tells_what_it_shows_and_how_far_candles_reach() -> None:
    shown = chart("chart_live").shown
    series = stored().series
    assert series.oldest is not None
    assert series.newest is not None
    assert (shown.oldest_ms, shown.newest_ms) == (series.oldest.start_ms, series.newest.start_ms)
    assert shown.starts[-1] == series.newest.start_ms


def test_several_candles_in_a_slot_are_named_in_the_heading() -> None:
    title = text_of(chart("chart_live", ChartView("5m", 4)).panel.title)
    assert "5m by 4" in title


def test_every_state_fits_every_size() -> None:
    for name, make in CHART_SCENES.items():
        picture = make().picture(now=NOW)
        for width in (1, 7, 20, 39, 40, 80, 157):
            for height in (1, 4, 9, 30):
                panel = chart_panel(picture, VIEW, width, height).panel
                assert len(panel.rows) <= height, name
                assert all(width_of(row.line) <= width for row in panel.rows), name
