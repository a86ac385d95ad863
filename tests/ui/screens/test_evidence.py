from dataclasses import replace
from types import MappingProxyType

from tests.form_scenes import Shell, card_text
from tests.safety_scenes import SAFETY_SCENES, UNKNOWN_ID, intent
from tui.domain.intent import IntentStatus
from tui.ui.screens.evidence import EvidenceScreen

SIZE = (80, 24)


async def test_the_card_follows_the_fate_while_it_is_open() -> None:
    scene = SAFETY_SCENES["unknown_countdown"]()
    screen = EvidenceScreen(UNKNOWN_ID, scene.picture, lambda: scene.looks[UNKNOWN_ID])
    app = Shell(lambda: screen)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "UNKNOWN ORDER" in card_text(app)
        assert "Proof in 36s" in card_text(app)
        assert "19:23:38  open orders: no answer" in card_text(app)
        assert "close, the look-up goes on" in card_text(app)
        found = intent(UNKNOWN_ID, IntentStatus.FILLED, order_id="5")
        scene.state = replace(scene.state, intents=MappingProxyType({UNKNOWN_ID: found}))
        screen.repaint()
        assert "FILLED ORDER" in card_text(app)
        assert "the look-up goes on" not in card_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [None]


async def test_an_intent_nobody_knows_any_more_leaves_the_card_as_it_was() -> None:
    scene = SAFETY_SCENES["unknown_countdown"]()
    screen = EvidenceScreen(1, scene.picture, tuple)
    app = Shell(lambda: screen)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert card_text(app).strip() == ""
