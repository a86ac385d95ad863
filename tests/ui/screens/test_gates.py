from tests.form_scenes import Shell, card_text
from tests.safety_scenes import SAFETY_SCENES
from tui.actions.gates import GateState
from tui.ui.screens.gates import GatesScreen


async def test_every_gate_is_asked_anew_each_time() -> None:
    scene, shut = SAFETY_SCENES["orders_of_all_kinds"](), SAFETY_SCENES["several_shut"]()
    gates = scene.gates

    def overview() -> tuple[GateState, ...]:
        return gates

    screen = GatesScreen(scene.picture, overview, lambda: scene.used)
    app = Shell(lambda: screen)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "all open" in card_text(app)
        assert "3 of 10" in card_text(app)
        gates = shut.gates
        screen.repaint()
        assert "3 shut" in card_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [None]


async def test_at_the_smallest_size_what_stands_in_the_way_is_seen_first() -> None:
    scene = SAFETY_SCENES["several_shut"]()
    app = Shell(lambda: GatesScreen(scene.picture, lambda: scene.gates, lambda: scene.used))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "This would be number 11 within 60 s" in card_text(app)
        assert "Nothing can be sent on SOL_USDC_PERP now." in card_text(app)
