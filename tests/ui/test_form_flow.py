from decimal import Decimal
from typing import cast

import pytest
from textual.pilot import Pilot

from tests.builders import SOL, exit_view, sol_intent, sol_order
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeDesk, FakeFeed
from tests.pictures import settled
from tests.scenes import BTC, SCENES
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.outcomes import CancelDone, CancelFailed, ReplaceOutcome
from tui.domain.intent import Intent, IntentStatus
from tui.domain.orders.plan import ReplacePolicy
from tui.ui.app import BackpackApp
from tui.ui.screens.close import CloseScreen
from tui.ui.screens.replace import ReplaceScreen
from tui.ui.screens.review import ReviewScreen
from tui.ui.screens.ticket import TicketScreen


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


async def send(app: BackpackApp, pilot: Pilot[None]) -> None:
    await settled(pilot)
    await pilot.press("t")
    await settled(pilot)
    await pilot.press(*"110", "enter")
    await settled(pilot)
    assert isinstance(app.screen, ReviewScreen)
    await arm(app, pilot)
    await pilot.press("y")
    await settled(pilot)


DENIED = Denied((Denial(DenialCode.NOT_RECONCILED),))


@pytest.mark.parametrize(
    ("answer", "severity", "first"),
    [
        (sol_intent(status=IntentStatus.RESTING), "information", "Resting"),
        (sol_intent(status=IntentStatus.UNKNOWN), "error", "UNKNOWN"),
        (sol_intent(status=IntentStatus.REJECTED), "error", "Rejected"),
        (sol_intent(status=IntentStatus.NOT_SENT), "warning", "NOT SENT"),
        (DENIED, "error", "DENIED"),
    ],
)
async def test_a_confirmed_exit_is_sent_once_and_its_outcome_is_told_first(
    answer: Denied | Intent, severity: str, first: str
) -> None:
    app, desk, _ = program()
    desk.answer = answer
    async with app.run_test(size=(120, 36)) as pilot:
        await send(app, pilot)
        assert [plan.ticket.price for plan in desk.submitted] == [Decimal(110)]
        assert [each[0] for each in toasts(app)] == [severity]
        assert toasts(app)[0][1].startswith(first)
        assert len(app.screen_stack) == 1


async def test_an_exit_on_its_way_outlives_the_screens_it_came_from() -> None:
    app, desk, _ = program()
    async with app.run_test(size=(120, 36)) as pilot:
        await send(app, pilot)
        assert len(desk.submitted) == 1
        assert len(app.screen_stack) == 1
        assert [worker.group for worker in app.workers if worker.is_running] == ["desk"]


async def test_a_form_that_is_closed_sends_nothing() -> None:
    app, desk, _ = program()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("t", *"110", "escape")
        await settled(pilot)
        assert desk.submitted == []
        assert len(app.screen_stack) == 1


async def confirm(app: BackpackApp, pilot: Pilot[None]) -> None:
    """Go on to the card and say yes."""
    await pilot.press("enter")
    await settled(pilot)
    assert isinstance(app.screen, ReviewScreen)
    await arm(app, pilot)
    await pilot.press("y")
    await settled(pilot)


async def test_a_close_goes_the_same_way() -> None:
    app, desk, _ = program()
    desk.answer = sol_intent(status=IntentStatus.FILLED)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("C")
        await settled(pilot)
        assert isinstance(app.screen, CloseScreen)
        await confirm(app, pilot)
        assert [plan.ticket.quantity for plan in desk.submitted] == [Decimal(25)]
        assert toasts(app)[0][1].startswith("Filled")


async def test_a_ticket_is_for_the_selected_market_at_the_price_chosen_in_the_book() -> None:
    app, _, _ = program()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("4", "up", "o")
        await settled(pilot)
        form = app.screen
        assert isinstance(form, TicketScreen)
        assert form.symbol == SOL
        assert form.amount("price").value


async def test_a_form_follows_the_market_it_is_about() -> None:
    app, _, feed = program()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.forms.close(BTC)
        await settled(pilot)
        assert feed.symbol == BTC


REPLACED = ReplaceOutcome(
    ReplacePolicy.PLACE_FIRST,
    CancelDone(sol_order()),
    sol_intent(status=IntentStatus.RESTING),
    uncovered_ms=0,
)
BOTH = ReplaceOutcome(
    ReplacePolicy.PLACE_FIRST,
    CancelFailed("No."),
    sol_intent(status=IntentStatus.RESTING),
    uncovered_ms=0,
)


@pytest.mark.parametrize(
    ("answer", "severity", "first"),
    [
        (REPLACED, "information", "Replaced"),
        (BOTH, "error", "BOTH ARE LIVE"),
        (DENIED, "error", "DENIED"),
    ],
)
async def test_a_replacement_is_asked_for_once_and_its_end_is_told(
    answer: Denied | ReplaceOutcome, severity: str, first: str
) -> None:
    app, desk, _ = program()
    desk.replace_answer = answer
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("2", "e")
        await settled(pilot)
        assert isinstance(app.screen, ReplaceScreen)
        await pilot.press("up")
        await confirm(app, pilot)
        ((order, plan),) = desk.replaced
        assert order.order_id == "59887375336"
        assert plan.ticket.price == Decimal("104.51")
        assert desk.submitted == []
        assert [each[0] for each in toasts(app)] == [severity]
        assert toasts(app)[0][1].startswith(first)


async def test_a_replacement_that_is_given_up_changes_nothing() -> None:
    app, desk, _ = program()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("2", "e", "escape")
        await settled(pilot)
        assert desk.replaced == []
        assert len(app.screen_stack) == 1
