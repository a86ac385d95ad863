"""The panels of the account are made anew for a new moment, and only then."""

from dataclasses import replace
from typing import Any

import pytest
from textual.app import App, ComposeResult

from tests.builders import SOL
from tests.scenes import BTC, SCENES
from tui.domain.events import Noted
from tui.session.state import Happening
from tui.ui import account_panels
from tui.ui.account_panels import AccountPanels
from tui.ui.basis import AGES_A_SECOND
from tui.ui.lines import text_of
from tui.ui.rows_common import Picture
from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK

MAKERS = ("positions_panel", "orders_panel", "map_panel", "log_panel")


class Shell(App[None]):
    CSS_PATH = paths(SHARED)

    def __init__(self) -> None:
        super().__init__()
        self.panels = AccountPanels()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        yield from (self.panels.positions, self.panels.orders, self.panels.map, self.panels.log)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which panels were made, since it was cleared."""
    names: list[str] = []
    for name in MAKERS:
        original = getattr(account_panels, name)

        def counted(*args: Any, name: str = name, original: Any = original) -> Any:
            names.append(name.removesuffix("_panel"))
            return original(*args)

        monkeypatch.setattr(account_panels, name, counted)
    return names


def picture(name: str = "live_two_positions", **changes: Any) -> Picture:
    scene = SCENES[name]()
    return scene.picture(state=replace(scene.state, **changes))


async def test_the_same_moment_twice_makes_nothing_twice(made: list[str]) -> None:
    app = Shell()
    async with app.run_test(size=(100, 40)):
        now = picture()
        app.panels.show(now)
        assert sorted(made) == ["log", "map", "orders", "positions"]
        made.clear()
        app.panels.show(now)
        assert made == []


async def test_a_later_moment_makes_all_but_the_log_which_has_not_changed(made: list[str]) -> None:
    app = Shell()
    async with app.run_test(size=(100, 40)):
        now = picture()
        app.panels.show(now)
        made.clear()
        app.panels.show(replace(now, now=now.now + 1 / AGES_A_SECOND))
        assert sorted(made) == ["map", "orders", "positions"]


async def test_news_in_the_log_makes_the_log_anew(made: list[str]) -> None:
    app = Shell()
    async with app.run_test(size=(100, 40)):
        now = picture()
        app.panels.show(now)
        made.clear()
        told = (*now.state.happenings, Happening(now.wall_ms, Noted("Something new.")))
        app.panels.show(replace(now, state=replace(now.state, happenings=told)))
        assert "log" in made
        rows = [text_of(row.line) for row in app.panels.log.panel.rows]
        assert any("Something new" in row for row in rows)


async def test_another_width_makes_all_anew(made: list[str]) -> None:
    app = Shell()
    async with app.run_test(size=(100, 40)) as pilot:
        now = picture()
        app.panels.show(now)
        made.clear()
        await pilot.resize_terminal(70, 40)
        await pilot.pause()
        app.panels.show(now)
        assert sorted(made) == ["log", "map", "orders", "positions"]


async def test_the_cursor_begins_at_the_selected_market_and_then_is_the_traders() -> None:
    app = Shell()
    async with app.run_test(size=(100, 40)):
        app.panels.show(picture().selected(BTC))
        assert app.panels.positions.key == BTC
        app.panels.positions.highlight(SOL)
        later = picture(happenings=()).selected(BTC)
        app.panels.show(later)
        assert app.panels.positions.key == SOL


async def test_the_cursor_waits_for_the_first_position() -> None:
    app = Shell()
    async with app.run_test(size=(100, 40)):
        app.panels.show(picture("sandbox_flat").selected(BTC))
        app.panels.show(picture().selected(BTC))
        assert app.panels.positions.key == BTC


async def test_the_map_is_of_the_position_under_the_cursor() -> None:
    app = Shell()
    async with app.run_test(size=(100, 40)):
        now = picture()
        app.panels.show(now)
        for symbol in (BTC, SOL):
            app.panels.positions.highlight(symbol)
            app.panels.show_map(now)
            assert symbol.split("_", maxsplit=1)[0] in app.panels.map.text()[0]


async def test_each_list_says_how_many_lines_it_would_fill_and_without_a_position_no_map() -> None:
    app = Shell()
    async with app.run_test(size=(100, 40)):
        held = picture()
        app.panels.show(held)
        needs = app.panels.needs(held)
        assert set(needs) == {"positions", "orders", "map"}
        panel = app.panels.positions.panel
        assert needs["positions"] == 1 + len(panel.head) + len(held.state.positions)
        flat = picture("sandbox_flat")
        app.panels.show(flat)
        assert set(app.panels.needs(flat)) == {"positions", "orders"}
