from tests.builders import sol_order
from tests.fakes.clock import FakeClock
from tests.form_scenes import Shell, card_text
from tests.safety_scenes import intent
from tui.domain.intent import IntentStatus
from tui.domain.order import Order
from tui.ui.arming import BEAT
from tui.ui.lines import Tone
from tui.ui.screens.alarm import AlarmScreen
from tui.ui.widgets.line_panel import LinePanel

SIZE = (80, 24)


def shell(clock: FakeClock, order: Order | None) -> Shell:
    held = intent(7, IntentStatus.RESTING if order else IntentStatus.FILLED, order_id="5")
    return Shell(lambda: AlarmScreen(held, IntentStatus.ABSENT, order, clock=clock))


async def test_the_alarm_names_the_order_and_what_it_was_taken_for() -> None:
    app = shell(FakeClock(), sol_order())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        text = " ".join(card_text(app).split())
        assert "ALARM · AN ORDER CAME BACK" in text
        assert "was taken to be absent and is resting." in text
        assert "If you placed another one since, both may be live." in text
        title = app.screen.query_one("#picture", LinePanel).panel.title
        assert {span.tone for span in title} == {Tone.ALERT}


async def test_an_escape_meant_for_the_screen_below_does_not_close_it() -> None:
    clock = FakeClock()
    app = shell(clock, sol_order())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("escape")
        await clock.advance(BEAT / 2)
        await pilot.press("escape")
        await clock.advance(BEAT / 2)
        await pilot.press("y")
        assert app.answers == []
        await clock.advance(BEAT + 0.001)
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [False]


async def test_an_order_that_is_gone_again_offers_no_cancel() -> None:
    clock = FakeClock()
    app = shell(clock, None)
    async with app.run_test(size=SIZE) as pilot:
        await clock.advance(BEAT + 0.001)
        await pilot.press("a")
        assert "y I have seen it   esc close" in card_text(app)
        assert "look at the position" in card_text(app).lower()
