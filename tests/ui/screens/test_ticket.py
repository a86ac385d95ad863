from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import exit_view
from tests.form_scenes import FormScene, FormShell, looked_at
from tests.order_scenes import ordering, typed
from tui.domain.intent import IntentKind, TimeInForce
from tui.domain.position import Side

SIZE = (80, 24)


async def filled(app: FormShell, size: str = "5", at: str = "99") -> None:
    app.field("quantity").put(size)
    app.field("price").put(at)


async def test_with_a_position_the_ticket_starts_as_one_that_reduces_it() -> None:
    app = ordering(exit_view()).app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert (app.choice("side").chosen, app.choice("reduce_only").chosen) == ("Ask", "yes")
        assert app.plan_form.focused is app.choice("side")


async def test_without_one_nothing_is_chosen_but_the_first_words() -> None:
    app = ordering(at="99.50").app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert (app.choice("side").chosen, app.choice("reduce_only").chosen) == ("Bid", "no")
        assert app.field("price").value == "99.50"
        assert app.field("quantity").value == ""


async def test_keys_alone_fill_it_in() -> None:
    scene = ordering()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await typed(pilot, "s", "", "12.5", "p", "110")
        await looked_at(pilot, scene)
        assert "SELL 12.5 SOL at 110" in app.card()


async def test_what_opens_risk_takes_a_word_before_the_y() -> None:
    scene = ordering()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await filled(app)
        await looked_at(pilot, scene)
        assert "OPENS RISK: a new LONG 5 SOL" in app.card()
        assert "Type open to unlock y:" in app.card()
        await pilot.press("y", "o", "p", "e", "y")
        assert scene.desk.submitted == []
        await pilot.press("x", "backspace", "e", "n", "y")
        await pilot.pause()
        (plan,) = scene.desk.submitted
        assert plan.kind is IntentKind.ORDER
        assert (plan.ticket.side, plan.ticket.reduce_only) == (Side.BID, False)
        assert plan.ticket.time_in_force is TimeInForce.GTC


async def test_what_opens_risk_far_from_the_mark_takes_the_price_too() -> None:
    scene = ordering()
    scene.desk.used = replace(
        scene.desk.used, limits=replace(scene.desk.used.limits, from_mark=None)
    )
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await filled(app, at="40")
        await looked_at(pilot, scene)
        assert "Type open 40 to unlock y:" in app.card()
        await pilot.press(*"open", "y")
        assert scene.desk.submitted == []
        await pilot.press("space", "4", "0", "y")
        await pilot.pause()
        assert len(scene.desk.submitted) == 1


async def test_what_can_only_reduce_takes_no_word() -> None:
    scene = ordering(exit_view())
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await filled(app, at="110")
        await looked_at(pilot, scene)
        await pilot.press("y")
        await pilot.pause()
        assert scene.desk.submitted[0].ticket.reduce_only


@pytest.mark.parametrize(("force", "at"), [("IOC", "100.61"), ("FOK", "100.61"), ("GTC", "99")])
async def test_how_long_it_lasts_is_chosen(force: str, at: str) -> None:
    scene = ordering()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await filled(app, at=at)
        app.choice("force").put(force)
        await looked_at(pilot, scene)
        await pilot.press(*"open", "y")
        await pilot.pause()
        assert scene.desk.submitted[0].ticket.time_in_force == force


async def test_at_market_the_bound_is_what_is_signed() -> None:
    scene = ordering()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        app.field("quantity").put("5")
        app.choice("at").put("market")
        app.field("slippage").put("1")
        await looked_at(pilot, scene)
        assert "BUY 5 SOL at market, no worse than 101.61" in app.card()
        await pilot.press(*"open", "y")
        await pilot.pause()
        ticket = scene.desk.submitted[0].ticket
        assert (ticket.price, ticket.time_in_force) == (Decimal("101.61"), TimeInForce.IOC)


async def test_the_limits_are_shown_and_one_that_would_break_holds_the_yes_back() -> None:
    scene = ordering()
    app = scene.app()
    async with app.run_test(size=(120, 36)) as pilot:
        await filled(app, size="60")
        await pilot.pause()
        app.plan_form.repaint()
        await pilot.pause()
        assert "largest order 5,000   open 9,228 of 20,000" in app.card()
        assert "✗ This order is worth 5940.00 USDC; your limit of one order is 5000." in app.card()
        await looked_at(pilot, scene)
        await pilot.press(*"open", "y")
        await pilot.pause()
        assert scene.desk.submitted == []
        assert "your limit of one order is 5000" in app.card()


async def test_a_share_is_only_for_what_reduces() -> None:
    app = ordering().app()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("f3")
        await pilot.pause()
        assert app.field("quantity").value == ""
        assert "shares need reduce-only" in app.card()
    app = ordering(exit_view()).app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f3")
        assert app.field("quantity").value == "12.50"


async def test_reduce_only_without_a_position_is_refused_with_the_way_out() -> None:
    app = ordering().app()
    async with app.run_test(size=SIZE) as pilot:
        await filled(app)
        app.choice("reduce_only").put("yes")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is app.plan_form
        assert "There is no position on SOL_USDC_PERP to reduce. Turn" in app.card()


async def test_a_position_that_opened_meanwhile_stops_the_card() -> None:
    scene: FormScene = ordering()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await filled(app)
        await looked_at(pilot, scene)
        scene.become(exit_view())
        await pilot.press(*"open", "y")
        await pilot.pause()
        assert scene.desk.submitted == []
        assert "A position was opened since: LONG 25 SOL." in app.card()
