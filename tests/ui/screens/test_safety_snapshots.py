"""Pictures of the kill switch, the cancel of many, gates, fates and the alarm, at three sizes."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.fakes.clock import FakeClock
from tests.pictures import settled
from tests.safety_scenes import SAFETY_SCENES
from tui.ui.arming import BEAT

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 48)], ids=["80", "120", "160"])

SHOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "halted_with_three_left": ("halted_left", ()),
    "halted_with_none_left": ("halted_none", ()),
    "unknown_with_countdown": ("unknown_countdown", ()),
    "absent_and_watched": ("absent_watched", ()),
    "nothing_read_yet": ("nothing_read", ()),
    "kill_switch_off": ("orders_of_all_kinds", ("K", "H", "A")),
    "kill_switch_with_three_left": ("halted_left", ("K",)),
    "kill_switch_asking": ("halted_asking", ("K",)),
    "kill_switch_with_none_left": ("halted_none", ("K", *"UNL")),
    "scope_form": ("orders_of_all_kinds", ("X",)),
    "scope_form_of_all": (
        "orders_of_all_kinds",
        ("X", "left", "down", "down", "down", "right", "down", "right"),
    ),
    "scope_result": ("orders_of_all_kinds", ("X", "enter", "arm", "y")),
    "gates_open": ("orders_of_all_kinds", ("D",)),
    "gates_shut": ("several_shut", ("D",)),
    "gates_not_read": ("nothing_read", ("D",)),
    "fate_unknown": ("unknown_countdown", ("2", "home", "enter")),
    "fate_absent": ("absent_watched", ("2", "end", "enter")),
    "scope_review": (
        "orders_of_all_kinds",
        ("X", "down", "down", "down", "right", "down", "right", "enter", "arm"),
    ),
    "alarm": ("came_back", ("arm",)),
}
"""By picture: the scene and the keys; `arm` lets the beat of a card pass."""


async def press(pilot: Pilot[None], clock: FakeClock, keys: tuple[str, ...]) -> None:
    """Press keys, and let every screen come about in between."""
    await settled(pilot)
    for key in keys:
        if key == "arm":
            await clock.advance(BEAT + 0.001)
            repaint = getattr(pilot.app.screen, "repaint", None)
            assert repaint is not None
            repaint()
        else:
            await pilot.press(key)
        await settled(pilot)


def compare(
    snap: Callable[..., bool], scene: str, keys: tuple[str, ...], size: tuple[int, int]
) -> bool:
    app = SAFETY_SCENES[scene]().app()
    clock = app.clock
    assert isinstance(clock, FakeClock)
    return snap(app, terminal_size=size, run_before=lambda pilot: press(pilot, clock, keys))


@SIZES
@pytest.mark.parametrize("name", SHOWN)
def test_safety(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    assert compare(snap_compare, *SHOWN[name], size)
