"""The chart on the dashboard: its pictures in every state, and the keys that bring it up."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.builders import SOL
from tests.chart_scenes import CHART_SCENES, stored
from tests.fakes.feed import FakeFeed
from tests.pictures import settled
from tests.scenes import BTC
from tui.ui.app import BackpackApp
from tui.ui.screens.dashboard import DashboardScreen

SIZES = [(80, 24), (120, 36), (160, 48)]


def dashboard(app: BackpackApp) -> DashboardScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, DashboardScreen)
    return screen


def charts(app: BackpackApp) -> set[tuple[str, str]]:
    assert isinstance(app.feed, FakeFeed)
    return app.feed.charts


def focused(app: BackpackApp) -> str | None:
    return app.focused.id if app.focused else None


async def with_chart(pilot: Pilot[None]) -> None:
    await settled(pilot)
    await pilot.press("c")
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES, ids=["80", "120", "160"])
@pytest.mark.parametrize("scene", CHART_SCENES)
def test_chart(snap_compare: Callable[..., bool], scene: str, size: tuple[int, int]) -> None:
    app = CHART_SCENES[scene]().app()
    assert snap_compare(app, terminal_size=size, run_before=with_chart)


def test_chart_with_a_crosshair_in_the_past(snap_compare: Callable[..., bool]) -> None:
    async def look_back(pilot: Pilot[None]) -> None:
        await with_chart(pilot)
        await pilot.press("shift+left", "minus", *["left"] * 12)
        await settled(pilot)

    app = CHART_SCENES["chart_live"]().app()
    assert snap_compare(app, terminal_size=(120, 36), run_before=look_back)


def test_chart_near_by_and_without_colour(
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def near(pilot: Pilot[None]) -> None:
        await with_chart(pilot)
        await pilot.press("plus")
        await settled(pilot)

    monkeypatch.setenv("NO_COLOR", "1")
    app = CHART_SCENES["chart_live"]().app()
    assert snap_compare(app, terminal_size=(120, 36), run_before=near)


async def test_the_chart_stands_below_the_positions_and_goes_again() -> None:
    app = CHART_SCENES["chart_live"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        screen = dashboard(app)
        await pilot.press("c")
        await settled(pilot)
        assert screen.chart.region.y == screen.positions.region.bottom
        assert (bool(screen.log_list.display), bool(screen.chart.display)) == (False, True)
        assert focused(app) == "chart"
        assert charts(app) == {(SOL, "5m")}
        await pilot.press("c")
        await settled(pilot)
        assert (bool(screen.log_list.display), bool(screen.chart.display)) == (True, False)
        assert focused(app) == "positions"
        assert charts(app) == set()


async def test_the_key_of_the_log_brings_the_log_back() -> None:
    app = CHART_SCENES["chart_live"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await with_chart(pilot)
        await pilot.press("3")
        assert focused(app) == "log"
        assert not dashboard(app).chart.display


async def test_the_chart_follows_the_market_and_the_interval() -> None:
    app = CHART_SCENES["chart_live"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await with_chart(pilot)
        await pilot.press("right_square_bracket")
        await settled(pilot)
        assert charts(app) == {(SOL, "15m")}
        app.feed.select(BTC)
        await settled(pilot)
        assert charts(app) == {(BTC, "15m")}
        assert "CHART BTC 15m" in dashboard(app).chart.text()[0]


async def test_a_new_candle_is_shown_when_it_comes() -> None:
    scene = CHART_SCENES["chart_loading"]()
    app = scene.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await with_chart(pilot)
        assert "Reading the candles." in dashboard(app).chart.text()[1]
        scene.markets[SOL].candles["5m"] = stored()
        assert isinstance(app.feed, FakeFeed)
        app.feed.changed()
        await settled(pilot)
        assert "last 100.59" in dashboard(app).chart.text()[1]
