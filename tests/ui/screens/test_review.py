from dataclasses import replace

import pytest

from tests.builders import exit_view, price, quantity, sol_long
from tests.form_scenes import FormScene, armed, losing_view, reviewed, taking_view, type_exit
from tui.domain.exits.plan import Draft
from tui.ui.ports import Mode
from tui.ui.widgets.line_panel import LinePanel

SIZE = (80, 24)


async def test_y_sends_the_plan_that_was_shown_once_the_card_is_armed() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        assert "y sign and send" in app.card()
        await pilot.press("y")
        await pilot.pause()
        (plan,) = scene.desk.submitted
        assert (f"{plan.ticket.price}", f"{plan.ticket.quantity}") == ("104.50", "5")
        assert len(app.screen_stack) == 1


async def test_fault_U11_enter_twice_opens_one_card_and_sends_nothing() -> None:  # noqa: N802  # because the fault catalogue names it so
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert app.reviewing
        assert len(app.screen_stack) == 3
        await armed(pilot, scene)
        await pilot.press(*["enter"] * 20)
        assert app.reviewing
        assert scene.desk.submitted == []


async def test_fault_U11_y_twice_sends_once() -> None:  # noqa: N802  # because the fault catalogue names it so
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        review = app.review
        await pilot.press("y", "y", "y")
        review.action_yes()
        review.action_no()
        await pilot.pause()
        assert len(scene.desk.submitted) == 1


async def test_fault_U11_a_held_key_never_arms_the_card() -> None:  # noqa: N802  # because the fault catalogue names it so
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        await pilot.press("enter")
        for _ in range(40):
            await pilot.press("y")
            await scene.clock.advance(0.05)
        assert app.reviewing
        assert scene.desk.submitted == []
        assert "arming…" in app.card()


async def test_fault_U12_raw_pasted_line_ends_send_nothing() -> None:  # noqa: N802  # because the fault catalogue names it so
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        app.field("quantity").put("5")
        await pilot.press(*"104.50", "enter", "enter", "y", "enter")
        await pilot.pause()
        assert app.reviewing
        assert scene.desk.submitted == []


async def test_escape_goes_back_and_keeps_the_values() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.form
        assert app.form.draft == Draft("104.50", "5")
        await pilot.press("enter")
        await pilot.pause()
        assert app.reviewing


async def test_fault_U13_a_card_that_was_wrong_for_a_moment_stays_refused() -> None:  # noqa: N802  # because the fault catalogue names it so
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        scene.become(exit_view(sol_long(quantity=quantity("20"))))
        app.review.repaint()
        scene.become(exit_view())
        app.review.repaint()
        await pilot.pause()
        assert "The position is 20 SOL now; it was 25 SOL." in app.card()
        assert "This card cannot be sent." in app.card()
        assert "SELL 5 SOL at 104.50" in app.card()
        await pilot.press("y")
        await pilot.pause()
        assert scene.desk.submitted == []
        assert app.reviewing


async def test_a_change_between_two_looks_is_seen_before_the_yes_counts() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        scene.become(replace(exit_view(), position=None))
        app.review.action_yes()
        await pilot.pause()
        assert scene.desk.submitted == []
        assert "The position is closed." in app.card()


@pytest.mark.parametrize("size", [(80, 14), (60, 20), (30, 24), (40, 10), (1, 1)])
async def test_fault_l05_a_card_that_is_cut_off_cannot_be_sent(size: tuple[int, int]) -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert scene.desk.submitted == []
        assert app.reviewing


@pytest.mark.parametrize("size", [(60, 16), (80, 14), (60, 18), (120, 16)])
async def test_a_card_that_is_cut_off_says_so_where_it_can_be_seen(size: tuple[int, int]) -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=size) as pilot:
        await reviewed(pilot, scene)
        await pilot.pause()
        app.review.repaint()
        await pilot.pause()
        verdict = app.review.query_one("#verdict", LinePanel)
        assert app.review.region.contains_region(verdict.region)
        assert verdict.size.height >= len(verdict.panel.head)
        told = " ".join(span.text for each in verdict.panel.head for span in each)
        assert ("Make the terminal larger" in told) is not app.review.is_fully_visible
        assert "esc" in told


async def test_a_narrow_terminal_that_is_tall_enough_shows_the_whole_card() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=(60, 24)) as pilot:
        await reviewed(pilot, scene)
        assert app.review.is_fully_visible


async def test_a_card_that_is_whole_again_can_be_sent() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=(80, 14)) as pilot:
        await reviewed(pilot, scene)
        assert not app.review.is_fully_visible
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        app.review.repaint()
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert len(scene.desk.submitted) == 1


async def test_a_read_only_session_sends_nothing() -> None:
    scene = FormScene(mode=Mode.READ_ONLY)
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        assert "This session is read-only: nothing can be sent." in app.card()
        await pilot.press("y")
        await pilot.pause()
        assert scene.desk.submitted == []


async def test_a_closed_gate_holds_the_yes_back_until_it_opens() -> None:
    scene = FormScene(blocked=["The clock is not measured yet."])
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        assert "The clock is not measured yet." in app.card()
        await pilot.press("y")
        assert scene.desk.submitted == []
        scene.blocked.clear()
        await pilot.press("y")
        await pilot.pause()
        assert len(scene.desk.submitted) == 1


@pytest.mark.parametrize(
    ("scene", "at"),
    [(FormScene(), "180"), (FormScene(losing_view()), "104.50")],
    ids=["far from the mark", "at a loss"],
)
async def test_fault_U10_an_odd_price_has_to_be_typed_again(scene: FormScene, at: str) -> None:  # noqa: N802  # because the fault catalogue names it so
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene, at)
        assert f"Type the price {at} again" in app.card()
        await pilot.press("y")
        await pilot.press(*at[:-1], "y")
        assert scene.desk.submitted == []
        await pilot.press("9", "backspace", at[-1], "y")
        await pilot.pause()
        assert len(scene.desk.submitted) == 1


async def test_typing_the_price_before_the_card_is_armed_does_not_count() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot, "180")
        await pilot.press("enter", *"180")
        await armed(pilot, scene)
        await pilot.press("y")
        await pilot.pause()
        assert scene.desk.submitted == []


async def test_an_order_that_fills_in_part_is_said_so_on_the_card() -> None:
    scene = FormScene(taking_view())
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        assert "FILLS NOW ~3 at 104.60 (taker), 2 rests at 104.50" in app.card()


@pytest.mark.parametrize(
    ("mode", "words"),
    [(Mode.LIVE, "LIVE · real money"), (Mode.SANDBOX, "SANDBOX · play money")],
)
async def test_the_card_says_whose_money_it_is(mode: Mode, words: str) -> None:
    scene = FormScene(mode=mode)
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        assert words in app.card()


async def test_a_mark_that_ran_past_the_price_stops_the_card() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, scene)
        scene.become(exit_view(mark=price("104.50")))
        await pilot.press("y")
        await pilot.pause()
        assert scene.desk.submitted == []
        assert "Price must be above the mark 104.5 for a long." in app.card()


async def test_a_card_nobody_has_seen_yet_is_not_armed_by_time_alone() -> None:
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        app.form.action_review()
        # At once: to advance would let the card be drawn first.
        scene.clock._move_to(scene.clock.monotonic() + 60)
        await pilot.pause()
        app.review.action_yes()
        await pilot.pause()
        assert scene.desk.submitted == []
        assert "arming…" in app.card()


async def test_fault_U11_a_second_review_before_the_first_card_is_up_opens_none() -> None:  # noqa: N802  # because the fault catalogue names it so
    scene = FormScene()
    app = scene.app()
    async with app.run_test(size=SIZE) as pilot:
        await type_exit(pilot)
        form = app.form
        form.action_review()
        form.action_review()
        form.action_close()
        await pilot.pause()
        assert len(app.screen_stack) == 3
        assert app.reviewing
