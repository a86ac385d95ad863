from dataclasses import replace
from types import MappingProxyType
from typing import cast

import pytest
from textual.pilot import Pilot

from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeDesk, FakeFeed
from tests.form_scenes import card_text
from tests.pictures import settled
from tests.safety_scenes import SAFETY_SCENES, UNKNOWN_ID, intent
from tests.scenes import SCENES, WALL_MS
from tests.ui.screens.test_dashboard import text
from tui.actions.outcomes import CancelFailed, KillOutcome
from tui.domain.command import CancelScope, Halted
from tui.domain.intent import IntentStatus
from tui.ui.app import BackpackApp
from tui.ui.arming import BEAT
from tui.ui.screens.alarm import AlarmScreen
from tui.ui.screens.evidence import EvidenceScreen
from tui.ui.screens.gates import GatesScreen
from tui.ui.screens.kill_switch import KillSwitchScreen
from tui.ui.screens.scope import ScopeReview, ScopeScreen
from tui.ui.screens.scope_result import ScopeResultScreen
from tui.ui.screens.take_profit import TakeProfitScreen

SIZE = (120, 36)


def desk_of(app: BackpackApp) -> FakeDesk:
    return cast("FakeDesk", app.desk)


def feed_of(app: BackpackApp) -> FakeFeed:
    return cast("FakeFeed", app.feed)


def toasts(app: BackpackApp) -> list[tuple[str, str]]:
    return [(each.severity, each.message) for each in app._notifications]


async def press(app: BackpackApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one; `arm` lets the beat of a card pass."""
    await settled(pilot)
    for key in keys:
        if key == "arm":
            await cast("FakeClock", app.clock).advance(BEAT + 0.001)
        else:
            await pilot.press(key)
        await settled(pilot)


async def test_one_key_and_a_typed_word_put_the_switch_on() -> None:
    app = SAFETY_SCENES["orders_of_all_kinds"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "K")
        assert isinstance(app.screen, KillSwitchScreen)
        await press(app, pilot, *"HAL")
        assert desk_of(app).halted is None
        await press(app, pilot, "T")
        assert desk_of(app).halted is not None
        assert toasts(app) == [("warning", "HALTED. The exchange has no resting order of ours.")]


@pytest.mark.parametrize("opening", [[], ["t"], ["D"], ["X"], ["2", "x"], ["question_mark"], ["/"]])
async def test_the_switch_is_one_key_away_on_every_screen(opening: list[str]) -> None:
    app = SAFETY_SCENES["orders_of_all_kinds"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, *opening, "f8", "f8")
        cards = [each for each in app.screen_stack if isinstance(each, KillSwitchScreen)]
        assert cards == [app.screen]


async def test_a_typed_word_puts_it_off_again() -> None:
    app = SAFETY_SCENES["halted_none"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "K", *"unlock")
        assert desk_of(app).halted is None
        assert toasts(app) == [("information", "Unlocked: orders can be sent again.")]


async def test_a_switch_that_stays_on_says_why() -> None:
    app = SAFETY_SCENES["halted_none"]().app()
    desk_of(app).unlock_answer = "the journal cannot be written: disk full"
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "K", *"unlock")
        assert desk_of(app).halted is not None
        told = "STILL HALTED: the journal cannot be written: disk full"
        assert toasts(app) == [("error", told)]
        assert "Not unlocked: the journal cannot be written: disk full" in card_text(app)


async def test_a_switch_that_could_not_be_put_on_says_so_loudly() -> None:
    app = SAFETY_SCENES["orders_of_all_kinds"]().app()
    refused = KillOutcome(Halted(WALL_MS, None), (), "another backpack-tui holds the journal")
    desk_of(app).kill_answer = refused
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "K", *"HALT")
        assert toasts(app) == [("error", "NOT HALTED: another backpack-tui holds the journal.")]
        assert "NOT HALTED: another backpack-tui holds the journal." in card_text(app)


async def test_halted_is_said_on_top_of_the_dashboard_the_gates_and_in_the_banner() -> None:
    app = SAFETY_SCENES["halted_left"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "HALTED · 3 left" in text(app, "header")
        assert "3 orders of ours still rest; cancelling goes on. K unlocks." in text(app, "banner")
        assert "Orders are blocked" not in text(app, "banner")
        await press(app, pilot, "D")
        assert "HALTED · 3 left" in card_text(app)
        assert "✕ kill switch off" in card_text(app)


@pytest.mark.parametrize("key", ["K", "f8", "X"])
async def test_a_read_only_session_has_nothing_to_halt_or_cancel(key: str) -> None:
    app = SCENES["read_only"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, key)
        assert len(app.screen_stack) == 1
        told = "This session is read-only: it sends nothing and cancels nothing."
        assert toasts(app) == [("warning", told)]


async def test_a_scope_is_chosen_reviewed_and_cancelled_once() -> None:
    app = SAFETY_SCENES["orders_of_all_kinds"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "X", "left", "enter")
        assert isinstance(app.screen, ScopeReview)
        await press(app, pilot, "y", "enter")
        assert desk_of(app).scopes == []
        await press(app, pilot, "arm", "y")
        assert desk_of(app).scopes == [CancelScope(ours_only=True)]
        assert isinstance(app.screen, ScopeResultScreen)
        assert "1 order left; it is followed until none is." in card_text(app)
        assert "Cancelled: sell 10 SOL at 104.50." in card_text(app)
        await press(app, pilot, "escape")
        assert len(app.screen_stack) == 1


async def test_a_scope_that_is_not_confirmed_cancels_nothing_and_keeps_the_choice() -> None:
    app = SAFETY_SCENES["orders_of_all_kinds"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "X", "down", "right", "enter", "arm", "escape")
        assert isinstance(app.screen, ScopeScreen)
        assert app.screen.scope.side is not None
        await press(app, pilot, "escape")
        assert desk_of(app).scopes == []


async def test_the_gates_are_shown_and_left_by_one_key() -> None:
    app = SAFETY_SCENES["several_shut"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "D")
        assert isinstance(app.screen, GatesScreen)
        await press(app, pilot, "D")
        assert len(app.screen_stack) == 1


async def test_enter_on_an_unknown_order_shows_the_evidence_and_on_others_nothing() -> None:
    app = SAFETY_SCENES["unknown_countdown"]().app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "2", "home", "enter")
        assert isinstance(app.screen, EvidenceScreen)
        assert "open orders, order history: not there" in card_text(app)
        await press(app, pilot, "escape", "down", "enter")
        assert len(app.screen_stack) == 1


async def test_an_order_that_came_back_raises_one_alarm_above_everything() -> None:
    app = SAFETY_SCENES["absent_watched"]().app()
    back = SAFETY_SCENES["came_back"]().state
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "t")
        feed_of(app).become(back)
        await settled(pilot)
        assert isinstance(app.screen, AlarmScreen)
        assert isinstance(app.screen_stack[-2], TakeProfitScreen)
        await press(app, pilot, "escape", "escape")
        assert isinstance(app.screen, AlarmScreen)
        await press(app, pilot, "arm", "escape")
        assert isinstance(app.screen, TakeProfitScreen)
        feed_of(app).become(replace(back))
        await settled(pilot)
        assert isinstance(app.screen, TakeProfitScreen)
        assert desk_of(app).cancelled == []


async def test_an_alarm_offers_to_cancel_the_order() -> None:
    app = SAFETY_SCENES["came_back"]().app()
    desk_of(app).cancel_answer = CancelFailed("no")
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "arm", "y")
        assert [each.order_id for each in desk_of(app).cancelled] == ["59887375777"]
        assert toasts(app) == [("error", "Not cancelled: sell 5 SOL at 108.00. no")]


async def test_a_second_alarm_waits_for_the_first() -> None:
    scene = SAFETY_SCENES["came_back"]()
    other = intent(8, IntentStatus.FILLED, order_id="60")
    state = replace(
        scene.state,
        intents=MappingProxyType({**scene.state.intents, 8: other}),
        returned=MappingProxyType({UNKNOWN_ID: IntentStatus.ABSENT, 8: IntentStatus.REJECTED}),
    )
    scene.state = state
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "arm")
        assert "order 59887375777" in " ".join(card_text(app).split())
        await press(app, pilot, "escape")
        assert "was taken to be rejected and is filled" in " ".join(card_text(app).split())
        await press(app, pilot, "arm", "y")
        assert len(app.screen_stack) == 1
        assert desk_of(app).cancelled == []
