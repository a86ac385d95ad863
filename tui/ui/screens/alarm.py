"""The alarm that cannot be missed: an order that was taken not to exist is on the exchange."""

from dataclasses import replace

from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import Order
from tui.ui.lines import Panel, Span, Tone
from tui.ui.ports import Clock
from tui.ui.screens.confirm import ConfirmScreen, Question
from tui.ui.wording_orders import came_back


def alarm_question(intent: Intent, believed: IntentStatus, order: Order | None) -> Question:
    """What is asked; `order` is live, None when there is nothing to cancel any more."""
    title = "ALARM · AN ORDER CAME BACK"
    about = came_back(intent, believed)
    if order is None:
        advice = "Nothing of it is live. Look at the position, and at Backpack in a browser."
        return Question(title, about, (advice,), "I have seen it", "close")
    details = (
        "It was sent once, and this program went on as if it did not exist.",
        "If you placed another one since, both may be live.",
    )
    return Question(title, about, details, "cancel it", "keep it")


class AlarmScreen(ConfirmScreen):
    """Asks what to do about the order; no key counts before the keyboard was quiet for a beat."""

    BINDING_GROUP_TITLE = "Alarm"

    def __init__(
        self, intent: Intent, believed: IntentStatus, order: Order | None, *, clock: Clock
    ) -> None:
        question = alarm_question(intent, believed, order)
        super().__init__(question, clock=clock, kind="confirm -alarm")

    def picture(self, width: int) -> Panel:
        """The question, under a heading that alarms."""
        panel = super().picture(width)
        return replace(panel, title=tuple(Span(each.text, Tone.ALERT) for each in panel.title))

    def action_no(self) -> None:
        """Keep it; an Escape that was meant for the screen below is not taken for an answer."""
        if self._shown and self._arming.admits(self._clock.monotonic()):
            super().action_no()
        self.repaint()
