"""What every form that plans an order is made of: fields, a live outlook, and the way to the card.

A form only answers: it is dismissed with the plan that was confirmed on the review card, or with
None. Whoever opened it sends the plan.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.domain.exits.plan import ExitView, Problem
from tui.ui.card_parts import FORM_KEYS, MODES, broken_fields, key_words, limited, marked
from tui.ui.exit_steps import next_quarter, portion
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line, rows
from tui.ui.lines import words as shorten
from tui.ui.plans import AnyPlan
from tui.ui.rows_budget import over_limits
from tui.ui.screens.form_parts import KEYS, Around, Grid
from tui.ui.screens.review import ReviewScreen
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.tiers import BREAKPOINTS
from tui.ui.widgets.amount_input import MAX_LENGTH, AmountInput
from tui.ui.widgets.line_panel import LinePanel

REPAINT = 0.1
"""Seconds between looks at the market while the form is open."""

_REFUSED = f"not taken: one line of at most {MAX_LENGTH}"


class PlanForm(Steady, ModalScreen[AnyPlan | None]):
    """Plans one order on `symbol`; what of it can be chosen is the business of its subclasses."""

    CSS_PATH = paths(["confirm", "form"])
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = KEYS
    heading: ClassVar[str]
    """What is planned, in capitals."""
    card: ClassVar[str] = "card"
    """Classes of the card."""
    keys: ClassVar[Sequence[tuple[str, str]]] = FORM_KEYS

    def __init__(self, symbol: str, around: Around) -> None:
        super().__init__()
        self.symbol = symbol
        self._around = around
        self._under_review = False
        self._notes: dict[str, Span] = {}

    def compose(self) -> ComposeResult:
        """The position above, the fields, the outlook below."""
        with Vertical(id="card", classes=self.card):
            yield LinePanel(id="held")
            yield from self.compose_fields()
            yield LinePanel(id="outlook")
            yield LinePanel(id="keys")

    def on_mount(self) -> None:
        """Fill the fields for a start, and follow the market."""
        self.prefill(self.view())
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self.repaint)

    @abstractmethod
    def compose_fields(self) -> ComposeResult:
        """The rows of fields."""

    @abstractmethod
    def prefill(self, view: ExitView | None) -> None:
        """Write what a fresh form holds, and choose where typing goes."""

    @abstractmethod
    def check(self, view: ExitView) -> AnyPlan | tuple[Problem, ...]:
        """The plan of what stands in the fields, or all that is wrong with it."""

    @abstractmethod
    def about(self, view: ExitView, width: int) -> tuple[Line, ...]:
        """Two lines above the fields."""

    @abstractmethod
    def outlook(
        self, view: ExitView, result: AnyPlan | tuple[Problem, ...], width: int
    ) -> tuple[Line, ...]:
        """What it would bring or cost, and all that is wrong with it."""

    @abstractmethod
    def grids(self, view: ExitView) -> Iterable[Grid]:
        """The fields with a note beside them, in the order in which they are put right."""

    @abstractmethod
    def stepped(self, name: str, text: str, steps: int, view: ExitView) -> str | None:
        """The text of a field moved by ticks or steps; None where it has to be read first."""

    def review(self, plan: AnyPlan, view: ExitView) -> ReviewScreen:
        """The card that asks about `plan`."""
        return ReviewScreen(
            plan,
            view,
            look=self.view,
            mode=self._around.mode,
            clock=self._around.clock,
            blockers=lambda: self.blocked(plan, self.view()),
        )

    def repaint(self) -> None:
        """Show the newest picture; the panels paint only the lines that changed."""
        if not self.is_attached:
            return
        below = self.query_one("#keys", LinePanel)
        below.show(Panel(head=(key_words(self.keys, below.inner_width),)))
        view = self.view()
        if view is None:
            lost = line(Span(f"Nothing is known of the market {self.symbol} now.", Tone.WARN))
            self.query_one("#outlook", LinePanel).show(Panel(head=(EMPTY, lost)))
            return
        result = self.check(view)
        self._show_held(view)
        self.show_notes(view, result if isinstance(result, tuple) else ())
        self._show_outlook(view, result)

    def view(self) -> ExitView | None:
        """The newest picture; None where nothing is known of the market."""
        return self._around.feed.view(self.symbol, self._around.clock.monotonic())

    def checked_on(self, view: ExitView) -> ExitView:
        """The picture that the order is checked on."""
        return view

    def blocked(
        self, result: AnyPlan | tuple[Problem, ...], view: ExitView | None
    ) -> tuple[str, ...]:
        """Why it could not be sent now although its terms are right."""
        closed = tuple(self._around.blockers())
        if isinstance(result, tuple) or view is None:
            return closed
        return (*closed, *over_limits(result, view.mark, self._around.budget()))

    def amount(self, name: str) -> AmountInput:
        """A field by its name."""
        return self.query_one(f"#{name}", AmountInput)

    def _show_held(self, view: ExitView) -> None:
        panel = self.query_one("#held", LinePanel)
        title = line(Span(f"{self.heading} · {self.symbol}", Tone.TITLE))
        about = self.about(view, panel.inner_width)
        panel.show(Panel(title=title, note=line(MODES[self._around.mode]), head=(EMPTY, *about)))

    def show_notes(self, view: ExitView, problems: Sequence[Problem]) -> None:
        """Mark the fields that are wrong, and say beside each what it is about."""
        broken = broken_fields(problems)
        for name, field, text, row in self.grids(view):
            self.amount(name).set_class(field in broken, "-broken")
            panel = self.query_one(f"#{row or name}-note", LinePanel)
            told, tone = self._notes.get(name) or Span(text, Tone.MUTED)
            panel.show(Panel(head=(line(Span(shorten(told, panel.inner_width), tone)),)))

    def _show_outlook(self, view: ExitView, result: AnyPlan | tuple[Problem, ...]) -> None:
        panel = self.query_one("#outlook", LinePanel)
        width = panel.inner_width
        lines = [EMPTY, *self.outlook(view, result, width)]
        for why in self.blocked(result, view):
            lines += marked("✗", why, width, Tone.ALERT)
        panel.show(Panel(rows=rows(limited(lines, panel.size.height))))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check anew; a note about the field's former text no longer holds."""
        self._notes.pop(event.input.id or "", None)
        self.repaint()

    def on_input_submitted(self) -> None:
        """Enter in a field goes on to the review."""
        self.action_review()

    def on_amount_input_refused(self, event: AmountInput.Refused) -> None:
        """Say aloud that the field did not take what came."""
        self.note(event.field.id or "", _REFUSED, Tone.WARN)

    def note(self, name: str, text: str, tone: Tone) -> None:
        """Say something beside a field until its text changes."""
        self._notes[name] = Span(text, tone)
        self.repaint()

    def action_review(self) -> None:
        """Go on to the review card, or to the first field that is wrong."""
        view = self.view()
        if self._under_review or view is None:
            return
        result = self.check(view)
        if isinstance(result, tuple):
            self._go_to_first(result, view)
            return
        self._under_review = True
        self.app.push_screen(self.review(result, view), partial(self._reviewed, result))

    def _reviewed(self, plan: AnyPlan, sent: bool | None) -> None:
        if sent:
            self.dismiss(plan)
        else:
            self._under_review = False

    def _go_to_first(self, problems: Sequence[Problem], view: ExitView) -> None:
        fields = [problem.field for problem in problems]
        for grid in self.grids(view):
            if grid.field in fields:
                self.amount(grid.name).focus()
                return

    def action_step(self, steps: int) -> None:
        """Move the focused amount by ticks or steps."""
        view, field = self.view(), self.focused
        if view is None or not isinstance(field, AmountInput):
            return
        text = self.stepped(field.id or "", field.value, steps, view)
        if text is not None:
            field.put(text)

    def action_portion(self, percent: int) -> None:
        """Write a part of what is free into the quantity and say how it came about."""
        view = self.view()
        if view is None:
            return
        part = portion(percent, self.checked_on(view))
        if part is None:
            self.note("quantity", f"{percent}% is below the minimum", Tone.WARN)
            return
        field = self.amount("quantity")
        with field.prevent(Input.Changed):
            field.put(part.text)
        self.note("quantity", part.note, Tone.ACCENT)

    def action_quarter(self, way: int) -> None:
        """Go to the next quarter of what is free, up or down."""
        view = self.view()
        if view is not None:
            text = self.amount("quantity").value
            self.action_portion(next_quarter(text, way, self.checked_on(view)))

    def action_close(self) -> None:
        """Close without a plan."""
        if not self._under_review:
            self.dismiss(None)
