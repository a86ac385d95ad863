"""The review card: the last look before an order leaves.

What it shows is frozen; once the world moved away from it, it cannot be sent any more. Where the
plan is dear or odd (at a loss, far from the mark), the price has to be typed a second time; where
it may open a position, a word.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events

from tui.domain.exits.plan import ExitPlan, ExitView
from tui.ui.card_parts import MODES
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line
from tui.ui.plans import AnyPlan
from tui.ui.ports import Clock, Mode
from tui.ui.review_card import OPENING, changes, review_lines, squeezed, to_type_again
from tui.ui.screens.armed_card import ArmedCard

_CANNOT = "This card cannot be sent. Go back and review it again."


_AROUND = 5
"""Lines of the card beside the picture's: its edge, its heading, and room for the verdict."""
_TALL = 26


@dataclass(frozen=True, slots=True)
class Instead:
    """What a card says and watches of an order that would be replaced."""

    about: tuple[str, ...]
    """Which order it is, and how it would be replaced; in sentences."""
    changes: Callable[[], tuple[str, ...]]
    """What of it is not any more as `about` says; in sentences."""


class ReviewScreen(ArmedCard):
    """Asks whether `plan`, checked against `view`, shall be sent; answers True at most once.

    `look` gives the newest picture; `blockers` the sentences why nothing can be sent now.
    """

    BINDING_GROUP_TITLE = "Review"
    yes = "sign and send"
    no = "back, values are kept"

    def __init__(
        self,
        plan: AnyPlan,
        view: ExitView,
        *,
        look: Callable[[], ExitView | None],
        mode: Mode,
        clock: Clock,
        blockers: Callable[[], Sequence[str]] = tuple,
        instead: Instead | None = None,
    ) -> None:
        tall = "" if isinstance(plan, ExitPlan) else " -tall"
        super().__init__(clock, kind=f"review -{mode.name.lower()}{tall}")
        self._instead = instead
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
        about = () if self._instead is None else self._instead.about
        lines = (EMPTY, *review_lines(self._plan, self._then, width, about))
        if not isinstance(self._plan, ExitPlan):
            lines = squeezed(lines, min(self.size.height, _TALL) - _AROUND)
        return Panel(title=title, note=line(MODES[self._mode]), head=lines)

    def look(self) -> None:
        """Keep the first difference: a card that was wrong for a moment stays refused."""
        if not self._changed:
            replaced = () if self._instead is None else self._instead.changes()
            self._changed = replaced or changes(self._plan, self._then, self._look())

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
        what = f"{self._again}" if OPENING in self._again else f"the price {self._again} again"
        ask = Span(f"Type {what} to unlock ", Tone.WARN)
        return line(ask, Span("y", Tone.KEY), Span(":  "), Span(f"{self._typed}▏", Tone.STRONG))

    def typed(self, event: events.Key) -> bool:
        """Collect what has to be typed; Backspace takes one character back."""
        if self._again is None:
            return False
        char = event.character or ""
        if event.key == "backspace":
            self._typed = self._typed[:-1]
        elif char and char in f"0123456789.{self._again}":
            self._typed = (self._typed + char)[: len(self._again)]
        else:
            return False
        return True

    @property
    def plan(self) -> AnyPlan:
        """What would be sent."""
        return self._plan
