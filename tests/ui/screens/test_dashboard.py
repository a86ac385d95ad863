import pytest

from tests.builders import SOL
from tests.pictures import settled
from tests.scenes import BTC, NOW, SCENES, WALL_MS, Scene
from tui.domain.quotes import MarkTick
from tui.ui.app import BackpackApp
from tui.ui.availability import Cursor
from tui.ui.screens.dashboard import DashboardScreen
from tui.ui.widgets.line_panel import LinePanel


def dashboard(app: BackpackApp) -> DashboardScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, DashboardScreen)
    return screen


def text(app: BackpackApp, name: str) -> str:
    return "\n".join(dashboard(app).query_one(f"#{name}", LinePanel).text())


async def test_the_cursor_starts_on_the_position_of_the_selected_market() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert dashboard(app).cursor == Cursor(SOL, "order:59887375336")
        assert "EXIT MAP SOL" in text(app, "map")


async def test_the_exit_map_follows_the_cursor() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("up")
        await settled(pilot)
        assert "EXIT MAP BTC" in text(app, "map")


async def test_digits_and_tab_send_the_keys_to_a_list() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(120, 36)) as pilot:
        reached = []
        for key in ("2", "3", "1", "tab", "tab", "tab", "shift+tab"):
            await pilot.press(key)
            reached.append(app.focused.id if app.focused else None)
        assert reached == ["orders", "log", "positions", "book", "tape", "orders", "tape"]


async def test_a_narrow_terminal_puts_the_market_below_the_lists() -> None:
    app = SCENES["live_two_positions"]().app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = dashboard(app)
        assert screen.book.region.y > screen.orders.region.y
        assert screen.log_list.region.y == screen.book.region.y
        assert not screen.exit_map.display
        await pilot.resize_terminal(160, 48)
        await settled(pilot)
        assert screen.book.region.y == screen.positions.region.y
        assert screen.book.region.x > screen.positions.region.right
        assert screen.exit_map.display


async def test_a_mark_that_moves_repaints_its_line_and_no_other_panel() -> None:
    scene = SCENES["live_two_positions"]()
    app = scene.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        tick = scene.markets[BTC].mark
        assert tick is not None
        moved = MarkTick(BTC, tick.index or tick.mark, tick.index, None, WALL_MS, 1)
        scene.markets[BTC].take_mark(moved, NOW)
        before = text(app, "orders"), text(app, "book")
        dashboard(app).paint(app.picture)
        assert "67,123.1" in text(app, "positions")
        assert text(app, "book") == before[1]


async def test_the_banner_takes_no_line_while_nothing_is_wrong() -> None:
    for name, lines in (("live_two_positions", 0), ("unknown_intent", 1)):
        app = SCENES[name]().app()
        async with app.run_test(size=(160, 48)) as pilot:
            await settled(pilot)
            assert dashboard(app).banner.size.height == lines


@pytest.mark.parametrize("size", [(1, 1), (20, 3), (59, 40), (300, 100)])
async def test_no_size_breaks_it(size: tuple[int, int]) -> None:
    app = Scene().app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "POSITIONS" in text(app, "positions")
