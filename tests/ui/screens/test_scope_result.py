from dataclasses import replace
from types import MappingProxyType

from tests.form_scenes import Shell, card_text
from tests.safety_scenes import SAFETY_SCENES
from tui.domain.command import CancelScope, CommandStatus
from tui.ui.screens.scope_result import ScopeResultScreen

SIZE = (80, 24)


async def test_while_nobody_answered_it_says_so_and_may_be_closed() -> None:
    scene = SAFETY_SCENES["orders_of_all_kinds"]()
    app = Shell(lambda: ScopeResultScreen(CancelScope(), scene.picture))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "Cancelling…" in card_text(app)
        assert "close, it goes on" in card_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [None]


async def test_what_is_left_is_followed_after_the_answer() -> None:
    scene = SAFETY_SCENES["orders_of_all_kinds"]()
    outcome = scene.scope
    assert outcome is not None
    screen = ScopeResultScreen(CancelScope(), scene.picture)
    app = Shell(lambda: screen)
    async with app.run_test(size=SIZE) as pilot:
        screen.outcome = outcome
        screen.repaint()
        assert "1 order left; it is followed until none is." in card_text(app)
        assert "UNKNOWN: sell 5 SOL at 106.00 may still be open" in card_text(app)
        done = replace(outcome.command, status=CommandStatus.DONE, left=0)
        scene.state = replace(scene.state, commands=MappingProxyType({done.number: done}))
        screen.repaint()
        await pilot.pause()
        assert "Done: the exchange has none of them any more." in card_text(app)
