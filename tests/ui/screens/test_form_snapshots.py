"""Pictures of the form, the cards and help at the three sizes everything has to fit."""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from tests.builders import exit_view, quantity, sol_long
from tests.fakes.clock import FakeClock
from tests.form_scenes import (
    FormScene,
    Program,
    Shell,
    armed,
    cancel_shell,
    deep_view,
    losing_view,
    quit_shell,
    reviewed,
    taking_view,
    type_exit,
)
from tui.ui.arming import BEAT
from tui.ui.ports import Mode

Compare = Callable[..., bool]
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 48)], ids=["80", "120", "160"])
Steps = Callable[[Pilot[None]], Awaitable[None]]


def form(snap: Compare, scene: FormScene, size: tuple[int, int], steps: Steps) -> bool:
    return snap(scene.app(), terminal_size=size, run_before=steps)


@SIZES
def test_form_empty(snap_compare: Compare, size: tuple[int, int]) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()

    assert form(snap_compare, FormScene(), size, steps)


@SIZES
def test_form_that_rests(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert form(snap_compare, FormScene(deep_view()), size, type_exit)


@SIZES
def test_form_that_fills_in_part(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert form(snap_compare, FormScene(taking_view()), size, type_exit)


@SIZES
def test_form_with_problems(snap_compare: Compare, size: tuple[int, int]) -> None:
    view = exit_view(mark_age=8.0, link_up=False)
    scene = FormScene(view, blocked=["The fate of an earlier order is not known yet."])
    assert form(snap_compare, scene, size, lambda pilot: type_exit(pilot, "99.995", "30.005"))


@SIZES
def test_review_armed(snap_compare: Compare, size: tuple[int, int]) -> None:
    scene = FormScene(deep_view(), mode=Mode.LIVE)
    assert form(snap_compare, scene, size, lambda pilot: reviewed(pilot, scene))


@SIZES
def test_review_at_a_loss(snap_compare: Compare, size: tuple[int, int]) -> None:
    scene = FormScene(losing_view())

    async def steps(pilot: Pilot[None]) -> None:
        await reviewed(pilot, scene)
        await pilot.press(*"104")

    assert form(snap_compare, scene, size, steps)


@SIZES
def test_review_that_changed(snap_compare: Compare, size: tuple[int, int]) -> None:
    scene = FormScene()

    async def steps(pilot: Pilot[None]) -> None:
        await reviewed(pilot, scene)
        scene.become(exit_view(sol_long(quantity=quantity("20"))))
        await armed(pilot, scene)

    assert form(snap_compare, scene, size, steps)


def question(snap: Compare, make: Callable[[FakeClock], Shell], size: tuple[int, int]) -> bool:
    clock = FakeClock()

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await clock.advance(BEAT + 0.001)
        await pilot.press("a")
        await pilot.pause()

    return snap(make(clock), terminal_size=size, run_before=steps)


@SIZES
def test_cancel(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert question(snap_compare, cancel_shell, size)


@SIZES
def test_quit(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert question(snap_compare, quit_shell, size)


@SIZES
def test_help(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(Program(), terminal_size=size)
