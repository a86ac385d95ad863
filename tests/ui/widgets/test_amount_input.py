import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult

from tui.domain.text import clean
from tui.ui.widgets.amount_input import MAX_LENGTH, AmountInput


class Page(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.refusals = 0

    def compose(self) -> ComposeResult:
        yield AmountInput(id="amount")

    def on_amount_input_refused(self) -> None:
        self.refusals += 1

    @property
    def amount(self) -> AmountInput:
        return self.query_one(AmountInput)


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40))
async def test_fault_u02_a_text_is_taken_whole_or_refused_aloud(text: str) -> None:
    app = Page()
    async with app.run_test() as pilot:
        app.amount.post_message(events.Paste(text))
        await pilot.pause()
        line = text.rstrip("\r\n")
        fits = clean(line, MAX_LENGTH) == line
        assert app.amount.value == (line if fits else "")
        assert app.refusals == (0 if fits else 1)


async def test_no_more_characters_fit_than_an_amount_can_need() -> None:
    app = Page()
    async with app.run_test() as pilot:
        await pilot.press(*"9" * (MAX_LENGTH + 3))
        assert app.amount.value == "9" * MAX_LENGTH
        await pilot.pause()
        assert app.refusals == 3


async def test_a_paste_replaces_what_is_selected() -> None:
    app = Page()
    async with app.run_test() as pilot:
        await pilot.press(*"104.50", "shift+home")
        app.amount.post_message(events.Paste("99.1"))
        await pilot.pause()
        assert app.amount.value == "99.1"


@pytest.mark.parametrize("text", ["104.50", ""])
async def test_a_text_that_was_put_leaves_the_cursor_at_its_end(text: str) -> None:
    app = Page()
    async with app.run_test():
        app.amount.put(text)
        assert (app.amount.value, app.amount.cursor_position) == (text, len(text))
