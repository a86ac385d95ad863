from typing import cast

import pytest
from textual.pilot import Pilot

from tests.builders import SOL, exit_view
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeDesk, FakeFeed
from tests.pictures import settled
from tests.scenes import SCENES
from tui.actions.outcomes import AlreadyGone, CancelFailed, CancelOutcome, CancelUnknown
from tui.client.errors import NoAnswer
from tui.ui.app import BackpackApp
from tui.ui.screens.confirm import ConfirmScreen


def program() -> tuple[BackpackApp, FakeDesk, FakeFeed]:
    scene = SCENES["live_two_positions"]()
    scene.views = {SOL: exit_view()}
    app = scene.app()
    return app, cast("FakeDesk", app.desk), cast("FakeFeed", app.feed)


def toasts(app: BackpackApp) -> list[tuple[str, str]]:
    return [(each.severity, each.message) for each in app._notifications]


async def arm(app: BackpackApp, pilot: Pilot[None]) -> None:
    """Let the beat of a card pass."""
    await settled(pilot)
    await cast("FakeClock", app.clock).advance(1.0)


@pytest.mark.parametrize(
    ("answer", "severity", "first"),
    [
        (None, "information", "Cancelled"),
        (AlreadyGone(None), "warning", "Already gone"),
        (CancelFailed("no"), "error", "Not cancelled"),
        (CancelUnknown("no answer"), "error", "UNKNOWN"),
    ],
)
async def test_a_cancel_is_asked_about_once_and_its_outcome_is_told(
    answer: CancelOutcome | None, severity: str, first: str
) -> None:
    app, desk, _ = program()
    desk.cancel_answer = answer
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("x")
        assert isinstance(app.screen, ConfirmScreen)
        await arm(app, pilot)
        await pilot.press("y")
        await settled(pilot)
        assert [each.order_id for each in desk.cancelled] == ["59887375336"]
        assert [each[0] for each in toasts(app)] == [severity]
        assert toasts(app)[0][1].startswith(first)


async def test_an_order_that_is_not_to_be_cancelled_is_kept() -> None:
    app, desk, _ = program()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("x")
        await arm(app, pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert desk.cancelled == []


async def test_a_refresh_that_gets_no_answer_is_told_and_harms_nothing() -> None:
    app, _, feed = program()
    feed.failure = NoAnswer("no answer within 5 s")
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("r")
        await settled(pilot)
        assert toasts(app) == [("warning", "Not refreshed: no answer within 5 s")]
    assert app.return_code != 1
