"""An application that shows nothing but the screens under test, and moments to show in them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.screen import ModalScreen

from tests.builders import (
    SOL,
    exit_view,
    price,
    quantity,
    sol_book,
    sol_intent,
    sol_long,
    sol_order,
)
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeDesk, FakeFeed
from tui.domain.book import BookTop, Level
from tui.domain.exits.plan import ExitView
from tui.domain.intent import IntentStatus
from tui.domain.order import Order
from tui.session.state import State
from tui.ui.arming import BEAT
from tui.ui.plans import AnyPlan
from tui.ui.ports import Mode
from tui.ui.screens.confirm import ConfirmScreen, cancel_question, quit_question
from tui.ui.screens.form_parts import Around
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.plan_form import PlanForm
from tui.ui.screens.review import ReviewScreen
from tui.ui.screens.take_profit import TakeProfitScreen
from tui.ui.styles import SHARED, paths
from tui.ui.theme import DARK
from tui.ui.widgets.amount_input import AmountInput
from tui.ui.widgets.choice_line import ChoiceLine
from tui.ui.widgets.line_panel import LinePanel
from tui.ui.widgets.list_panel import ListPanel


class Shell(App[None]):
    """Opens one screen at the start and keeps what it answers."""

    CSS_PATH = paths(SHARED)

    def __init__(self, screen: Callable[[], ModalScreen[Any]]) -> None:
        super().__init__()
        self._make = screen
        self.answers: list[Any] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(DARK.variables)

    def on_mount(self) -> None:
        self.register_theme(DARK)
        self.theme = DARK.name
        self.push_screen(self._make(), self.answers.append)


class Program(Shell):
    """A program with a list, keys of its own, and one that does not apply now."""

    BINDING_GROUP_TITLE = "Program"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f,F", "fly", "Fly", id="fly", tooltip="Fly away"),
        Binding("z", "grey", "Grey", id="grey", tooltip="Not possible here"),
    ]

    def __init__(self) -> None:
        super().__init__(HelpScreen)

    def compose(self) -> ComposeResult:
        yield ListPanel()

    def action_fly(self) -> None: ...

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return None if action == "grey" else True


@dataclass
class FormScene:
    """A form on one view, with a desk that is asked to submit what the form answers."""

    view: ExitView = field(default_factory=exit_view)
    mode: Mode = Mode.SANDBOX
    blocked: list[str] = field(default_factory=list)
    clock: FakeClock = field(default_factory=FakeClock)
    desk: FakeDesk = field(default_factory=lambda: FakeDesk(sol_intent()))
    make: Callable[[Around], PlanForm] = lambda around: TakeProfitScreen(SOL, around)
    """Which form; the take-profit unless told."""
    orders: tuple[Order, ...] = ()
    """What the account has open."""

    def __post_init__(self) -> None:
        self.feed = FakeFeed(State(), {}, SOL, {SOL: self.view})
        self.have(*self.orders)

    def have(self, *orders: Order) -> None:
        """Have other open orders from now on."""
        known = MappingProxyType({each.order_id: each for each in orders})
        self.feed.state = replace(self.feed.state, orders=known)

    @property
    def around(self) -> Around:
        return Around(
            self.feed,
            self.mode,
            self.clock,
            blockers=lambda: tuple(self.blocked),
            budget=self.desk.budget,
        )

    def app(self) -> "FormShell":
        return FormShell(self)

    def become(self, view: ExitView) -> None:
        """Have another picture from now on."""
        self.feed.views[SOL] = view


class FormShell(Shell):
    """Sends what the form answers, as the application does."""

    def __init__(self, scene: FormScene) -> None:
        super().__init__(self._form)
        self.scene = scene
        self.answers = _Submitting(self)

    def _form(self) -> PlanForm:
        return self.scene.make(self.scene.around)

    @property
    def plan_form(self) -> PlanForm:
        """The form, whichever it is."""
        return next(each for each in self.screen_stack if isinstance(each, PlanForm))

    def choice(self, name: str) -> ChoiceLine:
        return self.plan_form.query_one(f"#{name}", ChoiceLine)

    @property
    def form(self) -> TakeProfitScreen:
        return next(each for each in self.screen_stack if isinstance(each, TakeProfitScreen))

    @property
    def review(self) -> ReviewScreen:
        assert isinstance(self.screen, ReviewScreen), self.screen
        return self.screen

    def field(self, name: str) -> AmountInput:
        return self.plan_form.query_one(f"#{name}", AmountInput)

    @property
    def reviewing(self) -> bool:
        return isinstance(self.screen, ReviewScreen)

    def card(self) -> str:
        """All the text of the card on top."""
        return card_text(self)


class _Submitting(list[AnyPlan | None]):
    """Passes each plan on to the desk."""

    def __init__(self, app: FormShell) -> None:
        super().__init__()
        self._app = app

    def append(self, plan: AnyPlan | None) -> None:
        super().append(plan)
        if plan is not None:
            self._app.run_worker(self._app.scene.desk.submit(plan))


def card_text(app: App[Any]) -> str:
    """The text of every panel of the screen on top, line by line."""
    panels = app.screen.query(LinePanel)
    return "\n".join(text.strip() for panel in panels for text in panel.text())


async def type_exit(pilot: Pilot[None], at: str = "104.50", size: str | None = "5") -> None:
    """Fill the form by keys."""
    app = pilot.app
    assert isinstance(app, FormShell)
    await pilot.press(*at)
    if size is not None:
        app.field("quantity").put(size)
    await pilot.pause()
    if isinstance(pilot.app.screen, PlanForm):
        pilot.app.screen.repaint()  # the beat that would do so may not have come yet
        await pilot.pause()


async def armed(pilot: Pilot[None], scene: FormScene) -> None:
    """Let the beat pass."""
    await scene.clock.advance(BEAT + 0.001)
    assert isinstance(pilot.app, FormShell)
    pilot.app.review.repaint()
    await pilot.pause()


async def looked_at(pilot: Pilot[None], scene: FormScene) -> None:
    """Go on to the card from fields that are filled already, and let the beat pass."""
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()
    await armed(pilot, scene)


async def reviewed(pilot: Pilot[None], scene: FormScene, at: str = "104.50") -> None:
    """Fill the form, go on to the card and let the beat pass."""
    await type_exit(pilot, at)
    await pilot.press("enter")
    await pilot.pause()
    await armed(pilot, scene)


def deep_view() -> ExitView:
    """A book with 312.5 SOL resting at 104.50."""
    asks = (*sol_book().asks, Level(price("104.50"), quantity("312.5")))
    return exit_view(book=replace(sol_book(), asks=asks))


def taking_view() -> ExitView:
    """A book whose best bid is beyond the mark: 3 SOL at 104.60."""
    book = BookTop(bids=(Level(price("104.60"), quantity("3")),), asks=())
    return exit_view(book=book)


def losing_view() -> ExitView:
    """A position that was bought too dear: every near price is a loss."""
    return exit_view(sol_long(entry=price("110")))


def cancel_shell(clock: FakeClock) -> Shell:
    """The question before a cancel."""
    question = cancel_question(sol_order(executed=quantity("2")), is_exit=True)
    return Shell(lambda: ConfirmScreen(question, clock=clock))


def quit_shell(clock: FakeClock) -> Shell:
    """The question before leaving with an order whose fate is not known."""
    question = quit_question([sol_intent(status=IntentStatus.UNKNOWN)])
    return Shell(lambda: ConfirmScreen(question, clock=clock))
