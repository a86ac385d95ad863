from dataclasses import replace
from types import MappingProxyType

from tests.builders import SOL, sol_order
from tests.fakes.clock import FakeClock
from tests.form_scenes import Shell, card_text
from tests.safety_scenes import SAFETY_SCENES, SafetyScene, our_orders
from tui.domain.command import CancelScope
from tui.ui.arming import BEAT
from tui.ui.lines import text_of
from tui.ui.screens.scope import ScopeReview, ScopeScreen, cautions, order_lines

SIZE = (80, 24)


def review(scene: SafetyScene, clock: FakeClock, scope: CancelScope) -> Shell:
    return Shell(lambda: ScopeReview(scope, scene.picture, clock=clock))


async def test_it_starts_with_our_orders_of_the_selected_market() -> None:
    scene = SAFETY_SCENES["orders_of_all_kinds"]()
    app = Shell(lambda: ScopeScreen(scene.picture, clock=FakeClock()))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "It would cancel 2 orders:" in card_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [None]


async def test_the_review_names_each_order_and_what_it_costs() -> None:
    clock = FakeClock()
    scope = CancelScope(symbol=SOL, include_conditional=True)
    app = review(SAFETY_SCENES["orders_of_all_kinds"](), clock, scope)
    async with app.run_test(size=SIZE) as pilot:
        await clock.advance(BEAT + 0.001)
        await pilot.press("a")
        text = " ".join(card_text(app).split())
        assert "All orders, on SOL_USDC_PERP, conditional orders too." in text
        assert "the position is covered by that much less" in text
        assert "they may be your stop-losses" in text
        assert "sell 2.5 SOL at 108.00 on SOL_USDC_PERP, resting, not ours" in text
        assert "waiting for its trigger 95, not ours" in text
        assert "y cancel 4 orders" in text


async def test_an_order_that_joins_the_scope_meanwhile_refuses_the_card() -> None:
    clock, scene = FakeClock(), SAFETY_SCENES["orders_of_all_kinds"]()
    app = review(scene, clock, CancelScope(symbol=SOL))
    async with app.run_test(size=SIZE) as pilot:
        await clock.advance(BEAT + 0.001)
        more = {**scene.state.orders, "9": sol_order("9")}
        scene.state = replace(scene.state, orders=MappingProxyType(more))
        await pilot.press("y")
        await pilot.pause()
        assert app.answers == []
        assert "1 order joined since. Go back and look again." in card_text(app)


async def test_orders_that_left_the_scope_do_not() -> None:
    clock, scene = FakeClock(), SAFETY_SCENES["orders_of_all_kinds"]()
    app = review(scene, clock, CancelScope(symbol=SOL))
    async with app.run_test(size=SIZE) as pilot:
        await clock.advance(BEAT + 0.001)
        first = our_orders()[0]
        scene.state = replace(scene.state, orders=MappingProxyType({first.order_id: first}))
        await pilot.press("y")
        await pilot.pause()
        assert app.answers == [True]


async def test_with_no_order_known_the_exchange_is_asked_all_the_same() -> None:
    clock, scene = FakeClock(), SAFETY_SCENES["orders_of_all_kinds"]()
    scene.state = replace(scene.state, orders=MappingProxyType({}))
    app = review(scene, clock, CancelScope())
    async with app.run_test(size=SIZE) as pilot:
        await clock.advance(BEAT + 0.001)
        await pilot.press("a")
        assert "y cancel what the exchange has" in card_text(app)


def test_orders_that_were_not_read_are_not_called_none() -> None:
    picture = SAFETY_SCENES["nothing_read"]().picture()
    (line,) = order_lines(picture, CancelScope(), 72)
    assert text_of(line) == "The orders were not read yet: what is found is cancelled."


def test_an_entry_costs_no_cover() -> None:
    assert cautions([sol_order(reduce_only=False)]) == ()
