import pytest
from textual.app import App, ComposeResult

from tui.ui.ladder import Turn
from tui.ui.widgets.ladder_panel import LadderPanel


class Around(App[None]):
    """Keeps what the ladder asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[Turn] = []

    def compose(self) -> ComposeResult:
        yield LadderPanel()

    def on_mount(self) -> None:
        self.query_one(LadderPanel).focus()

    def on_ladder_panel_turned(self, event: LadderPanel.Turned) -> None:
        self.turns.append(event.turn)


@pytest.mark.parametrize(
    ("keys", "turn"),
    [
        (("up", "k"), Turn.UP),
        (("down", "j"), Turn.DOWN),
        (("pageup",), Turn.PAGE_UP),
        (("pagedown",), Turn.PAGE_DOWN),
        (("plus", "equals_sign"), Turn.COARSER),
        (("minus",), Turn.FINER),
        (("s",), Turn.STATIC),
        (("a",), Turn.PACE),
        (("0", "home"), Turn.RECENTRE),
    ],
)
async def test_each_key_asks_for_its_turn(keys: tuple[str, ...], turn: Turn) -> None:
    app = Around()
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    assert app.turns == [turn] * len(keys)


def test_every_turn_has_a_key_but_the_step_back_which_is_the_desks() -> None:
    actions = {binding.action for binding in LadderPanel.BINDINGS if not isinstance(binding, tuple)}
    assert actions == {f"turn('{turn.value}')" for turn in Turn if turn is not Turn.FORGET}
