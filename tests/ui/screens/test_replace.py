from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import price, quantity, sol_order
from tests.form_scenes import FormShell, looked_at
from tests.order_scenes import all_of_it, replacing
from tui.domain.order import Order, OrderStatus
from tui.domain.position import Side

SIZE = (80, 24)


def terms(app: FormShell) -> tuple[str, str]:
    return app.field("quantity").value, app.field("price").value


async def test_the_form_holds_the_terms_of_the_order() -> None:
    app = replacing(all_of_it()).app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert terms(app) == ("25", "104.50")
        assert app.plan_form.focused is app.field("price")
        assert "instead of: sell 27 SOL at 104.50, resting" in app.card()
        assert "✗ Nothing differs from the order it would replace" in app.card()


async def test_a_post_only_order_stays_one_until_it_is_turned_off() -> None:
    app = replacing(sol_order(post_only=True)).app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.choice("post_only").chosen == "yes"


async def test_nothing_is_reviewed_that_changes_nothing() -> None:
    app = replacing().app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is app.plan_form


@pytest.mark.parametrize(
    ("order", "way"),
    [
        (sol_order(), "PLACE FIRST: Both fit into the position"),
        (all_of_it(), "CANCEL FIRST: Only 0 is free beside the old one"),
        (
            sol_order(side=Side.BID, reduce_only=False, price=price("99")),
            "CANCEL FIRST: An order that may open a position is never doubled",
        ),
    ],
)
async def test_the_card_says_in_which_way_and_why(order: Order, way: str) -> None:
    scene = replacing(order)
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        await looked_at(pilot, scene)
        assert way in app.card()
        assert f"Instead of order {order.order_id}" in app.card()
        assert app.review.is_fully_visible


async def test_y_answers_with_the_plan_once() -> None:
    scene = replacing()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("shift+down")
        await looked_at(pilot, scene)
        await pilot.press("y", "y")
        await pilot.pause()
        (plan,) = scene.desk.submitted
        assert (plan.ticket.price, plan.ticket.quantity) == (Decimal("109.90"), Decimal(5))
        assert plan.ticket.reduce_only


async def test_a_share_counts_what_the_order_itself_claims_as_free() -> None:
    app = replacing(all_of_it()).app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f3")
        assert app.field("quantity").value == "12.50"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"executed": quantity("1")}, "Order 59887375336 has 1 filled; it was 0."),
        ({"status": OrderStatus.CANCELLED}, "Order 59887375336 is cancelled now."),
        (None, "Order 59887375336 is not open any more."),
    ],
)
async def test_an_order_that_moved_on_stops_the_card(
    changes: dict[str, object] | None, words: str
) -> None:
    scene = replacing()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        await looked_at(pilot, scene)
        if changes is None:
            scene.have()
        else:
            scene.have(replace(scene.orders[0], **changes))  # type: ignore[arg-type]  # because a test names what changes
        await pilot.press("y")
        await pilot.pause()
        assert scene.desk.submitted == []
        assert words in app.card()
