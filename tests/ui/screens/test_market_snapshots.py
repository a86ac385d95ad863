"""Pictures of the panels of the market in each of their states, at the three sizes."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.market_scenes import FIGURES, MARKET_SCENES
from tests.pictures import settled
from tests.scenes import SCENES, Scene

SIZES = [(80, 24), (120, 36), (160, 48)]

STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "desk_with_the_day": ("every_market", ()),
    "markets_live": ("every_market", ("w",)),
    "markets_typed": ("every_market", ("slash", "p", "e")),
    "markets_without_match": ("every_market", ("slash", "z", "z")),
    "markets_stale": ("stale_book", ("w",)),
    "markets_by_funding": ("every_market", ("w", "s", "s", "f")),
    "book_deep": ("deep_book", ("4", "f", "pageup", "pageup")),
    "book_grouped_and_chosen": ("deep_book", ("4", "plus", "plus", "up", "up")),
    "book_static": ("deep_book", ("4", "s", "f")),
    "book_one_sided": ("one_sided_book", ("4", "f")),
    "book_stale": ("stale_book", ("4", "f")),
    "book_resyncing": ("resyncing_book", ("4", "f")),
    "tape_busy": ("busy_tape", ("5", "f")),
    "tape_stale": ("stale_book", ("5", "f")),
    "tape_empty": ("one_sided_book", ("5", "f")),
    "diagnostics": ("every_market", ("d",)),
}
"""By name: the scene and the keys that lead to the state."""


def scene_of(name: str) -> Scene:
    return (MARKET_SCENES.get(name) or SCENES[name])()


@pytest.mark.parametrize("size", SIZES, ids=["80", "120", "160"])
@pytest.mark.parametrize("state", STATES)
def test_panel(snap_compare: Callable[..., bool], state: str, size: tuple[int, int]) -> None:
    name, keys = STATES[state]
    scene = scene_of(name)
    app = scene.app()
    app.feed.figures = FIGURES  # type: ignore[attr-defined]  # because the feed of a scene is a fake
    app._dashboard._frames = lambda: (1_107, 2)  # as many as there were until now hang on the load

    async def press(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=press)
