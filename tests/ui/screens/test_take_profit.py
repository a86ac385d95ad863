from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events

from tests.builders import exit_view, price, quantity, sol_long, sol_order
from tests.form_scenes import FormScene, deep_view, type_exit
from tui.domain.exits.plan import Draft
from tui.domain.text import clean
from tui.ui.screens.take_profit import TakeProfitScreen

SIZE = (80, 24)


async def test_the_form_offers_all_that_is_free_and_asks_for_a_price() -> None:
    covered = exit_view(covering=(sol_order(quantity=quantity("5")),))
    app = FormScene(covered).app()
    async with app.run_test(size=SIZE):
        assert app.form.draft == Draft("", "20.00")
        assert app.form.focused is app.field("price")
        assert "20 of 25 SOL free of other exits" in app.card()


async def test_what_is_typed_shows_its_outlook_at_once() -> None:
    app = FormScene(deep_view()).app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        assert "RESTS at 104.50 — 312.5 SOL ahead in the queue at that price" in app.card()
        assert "+31.50 USDC" in app.card()


async def test_the_mark_stays_live_while_the_form_is_open() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot, "101")
        assert "✗" not in app.card()
        scene.become(exit_view(mark=price("101.20")))
        app.form.repaint()
        await pilot.pause()
        assert "mark 101.20" in app.card()
        assert "✗ Price must be above the mark 101.2 for a long." in app.card()


async def test_all_problems_are_shown_at_once() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot, "99.995", "30,5")
        card = app.card()
        assert "multiple of the tick" in card
        assert "above the mark" in card
        assert "Use a dot for decimals" in card


async def test_enter_goes_to_the_first_wrong_field_and_loses_nothing() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot, "104.50", "0,05")
        await pilot.press("enter")
        assert app.screen is app.form
        assert app.form.focused is app.field("quantity")
        assert app.form.draft == Draft("104.50", "0,05")


async def test_escape_closes_without_a_plan() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert list(app.answers) == [None]


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["up"], "100.61"),
        (["up", "up"], "100.62"),
        (["up", "shift+up"], "100.71"),
        (["up", "shift+up", "down"], "100.70"),
        ([*"104.50", "shift+down"], "104.40"),
    ],
)
async def test_arrows_move_the_price_by_ticks_from_the_mark(keys: list[str], text: str) -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        assert app.field("price").value == text


async def test_arrows_in_the_quantity_move_it_by_steps() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab", "down", "shift+down")
        assert app.form.draft == Draft("", "24.89")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["f2"], "6.25"),
        (["f3"], "12.50"),
        (["f4"], "18.75"),
        (["f2", "f5"], "25.00"),
        (["pagedown"], "18.75"),
        (["pagedown", "pagedown", "pageup"], "18.75"),
    ],
)
async def test_portions_of_what_is_free_have_keys(keys: list[str], text: str) -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        assert app.field("quantity").value == text


async def test_a_portion_that_was_rounded_down_says_so_until_the_text_changes() -> None:
    app = FormScene(exit_view(sol_long(quantity=quantity("3.33")))).app()
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert "25% of 3.33 SOL free" in app.card()
        await pilot.press("tab", "backspace")
        await pilot.pause()
        assert "25% of 3.33 SOL free" not in app.card()


async def test_why_nothing_can_be_sent_is_said_in_the_form() -> None:
    app = FormScene(blocked=["The fate of an earlier order is not known yet."]).app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        assert "✗ The fate of an earlier order is not known yet." in app.card()


async def test_a_market_that_went_away_is_said_so() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        scene.feed.views.clear()
        app.form.repaint()
        await pilot.pause()
        assert "Nothing is known of the market SOL_USDC_PERP now." in app.card()
        await pilot.press("enter", "up", "f2")
        assert app.screen is app.form


async def test_a_position_that_closes_while_typing_is_said_so() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        scene.become(replace(exit_view(), position=None))
        await pilot.press("enter")
        app.form.repaint()
        await pilot.pause()
        assert app.screen is app.form
        assert "There is no open position on SOL_USDC_PERP" in app.card()


async def test_fault_u12_a_paste_of_several_lines_is_refused_aloud_and_sends_nothing() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        app.field("price").post_message(events.Paste("104.50\ny\n"))
        await pilot.pause()
        assert app.form.draft == Draft("", "25.00")
        assert not app.reviewing
        assert "not taken: one line of at most 32" in app.card()


async def test_a_paste_with_its_line_end_is_taken_and_does_not_go_on() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        app.field("price").post_message(events.Paste("104.50\r\n"))
        await pilot.pause()
        assert app.form.draft == Draft("104.50", "25.00")
        assert not app.reviewing


async def test_fault_u04_what_a_terminal_would_obey_never_gets_into_a_field() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        app.field("price").post_message(events.Paste("1\x1b]52;c;eA==\x07"))
        app.field("price").post_message(events.Paste("\u202e05.401"))
        await pilot.pause()
        assert app.field("price").value == ""


async def test_a_text_that_is_too_long_is_refused_whole() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"1.5")
        app.field("price").post_message(events.Paste("9" * 40))
        await pilot.pause()
        assert app.field("price").value == "1.5"


@settings(max_examples=25, deadline=None)
@given(
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=31).filter(
        lambda text: clean(text, 32) == text and text == text.rstrip("\r\n")
    )
)
async def test_the_form_never_changes_what_was_typed(text: str) -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        app.field("price").post_message(events.Paste(text))
        await pilot.pause()
        scene.become(exit_view(mark=price("99.10")))
        app.form.repaint()
        await pilot.press("enter", "tab", "tab")
        assert app.field("price").value == text


@pytest.mark.parametrize("keys", ["0,05", "1.234,5", "1_000", "1e5", "1 000", "--5", "0005"])
async def test_every_key_that_is_typed_stands_in_the_field(keys: str) -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys)
        assert app.field("price").value == keys


async def test_every_key_of_the_form_has_an_id_and_says_what_it_does() -> None:
    for binding in TakeProfitScreen.BINDINGS:
        assert not isinstance(binding, tuple)
        assert binding.id
        assert binding.tooltip


async def test_the_plan_carries_the_texts_as_typed() -> None:
    app = FormScene().app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot, "104.5", "5.0")
        await pilot.press("enter")
        await pilot.pause()
        plan = app.review.plan
        assert (plan.ticket.price, plan.ticket.quantity) == (Decimal("104.5"), Decimal("5.0"))
        assert "SELL 5.0 SOL at 104.5" in app.card()
