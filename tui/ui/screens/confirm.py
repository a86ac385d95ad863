"""Small questions before what cannot be taken back: cancel an order, leave the program."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.domain.intent import Intent
from tui.domain.order import Order
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line, wrapped
from tui.ui.ports import Clock
from tui.ui.screens.armed_card import ArmedCard
from tui.ui.wording_orders import order_terms, outcome, status_words


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a title, the thing it is about, what follows, and the two answers."""

    title: str
    about: str
    details: tuple[str, ...]
    yes: str
    no: str


def cancel_question(order: Order, *, is_exit: bool) -> Question:
    """Ask whether `order` shall be cancelled; `is_exit`: it covers a position."""
    details = [f"It is {status_words(order)}, order {order.order_id} on {order.symbol}."]
    if order.executed:
        details.append(f"{order.executed:f} is filled already; only the rest is cancelled.")
    if is_exit:
        details.append("The position is covered by that much less.")
    return Question(
        "CANCEL ORDER", _capital(order_terms(order)), tuple(details), "cancel it", "keep it"
    )


def quit_question(unsettled: Sequence[Intent]) -> Question:
    """Ask whether to leave while the fate of an order is not known."""
    details = ("It is recorded: the next start looks it up again. Nothing is sent a second time.",)
    named = "; ".join(outcome(intent) for intent in unsettled)
    return Question("QUIT", named, details, "quit", "stay")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class ConfirmScreen(ArmedCard):
    """Asks one `Question`; True is yes."""

    BINDING_GROUP_TITLE = "Confirm"

    def __init__(self, question: Question, *, clock: Clock, kind: str = "confirm") -> None:
        super().__init__(clock, kind=kind)
        self._question = question
        self.yes = question.yes
        self.no = question.no

    def picture(self, width: int) -> Panel:
        """The thing it is about, then what follows."""
        asked = self._question
        head: list[Line] = [EMPTY, *wrapped(asked.about, width, Tone.STRONG)]
        for detail in asked.details:
            head += wrapped(detail, width, Tone.MUTED)
        return Panel(title=line(Span(asked.title, Tone.TITLE)), head=tuple(head))
