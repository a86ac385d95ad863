from textual import events
from textual.app import App
from textual.geometry import Size
from textual.screen import ModalScreen, Screen

from tui.ui import tiers
from tui.ui.screens.steady import Steady

TRUE, OLD = Size(100, 30), Size(40, 10)


class Below(Steady, Screen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.laid_out: list[Size] = []

    def _screen_resized(self, size: Size) -> None:
        self.laid_out.append(size)
        super()._screen_resized(size)


class Above(Steady, ModalScreen[None]):
    pass


class TwoScreens(App[None]):
    HORIZONTAL_BREAKPOINTS = tiers.BREAKPOINTS

    def get_default_screen(self) -> Screen[None]:
        self.below = Below()
        return self.below


async def test_a_size_that_is_out_of_date_is_not_acted_on() -> None:
    app = TwoScreens()
    async with app.run_test(size=TRUE) as pilot:
        await app.push_screen(Above())
        await pilot.pause()
        app.below.laid_out.clear()
        app.below.post_message(events.Resize(OLD, OLD))
        await pilot.pause()
        assert app.below.laid_out == []


async def test_a_new_size_reaches_both_screens() -> None:
    app = TwoScreens()
    async with app.run_test(size=OLD) as pilot:
        await app.push_screen(Above())
        await pilot.resize_terminal(*TRUE)
        await pilot.pause()
        assert app.below.size == app.screen.size == TRUE
