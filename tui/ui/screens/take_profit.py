"""The take-profit form: what is typed, what it would bring, and all that is wrong with it.

The form only answers: it is dismissed with the plan that was confirmed on the review card, or with
None. Whoever opened it sends the plan.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.domain.exits.check import check, suggest
from tui.domain.exits.plan import Draft, ExitPlan, ExitView, Field, Problem
from tui.domain.money import plain
from tui.ui.exit_card import MODES, broken_fields, form_keys, limited, outlook_lines, position_lines
from tui.ui.exit_steps import next_quarter, portion, stepped_price, stepped_quantity
from tui.ui.lines import EMPTY, Line, Panel, Span, Tone, line, rows
from tui.ui.lines import words as shorten
from tui.ui.ports import Clock, Feed, Mode
from tui.ui.screens.review import ReviewScreen
from tui.ui.screens.steady import Steady
from tui.ui.styles import paths
from tui.ui.tiers import BREAKPOINTS
from tui.ui.widgets.amount_input import MAX_LENGTH, AmountInput
from tui.ui.widgets.line_panel import LinePanel

REPAINT = 0.1
"""Seconds between looks at the market while the form is open."""

_REFUSED = f"not taken: control characters, several lines or over {MAX_LENGTH}"


def _over_field(key: str, action: str, name: str, about: str) -> Binding:
    """A key that comes before the field's own use of it, which is to scroll."""
    return Binding(key, action, name, id=f"exit.{key}", tooltip=about, priority=True)


class TakeProfitScreen(Steady, ModalScreen[ExitPlan | None]):
    """Plans one reduce-only limit order on the position of `symbol`.

    `blockers` gives the sentences why nothing can be sent now; none while sending is open. `price`
    is what was chosen in the book, empty where nothing was.
    """

    CSS_PATH = paths(["confirm", "take_profit"])
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDING_GROUP_TITLE = "Take profit"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "review", "Review", id="exit.review", tooltip="Check it and review it"),
        Binding("f1", "app.help", "Help", id="exit.help", tooltip="Every key that works here"),
        Binding("escape", "close", "Close", id="exit.close", tooltip="Close, nothing is sent"),
        _over_field("up", "step(1)", "Up", "One tick or step up"),
        _over_field("down", "step(-1)", "Down", "One tick or step down"),
        _over_field("shift+up", "step(10)", "Up ten", "Ten ticks or steps up"),
        _over_field("shift+down", "step(-10)", "Down ten", "Ten ticks or steps down"),
        _over_field("pageup", "quarter(1)", "More", "The next quarter of what is free"),
        _over_field("pagedown", "quarter(-1)", "Less", "The quarter below"),
        Binding("f2", "portion(25)", "25%", id="exit.25", tooltip="A quarter of what is free"),
        Binding("f3", "portion(50)", "50%", id="exit.50", tooltip="Half of what is free"),
        Binding("f4", "portion(75)", "75%", id="exit.75", tooltip="Three quarters of it"),
        Binding("f5", "portion(100)", "100%", id="exit.100", tooltip="All that is free"),
    ]

    def __init__(
        self,
        symbol: str,
        feed: Feed,
        *,
        mode: Mode,
        clock: Clock,
        blockers: Callable[[], Sequence[str]] = tuple,
        price: str = "",
    ) -> None:
        super().__init__()
        self._price = price
        self._symbol = symbol
        self._feed = feed
        self._mode = mode
        self._clock = clock
        self._blockers = blockers
        self._under_review = False
        self._notes: dict[str, Line] = {}

    def compose(self) -> ComposeResult:
        """Position above, two fields, outlook below."""
        with Vertical(id="card", classes="card"):
            yield LinePanel(id="held")
            for name in ("price", "quantity"):
                with Horizontal(classes="field"):
                    yield Static(name.capitalize(), classes="label", markup=False)
                    yield AmountInput(id=name)
                    yield LinePanel(id=f"{name}-note", classes="note")
            yield LinePanel(id="outlook")
            yield LinePanel(id="keys")

    def on_mount(self) -> None:
        """Offer the free quantity; the price is the trader's to choose, here or in the book."""
        view = self._view()
        if view is not None:
            draft = suggest(view)
            self._amount("quantity").put(draft.quantity)
        self._amount("price").put(self._price)
        self._amount("quantity" if self._price else "price").focus()
        self.set_interval(REPAINT, self.repaint)
        self.call_after_refresh(self.repaint)

    def repaint(self) -> None:
        """Show the newest picture; the panels paint only the lines that changed."""
        if not self.is_attached:
            return
        keys = self.query_one("#keys", LinePanel)
        keys.show(Panel(head=(form_keys(keys.inner_width),)))
        view = self._view()
        if view is None:
            lost = line(Span(f"Nothing is known of the market {self._symbol} now.", Tone.WARN))
            self.query_one("#outlook", LinePanel).show(Panel(head=(EMPTY, lost)))
            return
        result = check(self.draft, view)
        self._show_held(view)
        self._show_notes(view, () if isinstance(result, ExitPlan) else result)
        self._show_outlook(view, result)

    @property
    def draft(self) -> Draft:
        """What stands in the fields, exactly as typed."""
        return Draft(self._amount("price").value, self._amount("quantity").value)

    def _view(self) -> ExitView | None:
        return self._feed.view(self._symbol, self._clock.monotonic())

    def _amount(self, name: str) -> AmountInput:
        return self.query_one(f"#{name}", AmountInput)

    def _show_held(self, view: ExitView) -> None:
        panel = self.query_one("#held", LinePanel)
        title = line(Span(f"TAKE PROFIT · {self._symbol}", Tone.TITLE))
        about = position_lines(view, panel.inner_width)
        panel.show(Panel(title=title, note=line(MODES[self._mode]), head=(EMPTY, *about)))

    def _show_notes(self, view: ExitView, problems: Sequence[Problem]) -> None:
        broken = broken_fields(problems)
        for name, field, grid in (
            ("price", Field.PRICE, f"tick {plain(view.market.price.tick)}"),
            ("quantity", Field.QUANTITY, f"step {plain(view.market.quantity.step)}"),
        ):
            self._amount(name).set_class(field in broken, "-broken")
            panel = self.query_one(f"#{name}-note", LinePanel)
            note = self._notes.get(name) or line(Span(grid, Tone.MUTED))
            text = "".join(span.text for span in note)
            fitted = line(Span(shorten(text, panel.inner_width), note[0].tone))
            panel.show(Panel(head=(fitted,)))

    def _show_outlook(self, view: ExitView, result: ExitPlan | tuple[Problem, ...]) -> None:
        panel = self.query_one("#outlook", LinePanel)
        blocked = [
            line(Span("✗ ", Tone.ALERT), Span(shorten(why, panel.inner_width - 2)))
            for why in self._blockers()
        ]
        lines = (EMPTY, *outlook_lines(self.draft, view, result, panel.inner_width), *blocked)
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
        self._note(event.field.id or "", line(Span(_REFUSED, Tone.WARN)))

    def _note(self, name: str, text: Line) -> None:
        self._notes[name] = text
        self.repaint()

    def action_review(self) -> None:
        """Go on to the review card, or to the first field that is wrong."""
        view = self._view()
        if self._under_review or view is None:
            return
        result = check(self.draft, view)
        if not isinstance(result, ExitPlan):
            self._go_to_first(result)
            return
        self._under_review = True
        review = ReviewScreen(
            result,
            view,
            look=self._view,
            mode=self._mode,
            clock=self._clock,
            blockers=self._blockers,
        )
        self.app.push_screen(review, lambda sent: self._reviewed(result, sent=bool(sent)))

    def _reviewed(self, plan: ExitPlan, *, sent: bool) -> None:
        if sent:
            self.dismiss(plan)
        else:
            self._under_review = False

    def _go_to_first(self, problems: Sequence[Problem]) -> None:
        fields = [problem.field for problem in problems]
        for field, name in ((Field.PRICE, "price"), (Field.QUANTITY, "quantity")):
            if field in fields:
                self._amount(name).focus()
                return

    def action_step(self, steps: int) -> None:
        """Move the focused amount by ticks or steps."""
        view, field = self._view(), self.focused
        if view is None or not isinstance(field, AmountInput):
            return
        move = stepped_price if field.id == "price" else stepped_quantity
        text = move(field.value, steps, view)
        if text is not None:
            field.put(text)

    def action_portion(self, percent: int) -> None:
        """Write a part of what is free into the quantity and say how it came about."""
        view = self._view()
        if view is None:
            return
        part = portion(percent, view)
        if part is None:
            self._note("quantity", line(Span(f"{percent}% is below the minimum", Tone.WARN)))
            return
        field = self._amount("quantity")
        with field.prevent(Input.Changed):
            field.put(part.text)
        self._note("quantity", line(Span(part.note, Tone.ACCENT)))

    def action_quarter(self, way: int) -> None:
        """Go to the next quarter of what is free, up or down."""
        view = self._view()
        if view is not None:
            self.action_portion(next_quarter(self._amount("quantity").value, way, view))

    def action_close(self) -> None:
        """Close without a plan."""
        if not self._under_review:
            self.dismiss(None)
