"""Draws the pictures of the README from the scenes: `python -m tests.pictures`."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from tests.builders import SOL, exit_view
from tests.chart_scenes import CHART_SCENES
from tests.market_scenes import MARKET_SCENES
from tests.safety_scenes import SAFETY_SCENES
from tests.scenes import SCENES, Scene
from tui.ui.ports import Mode


def planning() -> Scene:
    """A long without an exit, and the picture its form looks at."""
    scene = SCENES["live_two_positions"]()
    orders = {key: each for key, each in scene.state.orders.items() if each.symbol != SOL}
    state = replace(scene.state, orders=orders)
    held = state.positions[SOL]
    view = exit_view(
        held.position,
        market=scene.markets[SOL].market,
        book=scene.markets[SOL].top(200),
    )
    return replace(scene, mode=Mode.SANDBOX, state=state, views={SOL: view})


ALL = {**SCENES, **CHART_SCENES, **MARKET_SCENES, **SAFETY_SCENES, "planning": planning}

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"

PICTURES: Mapping[str, tuple[str, tuple[int, int], tuple[str, ...]]] = {
    "dashboard": ("live_two_positions", (160, 48), ()),
    "dashboard-80x24": ("live_two_positions", (80, 24), ()),
    "take-profit": ("planning", (120, 36), ("t", *"104.50")),
    "close": ("planning", (120, 36), ("C",)),
    "kill-switch": ("orders_of_all_kinds", (120, 36), ("K",)),
    "gates": ("orders_of_all_kinds", (120, 36), ("D",)),
    "chart": ("chart_live", (160, 48), ("c",)),
    "markets": ("every_market", (160, 48), ("w",)),
    "first-start": ("sandbox_flat", (120, 36), ()),
    "link-down": ("link_down", (120, 36), ()),
    "unknown-order": ("unknown_intent", (120, 36), ("2",)),
}
"""By file name: the scene, the size of the terminal, and the keys pressed first."""


async def settled(pilot: Pilot[None]) -> None:
    """Let the layout, and the repaint that follows it, come about."""
    for _ in range(4):
        await pilot.pause()


async def draw(name: str) -> str:
    """The picture as SVG."""
    scene, size, keys = PICTURES[name]
    app = ALL[scene]().app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        return app.export_screenshot()


async def draw_all() -> None:
    """Write every picture, and remove those that no longer have a scene."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        if old.stem not in PICTURES:
            old.unlink()
    for name in PICTURES:
        path = FOLDER / f"{name}.svg"
        path.write_text(await draw(name), encoding="utf-8")


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    asyncio.run(draw_all())
