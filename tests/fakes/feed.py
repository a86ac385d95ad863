"""A feed and a desk that hold what a test gives them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from tui.actions.denials import Denial, Denied
from tui.actions.gates import GateState
from tui.actions.outcomes import (
    CancelDone,
    CancelOutcome,
    CommandOutcome,
    Evidence,
    KillOutcome,
    ReplaceOutcome,
    ScopeOutcome,
)
from tui.domain.command import CancelScope, Command, CommandKind, CommandStatus, Halted
from tui.domain.exits.plan import ExitView, Plan
from tui.domain.intent import Intent
from tui.domain.limits import Budget, OrderLimits
from tui.domain.order import Order
from tui.domain.orders.plan import ReplacePolicy
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
        self.replace_answer: Denied | ReplaceOutcome | None = None
        self.unlock_answer: str | None = None
        self.kill_answer: KillOutcome | None = None
        self.scope_answer: ScopeOutcome | None = None
        self.gates: tuple[GateState, ...] = ()
        self.used = Budget(OrderLimits(), 0, 0, None, None)
        self.halted: Halted | None = None
        self.proofs: dict[int, float] = {}
        self.looks: dict[int, tuple[Evidence, ...]] = {}
        self.submitted: list[Plan] = []
        self.cancelled: list[Order] = []
        self.scopes: list[CancelScope] = []
        self.replaced: list[tuple[Order, Plan]] = []
        self.leverages: list[Decimal] = []

    async def submit(self, plan: Plan) -> Denied | Intent:
        self.submitted.append(plan)
        if self.answer is None:
            await asyncio.Event().wait()
        assert self.answer is not None
        return self.answer

    async def submit_batch(self, plans: Sequence[Plan]) -> Denied | tuple[Intent, ...]:
        answers = [await self.submit(plan) for plan in plans]
        refused = [answer for answer in answers if isinstance(answer, Denied)]
        return refused[0] if refused else tuple(a for a in answers if isinstance(a, Intent))

    async def cancel(self, order: Order) -> CancelOutcome:
        self.cancelled.append(order)
        return self.cancel_answer or CancelDone(order)

    async def cancel_scope(self, scope: CancelScope) -> ScopeOutcome:
        self.scopes.append(scope)
        done = ScopeOutcome(self._done(CommandKind.CANCEL_ALL, scope.words, left=0))
        return self.scope_answer or done

    async def replace(self, order: Order, plan: Plan) -> Denied | ReplaceOutcome:
        self.replaced.append((order, plan))
        if self.replace_answer is not None:
            return self.replace_answer
        placed = await self.submit(plan)
        return ReplaceOutcome(ReplacePolicy.CANCEL_FIRST, CancelDone(order), placed, 120)

    async def change_leverage(self, limit: Decimal) -> CommandOutcome:
        self.leverages.append(limit)
        return CommandOutcome(self._done(CommandKind.SETTING, f"leverage limit {limit}"))

    async def halt(self) -> KillOutcome:
        if self.kill_answer is not None:
            return self.kill_answer
        self.halted = Halted(since_ms=0, left=0)
        return KillOutcome(self.halted, ())

    async def unlock(self) -> str | None:
        if self.unlock_answer is None:
            self.halted = None
        return self.unlock_answer

    def blockers(self, symbol: str) -> tuple[Denial, ...]:
        del symbol
        return self.blocked

    def overview(self, symbol: str) -> tuple[GateState, ...]:
        del symbol
        return self.gates

    def budget(self) -> Budget:
        return self.used

    def proof_by(self, client_id: int) -> float | None:
        return self.proofs.get(client_id)

    def evidence(self, client_id: int) -> tuple[Evidence, ...]:
        return self.looks.get(client_id, ())

    def _done(self, kind: CommandKind, scope: str, left: int | None = None) -> Command:
        return Command(1, kind, CommandStatus.DONE, recorded_ms=0, scope=scope, left=left)
