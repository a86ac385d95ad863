import pytest

from tests.fakes.feed import FakeDesk
from tests.scenes import SCENES
from tui.cli.system import SystemClock
from tui.ui.app import BackpackApp
from tui.ui.opening import Opened, OpeningFeed
from tui.ui.ports import Mode
from tui.ui.widgets.line_panel import LinePanel


def opening() -> BackpackApp:
    feed = OpeningFeed("SOL_USDC_PERP")
    return BackpackApp(
        feed, None, mode=Mode.SANDBOX, clock=SystemClock(), opening="The markets are being read."
    )


async def test_before_it_is_open_the_screen_says_what_it_waits_for_and_shows_no_figure() -> None:
    app = opening()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.1)
        screen = app.screen
        assert "SANDBOX" in screen.query_one("#header", LinePanel).text()[0]
        assert "The markets are being read." in screen.query_one("#banner", LinePanel).text()[0]
        app.tell_opening("The exchange wants patience.")
        await pilot.pause(0.1)
        assert "patience" in screen.query_one("#banner", LinePanel).text()[0]


async def test_before_it_is_open_every_key_is_harmless() -> None:
    app = opening()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press(*"txrcwfv/123456d", "escape", "escape", "enter")
        await pilot.pause()
        with pytest.raises(RuntimeError, match="not open yet"):
            _ = app.desk
        await pilot.press("q")
    assert app.return_code == 0


async def test_once_it_is_open_the_screen_shows_what_is_true() -> None:
    scene = SCENES["live_two_positions"]()
    app = opening()
    async with app.run_test(size=(120, 36)) as pilot:
        ran: list[str] = []

        async def work() -> None:
            ran.append("behind")

        app.open(Opened(scene.app().feed, FakeDesk(), Mode.LIVE, "elsewhere:1", (work,)))
        await pilot.pause(0.1)
        header = app.screen.query_one("#header", LinePanel).text()[0]
        assert "LIVE" in header
        assert "elsewhere:1" in header
        assert "SOL" in "".join(app.screen.query_one("#positions", LinePanel).text())
        assert ran == ["behind"]
        assert app.feed.symbol == scene.symbol
