from tui.domain.candles import INTERVALS
from tui.ui.chart_view import ZOOMS, ChartView, Shown

STEP = 300_000
SHOWN = Shown(tuple(n * STEP for n in range(10, 20)), oldest_ms=0, newest_ms=19 * STEP)


def test_intervals_end_at_the_shortest_and_the_longest() -> None:
    names = list(INTERVALS)
    assert ChartView("5m").with_interval(1).interval == "15m"
    assert ChartView(names[0]).with_interval(-1).interval == names[0]
    assert ChartView(names[-1]).with_interval(1).interval == names[-1]


def test_another_interval_starts_at_the_newest_candle() -> None:
    view = ChartView("5m", 2, end_ms=5, cursor_ms=5).with_interval(-1)
    assert view == ChartView("3m", 2)


def test_zoom_ends_at_both_ends() -> None:
    assert ChartView(zoom=0).zoomed(-1).zoom == 0
    assert ChartView(zoom=len(ZOOMS) - 1).zoomed(1).zoom == len(ZOOMS) - 1


def test_the_crosshair_starts_at_the_newest_slot_and_walks() -> None:
    view = ChartView().moved(SHOWN, -1)
    assert view.cursor_ms == 19 * STEP
    view = view.moved(SHOWN, -1)
    assert view.cursor_ms == 18 * STEP
    assert view.moved(SHOWN, 1).cursor_ms == 19 * STEP
    assert view.end_ms is None


def test_at_the_left_edge_the_chart_moves_under_the_crosshair() -> None:
    view = ChartView(cursor_ms=10 * STEP).moved(SHOWN, -1)
    assert view.cursor_ms == 9 * STEP
    assert view.end_ms is not None
    assert view.end_ms // STEP == 18


def test_the_crosshair_goes_no_further_back_than_the_oldest_candle() -> None:
    shown = Shown(tuple(n * STEP for n in range(-5, 5)), 0, 19 * STEP)
    view = ChartView(end_ms=4 * STEP, cursor_ms=0)
    assert view.moved(shown, -1).cursor_ms == 0


def test_at_the_right_edge_it_stops_at_the_newest_candle() -> None:
    view = ChartView(cursor_ms=19 * STEP).moved(SHOWN, 1)
    assert view.cursor_ms == 19 * STEP
    assert view.end_ms is None


def test_the_chart_pans_between_the_oldest_and_the_newest_candle() -> None:
    back = ChartView().panned(SHOWN, -5)
    assert back.end_ms == 14 * STEP
    assert ChartView().panned(SHOWN, -500).end_ms == 5 * STEP
    moved = Shown(tuple(n * STEP for n in range(5, 15)), 0, 19 * STEP)
    assert back.panned(moved, 2).end_ms == 16 * STEP + STEP // 2
    assert back.panned(moved, 5).end_ms is None


def test_zero_brings_it_back_to_now() -> None:
    assert ChartView("1h", 3, 5, 6).now() == ChartView("1h", 3)


def test_an_empty_chart_stays_where_it_is() -> None:
    view = ChartView()
    assert view.moved(Shown(), -1) == view
    assert view.panned(Shown(), -1) == view
