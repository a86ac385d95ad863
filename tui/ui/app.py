"""The application: it starts what runs behind it, paints what is true, and passes keys on."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.geometry import Size
from textual.screen import Screen

from tui.ui import tiers
from tui.ui.announcer import Announcer
from tui.ui.app_keys import KEYS
from tui.ui.availability import why_not
from tui.ui.commands import commands
from tui.ui.form_flow import FormFlow
from tui.ui.opening import Opened
from tui.ui.order_actions import OrderActions
from tui.ui.order_flow import OrderFlow
from tui.ui.painter import FRAME_RATE, Painter
from tui.ui.ports import Background, Clock, Desk, Feed, Mode
from tui.ui.rows_common import Picture
from tui.ui.rows_orders import unsettled
from tui.ui.safe_app import SafeApp
from tui.ui.safety import SafetyFlow
from tui.ui.screens.confirm import ConfirmScreen, quit_question
from tui.ui.screens.dashboard import DashboardScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.too_small import TooSmallScreen
from tui.ui.styles import SHARED, paths
from tui.ui.terminal import catch_signals, frames_queued, later, settle_garbage
from tui.ui.theme import DARK
from tui.ui.widgets.list_panel import ListPanel

_BEFORE_OPENING = frozenset({"quit", "help", "command_palette"})
"""What can be done before the exchange is open."""


class BackpackApp(OrderActions, SafeApp):
    """The exit desk on a terminal.

    Args:
        feed: what is true now.
        desk: what changes it; None where `open` brings both later.
        mode: whose money it is.
        clock: the clocks ages are measured with.
        exchange: host and port to show beside the mode; empty for the exchange itself.
        background: what to run behind the screen, such as the session and the desk.
        opening: what the trader waits for, in a sentence, while there is no desk.
        on_crash: told of the error that ends the application; the report is its business.
        frame_rate: frames a second, at most.

    After `run`, `return_code` is 0, 1 after a crash, or 128 plus a signal's number.
    """

    TITLE = "backpack-tui"
    CSS_PATH = paths([*SHARED, "dashboard"])
    HORIZONTAL_BREAKPOINTS = tiers.BREAKPOINTS
    BINDING_GROUP_TITLE = "Program"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(
        self,
        feed: Feed,
        desk: Desk | None,
        *,
        mode: Mode,
        clock: Clock,
        exchange: str = "",
        background: Sequence[Background] = (),
        on_crash: Callable[[BaseException], None] = lambda _: None,
        frame_rate: float = FRAME_RATE,
        opening: str = "",
    ) -> None:
        super().__init__(on_crash)
        self.feed = feed
        self._desk = desk
        self._opening = opening
        self.mode = mode
        self.clock = clock
        self._background = background
        self._exchange = exchange
        self._dashboard = DashboardScreen(feed, lambda: self.painter.counts)
        self._leaving: ConfirmScreen | None = None
        self.orders = OrderFlow(self, self, clock=clock)
        self.forms = FormFlow(self, self, clock=clock)
        self.safety = SafetyFlow(self, self, clock=clock)
        self._announcer = Announcer(self.notify)
        self.painter = Painter(
            self._paint,
            schedule=later,
            monotonic=clock.monotonic,
            queued=lambda: frames_queued(self._driver),
            rate=frame_rate,
        )

    def get_default_screen(self) -> Screen[None]:
        """Start with the dashboard."""
        return self._dashboard

    def on_mount(self) -> None:
        """Start what runs behind the screen, and paint."""
        self.register_theme(DARK)
        self.theme = DARK.name
        if not self.is_headless:
            catch_signals(lambda code: self.exit(return_code=code), self._driver)
        self._run_behind()
        self.call_after_refresh(self._begin)

    def open(self, opened: Opened) -> None:
        """Show what is true from now on; to be called in the application's own context."""
        self.feed, self._desk, self.mode = opened.feed, opened.desk, opened.mode
        self._exchange, self._background = opened.exchange, opened.background
        self._dashboard.follow(self.feed)
        self._run_behind()
        self._begin()

    def tell_opening(self, words: str) -> None:
        """Say what the trader waits for now."""
        self._opening = words
        self.painter.touch()

    @property
    def desk(self) -> Desk:
        """What changes the world; nothing that uses it can be asked for before it is there."""
        if self._desk is None:
            raise RuntimeError("the exchange is not open yet")
        return self._desk

    def _run_behind(self) -> None:
        for work in self._background:
            self.run_worker(work(), group="background", exit_on_error=True)
        self.feed.add_listener(self.painter.touch)

    def _begin(self) -> None:
        self.painter.start()
        if self._desk is not None and not self.is_headless:
            self.call_after_refresh(settle_garbage)

    def on_unmount(self) -> None:
        """Paint no more."""
        self.painter.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a larger terminal when nothing can be shown honestly."""
        small = tiers.is_too_small(event.size.width, event.size.height)
        if small and not any(isinstance(each, TooSmallScreen) for each in self.screen_stack):
            self.push_screen(TooSmallScreen(Size(tiers.LEAST_WIDTH, tiers.LEAST_HEIGHT)))

    def on_line_panel_resized(self) -> None:
        """Show what suits the new size."""
        self.painter.touch()

    @property
    def picture(self) -> Picture:
        """This moment."""
        return Picture(
            self.mode,
            self.feed.state,
            self.feed.markets,
            self.feed.symbol,
            self.clock.monotonic(),
            self.clock.wall_ms(),
            self.orders.blockers(self.feed.symbol) if self._desk is not None else (self._opening,),
            self._exchange,
            pulse=self.feed.pulse,
            proofs=self.safety.proofs(self.feed.state),
        )

    def _paint(self) -> None:
        if not self.is_running:  # it is being taken down, widget by widget
            return
        try:
            self._announcer.look(self.feed.state)
            self.safety.look(self.feed.state)
            if self._dashboard.is_mounted:
                self._dashboard.paint(self.picture)
        except Exception as bug:  # noqa: BLE001  # because the loop would only log it
            self._handle_exception(bug)

    def on_list_panel_chosen(self, event: ListPanel.Chosen) -> None:
        """Follow the market that was chosen, or show what is known of an order's fate."""
        if event.panel.id in {"positions", "markets"}:
            self.feed.select(event.key)
        elif event.panel.id == "orders":
            self.safety.explain(event.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey out what cannot be done; `on_key` says why. Over a card there is no palette."""
        if action == "command_palette" and self.screen.is_modal:
            return False
        return None if self._why_not(action) else super().check_action(action, parameters)

    def _why_not(self, action: str) -> str | None:
        if self._desk is None and action not in _BEFORE_OPENING:
            return f"Not yet: {self._opening}"
        return why_not(action, self.feed.state, self.mode, self._dashboard.cursor)

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing."""
        bound = self.screen.active_bindings.get(event.key)
        if bound is not None and not bound.enabled:
            reason = self._why_not(bound.binding.action.rpartition(".")[2])
            if reason is not None:
                self.notify(reason, severity="warning")

    def action_safety(self, what: str) -> None:
        """Open the kill switch (`halt`), the `cancel` of many, or the `gates`."""
        self.safety.open(what)

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

    def draw_no_more(self) -> None:
        """Leave the screen as it is."""
        self.painter.stop()
