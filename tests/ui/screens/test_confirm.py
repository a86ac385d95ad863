from dataclasses import replace

from tests.builders import quantity, sol_intent, sol_order
from tests.fakes.clock import FakeClock
from tests.form_scenes import cancel_shell, card_text, quit_shell
from tui.domain.intent import IntentStatus
from tui.ui.arming import BEAT
from tui.ui.screens.confirm import ConfirmScreen, cancel_question, quit_question

SIZE = (80, 24)


async def test_the_question_names_the_order_and_what_follows() -> None:
    app = cancel_shell(FakeClock())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        text = card_text(app)
        assert "CANCEL ORDER" in text
        assert "Sell 5 SOL at 110" in text
        assert "order 59887375336 on SOL_USDC_PERP" in text
        assert "2 is filled already; only the rest is cancelled." in text
        assert "The position is covered by that much less." in text


async def test_y_is_yes_only_after_a_quiet_beat() -> None:
    clock = FakeClock()
    app = cancel_shell(clock)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("x", "y", "enter")
        assert app.answers == []
        await clock.advance(BEAT + 0.001)
        await pilot.press("enter", "x")
        assert app.answers == []
        await pilot.press("y")
        await pilot.pause()
        assert app.answers == [True]


async def test_escape_is_no_at_any_time() -> None:
    app = cancel_shell(FakeClock())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [False]


async def test_a_question_answers_once() -> None:
    clock = FakeClock()
    app = cancel_shell(clock)
    async with app.run_test(size=SIZE) as pilot:
        await clock.advance(BEAT + 0.001)
        question = app.screen
        assert isinstance(question, ConfirmScreen)
        question.action_yes()
        question.action_yes()
        question.action_no()
        await pilot.pause()
        assert app.answers == [True]


async def test_a_question_that_is_cut_off_takes_no_yes() -> None:
    clock = FakeClock()
    app = cancel_shell(clock)
    async with app.run_test(size=(80, 5)) as pilot:
        await clock.advance(BEAT + 0.001)
        await pilot.press("y")
        assert app.answers == []


async def test_the_two_answers_are_in_words() -> None:
    clock = FakeClock()
    app = cancel_shell(clock)
    async with app.run_test(size=SIZE) as pilot:
        await clock.advance(BEAT + 0.001)
        await pilot.press("a")
        await pilot.pause()
        assert "y cancel it   esc keep it" in card_text(app)


async def test_leaving_with_an_unknown_order_says_that_it_is_looked_up_later() -> None:
    app = quit_shell(FakeClock())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        text = " ".join(card_text(app).split())
        assert "UNKNOWN: sell 5 SOL at 110 may exist." in text
        assert "the next start looks it up again. Nothing is sent a second time." in text


def test_an_order_that_is_no_exit_uncovers_nothing() -> None:
    question = cancel_question(sol_order(reduce_only=False), is_exit=False)
    assert question.details == ("It is resting, order 59887375336 on SOL_USDC_PERP.",)


def test_every_unsettled_order_is_named_before_leaving() -> None:
    other = replace(sol_intent(client_id=8, status=IntentStatus.SENDING))
    bigger = replace(other, ticket=replace(other.ticket, quantity=quantity("7")))
    about = quit_question([sol_intent(status=IntentStatus.UNKNOWN), bigger]).about
    assert "sell 5 SOL at 110" in about
    assert "sell 7 SOL at 110" in about
