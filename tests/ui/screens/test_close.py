from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import exit_view, price, quantity, sol_long, sol_order, sol_short
from tests.form_scenes import looked_at
from tests.order_scenes import closing, thin_view
from tui.domain.intent import IntentKind, TimeInForce
from tui.domain.position import Side
from tui.ui.format import MINUS

SIZE = (80, 24)


async def test_a_fresh_form_closes_all_that_is_free_at_market() -> None:
    app = closing(exit_view(covering=(sol_order(quantity=quantity("5")),))).app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.field("quantity").value == "20.00"
        assert app.choice("at").chosen == "market"
        assert app.plan_form.focused is app.field("quantity")
        assert f"bound 100.09 = best 100.59 {MINUS} 0.5%" in app.card()
        assert "FILLS NOW ~20 at 100.57 (taker), all of it" in app.card()


async def test_a_share_is_a_key_and_y_sends_a_bounded_order() -> None:
    scene = closing()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f3")
        await looked_at(pilot, scene)
        assert "SELL 12.50 SOL at market, no worse than 100.09" in app.card()
        assert "REDUCES RISK: closes 50.0% of your LONG 25 SOL" in app.card()
        await pilot.press("y")
        await pilot.pause()
        (plan,) = scene.desk.submitted
        ticket = plan.ticket
        assert plan.kind is IntentKind.CLOSE
        assert (ticket.side, ticket.quantity) == (Side.ASK, Decimal("12.5"))
        assert (ticket.price, ticket.time_in_force) == (Decimal("100.09"), TimeInForce.IOC)
        assert ticket.reduce_only


async def test_a_share_that_is_rounded_down_says_so() -> None:
    app = closing(exit_view(sol_long(quantity=quantity("3.33")))).app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert app.field("quantity").value == "0.83"
        assert "25% of 3.33 SOL free is" in app.card()


async def test_the_slippage_moves_the_bound_and_is_refused_when_it_bounds_nothing() -> None:
    app = closing().app()
    async with app.run_test(size=SIZE) as pilot:
        app.field("slippage").put("2")
        await pilot.pause()
        assert "bound 98.58" in app.card()
        app.field("slippage").put("11")
        await pilot.pause()
        assert "✗ Slippage must be above 0 and at most 10 per cent." in app.card()
        await pilot.press("enter")
        assert app.plan_form.focused is app.field("slippage")
        assert app.screen is app.plan_form
        await pilot.press("up", "home", "delete", "delete", "up", "up")
        assert app.field("slippage").value == "0.3"


async def test_each_way_to_a_price_shows_what_it_needs_and_forgets_nothing() -> None:
    app = closing().app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f6")
        await pilot.pause()
        assert not app.field("price").display
        assert not app.field("slippage").display
        assert "100.59, the best bid now" in app.card()
        await pilot.press("f6", "f6", "f6")
        await pilot.pause()
        assert app.field("price").display
        app.field("price").put("104.5")
        await pilot.press("f6", "f6", "f6", "f6", "f6")
        await pilot.pause()
        assert app.field("price").value == "104.5"
        assert "RESTS at 104.5" in app.card()


async def test_post_only_rests_and_clashes_with_market() -> None:
    scene = closing()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f7")
        await pilot.pause()
        assert "✗ Post-only rests, market, IOC and FOK fill at once." in app.card()
        await pilot.press("f6", "f6")
        await looked_at(pilot, scene)
        assert "postOnly    true" in app.card()
        await pilot.press("y")
        await pilot.pause()
        ticket = scene.desk.submitted[0].ticket
        assert (ticket.price, ticket.post_only) == (Decimal("100.61"), True)
        assert ticket.time_in_force is TimeInForce.GTC


async def test_a_close_at_a_loss_is_told_and_needs_no_more_than_y() -> None:
    scene = closing(thin_view())
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await looked_at(pilot, scene)
        assert "AT A LOSS" in app.card()
        assert "13 is dropped" in app.card()
        await pilot.press("y")
        await pilot.pause()
        assert len(scene.desk.submitted) == 1


async def test_a_book_that_ran_past_the_bound_stops_the_card() -> None:
    scene = closing()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await looked_at(pilot, scene)
        book = exit_view().book
        assert book is not None
        low = tuple(level._replace(price=price("99")) for level in book.bids)
        scene.become(exit_view(book=replace(book, bids=low)))
        await pilot.press("y")
        await pilot.pause()
        assert scene.desk.submitted == []
        assert "It has to fill at once, and at 100.09 the book fills too little" in app.card()


async def test_a_short_is_closed_by_a_buy() -> None:
    scene = closing(exit_view(sol_short()))
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await looked_at(pilot, scene)
        assert "BUY 25.00 SOL at market, no worse than 101.11" in app.card()


@pytest.mark.parametrize("text", ["0,5", "30", "1e1", "0.005", ""])
async def test_a_wrong_quantity_is_refused_and_kept(text: str) -> None:
    app = closing().app()
    async with app.run_test(size=SIZE) as pilot:
        app.field("quantity").put(text)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.screen is app.plan_form
        assert app.field("quantity").value == text
        assert app.plan_form.focused is app.field("quantity")
        assert ("✗" in app.card()) is bool(text)


async def test_a_position_that_closed_leaves_nothing_to_close() -> None:
    scene = closing()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        scene.become(replace(exit_view(), position=None))
        app.plan_form.repaint()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is app.plan_form
        assert "so there is nothing to" in app.card()
