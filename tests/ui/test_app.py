import asyncio

import pytest
from textual.binding import Binding

from tests.builders import SOL
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeDesk, FakeFeed
from tests.pictures import settled
from tests.scenes import BTC, SCENES, Scene
from tests.ui.screens.test_dashboard import text
from tui.session.state import State
from tui.ui.app import BackpackApp
from tui.ui.ports import Mode
from tui.ui.screens.confirm import ConfirmScreen
from tui.ui.screens.dashboard import DashboardScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.take_profit import TakeProfitScreen
from tui.ui.screens.too_small import TooSmallScreen
from tui.ui.widgets.list_panel import ListPanel


def feed_of(app: BackpackApp) -> FakeFeed:
    assert isinstance(app.feed, FakeFeed)
    return app.feed


def toasts(app: BackpackApp) -> list[str]:
    return [each.message for each in app._notifications]


async def test_enter_on_a_position_follows_its_market() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("up", "enter")
        await settled(pilot)
        assert feed_of(app).symbol == BTC
        assert "BTC-PERP" in text(app, "header")


async def test_t_opens_the_form_on_the_position_under_the_cursor_and_follows_its_market() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("up", "t")
        await settled(pilot)
        assert isinstance(app.screen, TakeProfitScreen)
        assert feed_of(app).symbol == BTC


async def test_x_asks_before_it_cancels_the_order_under_the_cursor() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("2", "down", "x")
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        assert isinstance(app.desk, FakeDesk)
        assert app.desk.cancelled == []


@pytest.mark.parametrize(
    ("scene", "key", "reason"),
    [
        ("sandbox_flat", "t", "There is no open position to take profit on."),
        ("sandbox_flat", "x", "There is no open order to cancel."),
        ("read_only", "x", "This session is read-only: it cancels nothing."),
    ],
)
async def test_a_key_that_does_nothing_says_why(scene: str, key: str, reason: str) -> None:
    app = SCENES[scene]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press(key)
        await settled(pilot)
        assert toasts(app) == [reason]
        assert len(app.screen_stack) == 1


async def test_r_reads_the_selected_market_again() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("r")
        await settled(pilot)
        assert feed_of(app).refreshed == [SOL]


async def test_a_question_mark_shows_the_help() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)


async def test_q_leaves_at_once_when_every_fate_is_known() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("q")
        await settled(pilot)
    assert app.return_code == 0


async def test_news_before_the_first_frame_waits_for_it() -> None:
    """As an order of an earlier run is told as soon as the desk works."""
    scene = SCENES["unknown_intent"]()
    feed = FakeFeed(scene.state, scene.markets, scene.symbol)
    told: list[bool] = []

    async def tell() -> None:
        told.append(app._dashboard.is_mounted)
        feed.changed()

    app = BackpackApp(
        feed, FakeDesk(), mode=scene.mode, clock=FakeClock(), background=(tell, tell, tell)
    )
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert "UNKNOWN" in text(app, "orders")
    assert told[0] is False


@pytest.mark.parametrize("opening", [[], ["t"], ["question_mark"], ["2", "down", "x"]])
@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
async def test_ctrl_c_leaves_from_every_screen(opening: list[str], key: str) -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press(*opening)
        await pilot.press(key)
        await settled(pilot)
        assert not app.is_running
    assert app.return_code == 0


async def test_ctrl_c_asks_over_another_question() -> None:
    app = SCENES["unknown_intent"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("2", "down", "x", "ctrl+c", "ctrl+c")
        await settled(pilot)
        assert [type(each) for each in app.screen_stack[1:]] == [ConfirmScreen, ConfirmScreen]
        assert toasts(app) == []


async def test_a_host_that_is_not_the_exchange_is_named_beside_the_mode() -> None:
    scene = SCENES["live_two_positions"]()
    app = BackpackApp(
        FakeFeed(scene.state, scene.markets, scene.symbol),
        FakeDesk(),
        mode=scene.mode,
        clock=FakeClock(),
        exchange="127.0.0.1:8080",
    )
    async with app.run_test(size=(60, 16)) as pilot:
        await settled(pilot)
        assert "LIVE  127.0.0.1:8080   SOL-PERP" in text(app, "header")


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_leaving_with_an_unknown_order_is_asked_about_once(key: str) -> None:
    app = SCENES["unknown_intent"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press(key)
        await settled(pilot)
        await pilot.press(key)
        await settled(pilot)
        assert [type(each) for each in app.screen_stack[1:]] == [ConfirmScreen]


async def test_a_small_terminal_is_told_and_nothing_is_lost() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(50, 10)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, TooSmallScreen)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert len(app.screen_stack) == 1


async def test_a_change_of_the_feed_reaches_the_screen() -> None:
    app = SCENES["sandbox_flat"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        frames = app.painter.frames
        app.clock._monotonic += 5  # type: ignore[attr-defined]  # because the fake clock stands still
        feed_of(app).become(SCENES["live_two_positions"]().state)
        assert app.painter.frames == frames + 1
        assert "LONG" in text(app, "positions")


async def test_news_that_come_before_the_screen_is_whole_crash_nothing() -> None:
    """As when the desk tells at once of an order that an earlier run left resting."""
    app: BackpackApp

    async def work() -> None:
        for _ in range(20):
            app.clock._monotonic += 1  # type: ignore[attr-defined]  # because each is a frame of its own
            feed_of(app).changed()
            await asyncio.sleep(0)  # noqa: TID251  # gives way, waits for nothing

    app = bare(work)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert "POSITIONS" in text(app, "positions")


async def test_what_runs_behind_the_screen_is_started_and_ends_with_it() -> None:
    seen: list[str] = []

    async def work() -> None:
        seen.append("started")
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("ended")

    app = bare(work)
    async with app.run_test() as pilot:
        await settled(pilot)
        assert seen == ["started"]
    assert seen == ["started", "ended"]


async def test_fault_l19_a_bug_behind_the_screen_ends_the_program_with_its_report_and_no_locals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reported: list[BaseException] = []

    async def work() -> None:
        secret = "canary" * 2
        raise ValueError(f"bug {len(secret)}")

    app = bare(work, reported)
    with pytest.raises(Exception, match="bug 12"):
        async with app.run_test() as pilot:
            await settled(pilot)
    assert app.return_code == 1
    assert [str(each) for each in reported] == ["bug 12"]
    printed = capsys.readouterr()
    assert "canarycanary" not in printed.out + printed.err


def bare(work: object, reported: list[BaseException] | None = None) -> BackpackApp:
    return BackpackApp(
        FakeFeed(State(), {}, SOL),
        FakeDesk(),
        mode=Mode.SANDBOX,
        clock=FakeClock(),
        background=(work,),  # type: ignore[arg-type]  # because the tests pass plain coroutines
        on_crash=(reported if reported is not None else []).append,
    )


async def test_fault_u14_a_toast_never_reads_markup() -> None:
    app = Scene().app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.notify("Rejected [/foo] [@click=app.quit]x[/]", markup=True)
        await settled(pilot)
        assert toasts(app) == ["Rejected [/foo] [@click=app.quit]x[/]"]
        assert all(not each.markup for each in app._notifications)


def test_fault_u15_the_palette_offers_no_screenshot_and_every_market() -> None:
    app = SCENES["live_two_positions"]().app()
    titles = [each.title for each in app.get_system_commands(app.get_default_screen())]
    assert not {"Screenshot", "Theme"} & set(titles)
    assert {"Take profit", "Quit", f"Market {BTC}"} <= set(titles)


@pytest.mark.parametrize("owner", [BackpackApp, DashboardScreen, ListPanel])
def test_every_binding_has_an_id_and_a_tooltip(owner: type[BackpackApp]) -> None:
    ours = [each for each in owner.BINDINGS if isinstance(each, Binding)]
    assert ours
    assert all(each.id and each.tooltip for each in ours)


async def test_the_help_is_offered_in_the_smallest_terminal_and_no_key_beside_a_form() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "? Help" in text(app, "keys")
        await pilot.press("t")
        await settled(pilot)
        assert not text(app, "keys").strip()
        await pilot.press("escape")
        await settled(pilot)
        assert "? Help" in text(app, "keys")


async def test_a_frame_that_is_due_while_the_screen_is_taken_down_crashes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = SCENES["live_two_positions"]().app()
    close = app._close_all
    frames = list[int]()

    async def closing() -> None:
        frames.append(app.painter.frames)
        await close()
        app.painter.start()
        frames.append(app.painter.frames)

    monkeypatch.setattr(app, "_close_all", closing)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("q")
    before, after = frames
    assert after == before + 1
    assert app.return_code == 0
