from dataclasses import replace
from typing import Any

import pytest

from tests.form_scenes import Shell, card_text
from tests.safety_scenes import SAFETY_SCENES
from tui.actions.outcomes import KillOutcome
from tui.ui.screens.kill_switch import KillSwitchScreen


class FakeSwitch:
    """Counts how often it was thrown."""

    def __init__(self) -> None:
        self.busy = False
        self.outcome: KillOutcome | None = None
        self.refused: str | None = None
        self.thrown: list[str] = []

    def halt(self) -> None:
        self.thrown.append("halt")

    def unlock(self) -> None:
        self.thrown.append("unlock")


def shell(switch: FakeSwitch, scene: str = "orders_of_all_kinds", **changes: Any) -> Shell:
    made = SAFETY_SCENES[scene]()
    picture = made.picture(state=replace(made.state, **changes))
    return Shell(lambda: KillSwitchScreen(switch, lambda: picture))


@pytest.mark.parametrize("typed", ["HALT", "halt", "xHALT", "HAHALT", "HAx.HALT", "KHALT"])
async def test_the_word_counts_in_either_case_and_after_slips(typed: str) -> None:
    switch = FakeSwitch()
    app = shell(switch)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["full_stop" if char == "." else char for char in typed])
        assert switch.thrown == ["halt"]


@pytest.mark.parametrize(
    "keys", [["H", "A", "L"], ["y"], ["enter"], [*"UNLOCK"], [*"HAL", "enter"]]
)
async def test_nothing_but_the_whole_word_counts(keys: list[str]) -> None:
    switch = FakeSwitch()
    app = shell(switch)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert switch.thrown == []


async def test_backspace_takes_a_letter_back() -> None:
    switch = FakeSwitch()
    app = shell(switch)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"HAL", "backspace", "L", "T")
        assert switch.thrown == ["halt"]


async def test_while_it_is_on_only_the_other_word_counts() -> None:
    switch = FakeSwitch()
    app = shell(switch, "halted_left")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"HALT")
        assert switch.thrown == []
        await pilot.press(*"UNLOCK")
        assert switch.thrown == ["unlock"]


async def test_stopping_works_on_a_card_that_is_cut_off_and_unlocking_does_not() -> None:
    switch = FakeSwitch()
    app = shell(switch)
    async with app.run_test(size=(80, 4)) as pilot:
        await pilot.press(*"HALT")
        assert switch.thrown == ["halt"]
    locked = shell(switch, "halted_left")
    async with locked.run_test(size=(60, 4)) as pilot:
        await pilot.press(*"UNLOCK")
        assert switch.thrown == ["halt"]


async def test_while_the_desk_is_at_it_the_card_says_so() -> None:
    switch = FakeSwitch()
    switch.busy = True
    app = shell(switch)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "the desk is at it" in card_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [None]
