"""Which orders to cancel: the form, and the card that asks once more.

The form only answers: it is dismissed with the scope that was confirmed, or with None.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.domain.command import CancelScope
from tui.domain.money import trimmed
from tui.domain.order import Order
from tui.ui.card_parts import MODES, limited
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line, wrapped
from tui.ui.ports import Clock
from tui.ui.rows_common import Picture
from tui.ui.scope_choice import Part, choice_panel, turned
from tui.ui.screens.armed_card import REPAINT, ArmedCard
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.tiers import BREAKPOINTS
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel
from tui.ui.wording_orders import order_terms, status_words
from tui.ui.wording_safety import is_ours, orders, taken

KEYS = line(
    Span("↑↓ ", Tone.KEY),
    Span("choose   ", Tone.MUTED),
    Span("←→ ", Tone.KEY),
    Span("change   ", Tone.MUTED),
    Span("enter ", Tone.KEY),
    Span("review   ", Tone.MUTED),
    Span("esc ", Tone.KEY),
    Span("close", Tone.MUTED),
)


def order_lines(picture: Picture, scope: CancelScope, width: int) -> tuple[Line, ...]:
    """The orders that `scope` takes, as far as they are known."""
    if picture.state.orders_confirmed is None:
        return wrapped("The orders were not read yet: what is found is cancelled.", width)
    found = taken(picture.state, scope)
    if not found:
        return wrapped("No open order that is known; the exchange is asked all the same.", width)
    lines: list[Line] = []
    for each in found:
        whose = "" if is_ours(picture.state, each) else ", not ours"
        trigger = "" if each.trigger_price is None else f" {trimmed(each.trigger_price)}"
        text = f"{order_terms(each)} on {each.symbol}, {status_words(each)}{trigger}{whose}"
        lines += wrapped(text, width, Tone.WARN if whose or each.waits_for_trigger else Tone.PLAIN)
    return tuple(lines)


def cautions(found: Sequence[Order]) -> tuple[str, ...]:
    """What the trader should know before `found` are cancelled."""
    told = []
    if any(each.reduce_only and not each.waits_for_trigger for each in found):
        told.append("Exits are among them: the position is covered by that much less.")
    if any(each.waits_for_trigger for each in found):
        told.append("Conditional orders are among them: they may be your stop-losses.")
    return tuple(told)


class ScopeReview(ArmedCard):
    """Asks whether `scope` shall be cancelled; an order that joins it meanwhile refuses it."""

    BINDING_GROUP_TITLE = "Review"
    no = "back"

    def __init__(self, scope: CancelScope, look: Callable[[], Picture], *, clock: Clock) -> None:
        super().__init__(clock, kind="confirm")
        self._scope = scope
        self._look = look
        self._then = frozenset(each.order_id for each in taken(look().state, scope))
        self._more = 0

    def picture(self, width: int) -> Panel:
        """The scope in words, then the orders."""
        about = self._scope.words
        head = [EMPTY, *wrapped(f"{about[:1].upper()}{about[1:]}.", width, Tone.STRONG)]
        for caution in cautions(taken(self._look().state, self._scope)):
            head += [*wrapped(f"! {caution}", width, Tone.WARN)]
        head.append(EMPTY)
        body = order_lines(self._look(), self._scope, width)
        room = max(1, self.size.height - len(head) - 8)
        note = line(MODES[self._look().mode])
        title = line(Span("CANCEL ORDERS", Tone.TITLE))
        return Panel(title=title, note=note, head=(*head, *limited(body, room)))

    def look(self) -> None:
        """Count the orders of the scope, and those that joined it since the card was opened."""
        now = {each.order_id for each in taken(self._look().state, self._scope)}
        self.yes = f"cancel {orders(len(now))}" if now else "cancel what the exchange has"
        self._more = max(self._more, len(now - self._then))

    def obstacles(self) -> tuple[str, ...]:
        """Whether other orders would be cancelled than were reviewed."""
        if not self._more:
            return ()
        return (f"{orders(self._more)} joined since. Go back and look again.",)


class ScopeScreen(Steady, ModalScreen[CancelScope | None]):
    """Asks which orders to cancel; starts with ours on the selected market."""

    CSS_PATH = paths(["confirm", "scope"])
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDING_GROUP_TITLE = "Cancel orders"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "turn(-1)", "Before", id="scope.before", tooltip="The choice before"),
        Binding("right,l,space", "turn(1)", "Next", id="scope.next", tooltip="The next choice"),
        Binding("escape", "close", "Close", id="scope.close", tooltip="Close, nothing is sent"),
    ]

    def __init__(self, look: Callable[[], Picture], *, clock: Clock) -> None:
        super().__init__()
        self._look = look
        self._clock = clock
        self._symbol = look().symbol
        self._scope = CancelScope(symbol=self._symbol, ours_only=True)

    def compose(self) -> ComposeResult:
        """The choices, the orders they take, the keys."""
        with Vertical(id="card", classes="card scope"):
            yield ListPanel(id="choices")
            yield LinePanel(id="taken")
            yield LinePanel(id="keys")

    def on_mount(self) -> None:
        """Look at what changes while it is open."""
        self.query_one("#choices").focus()
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self.repaint)

    def on_resize(self, _: events.Resize) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        """Show the choices with their counts, and the orders of the scope."""
        if not self.is_attached:
            return
        picture = self._look()
        form = self.query_one("#choices", ListPanel)
        form.show(choice_panel(self._scope, picture.state, self._symbol, form.inner_width))
        below = self.query_one("#taken", LinePanel)
        count = len(taken(picture.state, self._scope))
        told = line(Span(f"It would cancel {orders(count)}:", Tone.STRONG))
        body = order_lines(picture, self._scope, below.inner_width)
        below.show(Panel(head=(told, *limited(body, below.size.height - 1))))
        self.query_one("#keys", LinePanel).show(Panel(head=(KEYS,)))

    @property
    def scope(self) -> CancelScope:
        """What is chosen."""
        return self._scope

    def action_turn(self, by: int) -> None:
        """Take the next answer to the part under the cursor."""
        key = self.query_one("#choices", ListPanel).key
        if key is not None:
            state = self._look().state
            self._scope = turned(Part(key), self._scope, state, self._symbol, by)
            self.repaint()

    def on_list_panel_chosen(self, event: ListPanel.Chosen) -> None:
        """Ask once more."""
        event.stop()
        review = ScopeReview(self._scope, self._look, clock=self._clock)
        self.app.push_screen(review, self._answered)

    def _answered(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(self._scope)

    def action_close(self) -> None:
        """Close; nothing is cancelled."""
        self.dismiss(None)
