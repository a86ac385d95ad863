"""Draws the pictures of the README from the scenes: `python -m tests.pictures`."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from textual.pilot import Pilot

from tests.scenes import SCENES

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"

PICTURES: Mapping[str, tuple[str, tuple[int, int], tuple[str, ...]]] = {
    "dashboard": ("live_two_positions", (160, 48), ()),
    "dashboard-80x24": ("live_two_positions", (80, 24), ()),
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
    app = SCENES[scene]().app()
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
