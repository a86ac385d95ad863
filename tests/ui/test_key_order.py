import asyncio
from typing import ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.ui import key_order
from tui.ui.key_order import KeyOrder


class Form(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        yield Input(id="price")
        yield Input(id="quantity")


class Page(KeyOrder):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("t", "form", "Form")]

    def __init__(self) -> None:
        super().__init__()
        self.form = Form()

    def action_form(self) -> None:
        self.push_screen(self.form)

    def at_once(self, *typed: str | events.Paste) -> None:
        """What a slow line brings: many keys in one piece."""
        names = {".": "full_stop"}
        for each in typed:
            if isinstance(each, events.Paste):
                self.post_message(each)
            else:
                character = each if len(each) == 1 else None
                self.post_message(events.Key(names.get(each, each), character))

    def values(self) -> list[str]:
        return [each.value for each in self.form.query(Input)]


async def until_quiet(app: Page, pilot: Pilot[None]) -> None:
    async with asyncio.timeout(5):
        await pilot.pause()
        while app._under_way is not None:
            await pilot.pause()


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        (("1", "0", "1", ".", "5", "backspace", "7"), ["101.7", ""]),
        (("1", "0", "tab", "2", "5"), ["10", "25"]),
        (("1", "0", "ctrl+u", "2", "home", "3"), ["32", ""]),
        (("1", "0", events.Paste("4"), "5"), ["1045", ""]),
        (("1", "tab", events.Paste("4")), ["1", "4"]),
    ],
)
async def test_keys_that_come_together_take_effect_one_by_one(
    typed: tuple[str | events.Paste, ...], values: list[str]
) -> None:
    app = Page()
    async with app.run_test() as pilot:
        await pilot.press("t")
        app.at_once(*typed)
        await until_quiet(app, pilot)
        assert app.values() == values


async def test_what_is_typed_behind_the_key_of_a_form_goes_into_the_form() -> None:
    app = Page()
    async with app.run_test() as pilot:
        app.at_once("t", "1", "0", "1", ".", "5")
        await until_quiet(app, pilot)
        assert app.values() == ["101.5", ""]


async def test_a_key_that_closes_its_screen_lets_the_next_one_go() -> None:
    app = Page()
    async with app.run_test() as pilot:
        await pilot.press("t")
        form = app.form
        app.form = Form()
        app.at_once("1", "escape", "t", "2")
        await until_quiet(app, pilot)
        assert app.values() == ["2", ""]
        assert not form.is_attached


async def test_a_key_that_gets_lost_holds_up_the_next_one_for_a_while_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_order, "PATIENCE_SECONDS", 0.01)
    app = Page()
    async with app.run_test() as pilot:
        await pilot.press("t")
        monkeypatch.setattr(app, "_follow", lambda *_: None)
        app.at_once("1", "2")
        await until_quiet(app, pilot)
        assert app.values() == ["12", ""]
