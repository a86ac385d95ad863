"""A feed and a desk that hold what a test gives them."""

import asyncio
from collections.abc import Callable, Mapping

from tui.actions.denials import Denial, Denied
from tui.actions.outcomes import CancelDone, CancelOutcome
from tui.domain.exits.plan import ExitPlan, ExitView
from tui.domain.intent import Intent
from tui.domain.order import Order
from tui.session.diagnostics import Diagnostics, Pulse
from tui.session.markets import MarketStore
from tui.session.state import State


class FakeFeed:
    """Shows one state until told another; records what was selected and refreshed."""

    def __init__(
        self,
        state: State,
        markets: Mapping[str, MarketStore],
        symbol: str,
        views: Mapping[str, ExitView] | None = None,
    ) -> None:
        self.state = state
        self.markets = markets
        self.symbol = symbol
        self.views = dict(views or {})
        self.refreshed: list[str] = []
        self.surveyed: list[bool] = []
        """Whether all markets were to be followed, as told each time."""
        self.figures = Diagnostics()
        self.pulse = Pulse()
        self.depth_window = ""
        self.charts: set[tuple[str, str]] = set()
        """Symbol and interval of the candles that are watched."""
        self.failure: Exception | None = None
        self._listeners: list[Callable[[], None]] = []

    def select(self, symbol: str) -> None:
        self.symbol = symbol
        self.changed()

    def view(self, symbol: str, now: float) -> ExitView | None:
        del now
        return self.views.get(symbol)

    def add_listener(self, callback: Callable[[], None]) -> None:
        self._listeners.append(callback)

    def survey(self, *, on: bool) -> None:
        self.surveyed.append(on)

    def diagnostics(self) -> Diagnostics:
        return self.figures

    def follow_depth(self, window: str) -> None:
        self.depth_window = window

    def watch_candles(self, symbol: str, interval: str, since_ms: int | None = None) -> None:
        del since_ms
        self.charts.add((symbol, interval))

    def unwatch_candles(self, symbol: str, interval: str) -> None:
        self.charts.discard((symbol, interval))

    async def refresh(self, symbol: str) -> None:
        self.refreshed.append(symbol)
        if self.failure is not None:
            raise self.failure

    def become(self, state: State) -> None:
        """Have another state from now on."""
        self.state = state
        self.changed()

    def changed(self) -> None:
        """Tell the listeners that something moved, as when a market store was written to."""
        for listener in self._listeners:
            listener()


class FakeDesk:
    """Answers what it is told to and keeps what it was asked; answers nothing when told to hang."""

    def __init__(
        self, answer: Denied | Intent | None = None, blocked: tuple[Denial, ...] = ()
    ) -> None:
        self.answer = answer
        self.blocked = blocked
        self.cancel_answer: CancelOutcome | None = None
        self.submitted: list[ExitPlan] = []
        self.cancelled: list[Order] = []

    async def submit(self, plan: ExitPlan) -> Denied | Intent:
        self.submitted.append(plan)
        if self.answer is None:
            await asyncio.Event().wait()
        assert self.answer is not None
        return self.answer

    async def cancel(self, order: Order) -> CancelOutcome:
        self.cancelled.append(order)
        return self.cancel_answer or CancelDone(order)

    def blockers(self, symbol: str) -> tuple[Denial, ...]:
        del symbol
        return self.blocked
