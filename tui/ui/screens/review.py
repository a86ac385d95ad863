"""The review card: the last look before an order leaves.

What it shows is frozen; once the world moved away from it, it cannot be sent any more. Where the
plan is dear or odd (at a loss, far from the mark), the price has to be typed a second time.
"""

from collections.abc import Callable, Sequence

from textual import events

from tui.domain.exits.plan import ExitPlan, ExitView
from tui.ui.exit_card import MODES
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line
from tui.ui.ports import Clock, Mode
from tui.ui.review_card import changes, review_lines, to_type_again
from tui.ui.screens.armed_card import ArmedCard

_CANNOT = "This card cannot be sent. Go back and review it again."


class ReviewScreen(ArmedCard):
    """Asks whether `plan`, checked against `view`, shall be sent; answers True at most once.

    `look` gives the newest picture; `blockers` the sentences why nothing can be sent now.
    """

    BINDING_GROUP_TITLE = "Review"
    yes = "sign and send"
    no = "back, values are kept"

    def __init__(
        self,
        plan: ExitPlan,
        view: ExitView,
        *,
        look: Callable[[], ExitView | None],
        mode: Mode,
        clock: Clock,
        blockers: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        super().__init__(clock, kind=f"review -{mode.name.lower()}")
        self._plan = plan
        self._then = view
        self._look = look
        self._mode = mode
        self._blockers = blockers
        self._changed: tuple[str, ...] = ()
        self._again = to_type_again(plan)
        self._typed = ""

    def picture(self, width: int) -> Panel:
        """The order and its outlook, as they were when the plan was checked."""
        title = line(Span(f"REVIEW · {self._plan.ticket.symbol}", Tone.TITLE))
        lines = review_lines(self._plan, self._then, width)
        return Panel(title=title, note=line(MODES[self._mode]), head=(EMPTY, *lines))

    def look(self) -> None:
        """Keep the first difference: a card that was wrong for a moment stays refused."""
        if not self._changed:
            self._changed = changes(self._plan, self._then, self._look())

    def obstacles(self) -> tuple[str, ...]:
        """What changed, a session that cannot send, or a closed gate."""
        if self._changed:
            return (*self._changed, _CANNOT)
        if self._mode is Mode.READ_ONLY:
            return ("This session is read-only: nothing can be sent.",)
        return tuple(self._blockers())

    def unlock(self) -> Line | None:
        """Ask for the price again while it is not typed in full."""
        if self._again is None or self._typed == self._again:
            return None
        ask = Span(f"Type the price {self._again} again to unlock ", Tone.WARN)
        return line(ask, Span("y", Tone.KEY), Span(":  "), Span(f"{self._typed}▏", Tone.STRONG))

    def typed(self, event: events.Key) -> bool:
        """Collect the digits of the price; Backspace takes one back."""
        if self._again is None:
            return False
        char = event.character or ""
        if event.key == "backspace":
            self._typed = self._typed[:-1]
        elif char and char in "0123456789.":
            self._typed = (self._typed + char)[: len(self._again)]
        else:
            return False
        return True

    @property
    def plan(self) -> ExitPlan:
        """What would be sent."""
        return self._plan
