"""The application: it starts what runs behind it, paints what is true, and passes keys on.

It knows the session and the desk only by the protocols of `tui.ui.ports`.
"""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.driver import Driver
from textual.geometry import Size
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import WorkerFailed

from tui.ui import tiers
from tui.ui.announcer import Announcer
from tui.ui.app_keys import KEYS
from tui.ui.availability import why_not
from tui.ui.commands import commands
from tui.ui.form_flow import FormFlow
from tui.ui.order_actions import OrderActions
from tui.ui.order_flow import OrderFlow
from tui.ui.painter import FRAME_RATE, Painter
from tui.ui.ports import Clock, Desk, Feed, Mode
from tui.ui.rows_common import Picture
from tui.ui.rows_orders import unsettled
from tui.ui.screens.confirm import ConfirmScreen, quit_question
from tui.ui.screens.dashboard import DashboardScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.too_small import TooSmallScreen
from tui.ui.styles import SHARED, paths
from tui.ui.terminal import catch_signals, drawing_on_stdout, frames_queued, later, settle_garbage
from tui.ui.theme import DARK
from tui.ui.widgets.list_panel import ListPanel

Background = Callable[[], Coroutine[Any, Any, None]]
"""Something that runs for as long as the application does; its failure ends the application."""


class BackpackApp(OrderActions, App[None]):
    """The exit desk on a terminal.

    Args:
        feed: what is true now.
        desk: what changes it.
        mode: whose money it is.
        clock: the clocks ages are measured with.
        exchange: host and port to show beside the mode; empty for the exchange itself.
        background: what to run behind the screen, such as the session and the desk.
        on_crash: told of the error that ends the application; the report is its business.
        frame_rate: frames a second, at most.

    After `run`, `return_code` is 0, 1 after a crash, or 128 plus the number of the signal.
    """

    TITLE = "backpack-tui"
    CSS_PATH = paths([*SHARED, "dashboard"])
    HORIZONTAL_BREAKPOINTS = tiers.BREAKPOINTS
    BINDING_GROUP_TITLE = "Program"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(
        self,
        feed: Feed,
        desk: Desk,
        *,
        mode: Mode,
        clock: Clock,
        exchange: str = "",
        background: Sequence[Background] = (),
        on_crash: Callable[[BaseException], None] = lambda _: None,
        frame_rate: float = FRAME_RATE,
    ) -> None:
        super().__init__()
        self.feed = feed
        self.desk = desk
        self.mode = mode
        self.clock = clock
        self._background = background
        self._on_crash = on_crash
        self._exchange = exchange
        self._dashboard = DashboardScreen(feed, lambda: self.painter.counts)
        self._leaving: ConfirmScreen | None = None
        self.orders = OrderFlow(self, self, mode=mode, clock=clock)
        self.forms = FormFlow(self, self, mode=mode, clock=clock)
        self._announcer = Announcer(self.notify)
        self.painter = Painter(
            self._paint,
            schedule=later,
            monotonic=clock.monotonic,
            queued=lambda: frames_queued(self._driver),
            rate=frame_rate,
        )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colours by name, so that stylesheets hold under every theme."""
        return dict(DARK.variables)

    def get_driver_class(self) -> type[Driver]:
        """Draw where the trader looks, wherever messages are sent to."""
        return drawing_on_stdout(super().get_driver_class())

    def get_default_screen(self) -> Screen[None]:
        """Start with the dashboard."""
        return self._dashboard

    def on_mount(self) -> None:
        """Start what runs behind the screen, and paint."""
        self.register_theme(DARK)
        self.theme = DARK.name
        for work in self._background:
            self.run_worker(work(), group="background", exit_on_error=True)
        self.feed.add_listener(self.painter.touch)
        self.call_after_refresh(self._begin)
        if not self.is_headless:
            catch_signals(lambda code: self.exit(return_code=code))

    def _begin(self) -> None:
        self.painter.start()
        if not self.is_headless:
            self.call_after_refresh(settle_garbage)

    def on_unmount(self) -> None:
        """Paint no more."""
        self.painter.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a larger terminal when nothing can be shown honestly."""
        needed = Size(tiers.LEAST_WIDTH, tiers.LEAST_HEIGHT)
        small = tiers.is_too_small(event.size.width, event.size.height)
        if small and not any(isinstance(each, TooSmallScreen) for each in self.screen_stack):
            self.push_screen(TooSmallScreen(needed))

    def on_line_panel_resized(self) -> None:
        """Show what suits the new size."""
        self.painter.touch()

    @property
    def picture(self) -> Picture:
        """This moment."""
        symbol = self.feed.symbol
        return Picture(
            self.mode,
            self.feed.state,
            self.feed.markets,
            symbol,
            self.clock.monotonic(),
            self.clock.wall_ms(),
            self.orders.blockers(symbol),
            self._exchange,
        )

    def _paint(self) -> None:
        try:
            self._announcer.look(self.feed.state)
            if self._dashboard.is_attached:
                self._dashboard.paint(self.picture)
        except Exception as bug:  # noqa: BLE001  # because the loop would only log it
            self._handle_exception(bug)

    def on_list_panel_chosen(self, event: ListPanel.Chosen) -> None:
        """Follow the market of the position that was chosen."""
        if event.panel.id in {"positions", "markets"}:
            self.feed.select(event.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what cannot be done; `on_key` says why."""
        return None if self._why_not(action) else super().check_action(action, parameters)

    def _why_not(self, action: str) -> str | None:
        return why_not(action, self.feed.state, self.mode, self._dashboard.cursor)

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing."""
        bound = self.screen.active_bindings.get(event.key)
        if bound is not None and not bound.enabled:
            reason = self._why_not(bound.binding.action.rpartition(".")[2])
            if reason is not None:
                self.notify(reason, severity="warning")

    def action_help(self) -> None:
        """Show every key that works here."""
        self.push_screen(HelpScreen())

    async def action_quit(self) -> None:
        """Leave, after a question when the fate of an order is not known."""
        open_intents = unsettled(self.feed.state)
        if not open_intents:
            self.exit()
        elif self._leaving not in self.screen_stack:
            self._leaving = ConfirmScreen(quit_question(open_intents), clock=self.clock)
            self.push_screen(self._leaving, lambda yes: self.exit() if yes else None)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers: no screenshot, which would write a file unasked."""
        yield from commands(self, screen)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast; its text is never read as markup, whatever is asked."""
        del markup
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def _handle_exception(self, error: Exception) -> None:
        """Report a bug before Textual ends the application with return code 1."""
        self.painter.stop()
        self._on_crash(error.error if isinstance(error, WorkerFailed) else error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End without Textual's report, which would print local variables and thereby secrets."""
        self._close_messages_no_wait()
