"""What keeps a trader safe: the kill switch, cancelling many, gates, fates and alarms.

From a key to the desk, as `tui.ui.order_flow` does it for orders. Each call of the desk runs in a
worker of the application, so that closing a card ends nothing.
"""

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Protocol

from textual.app import App

from tui.actions.outcomes import KillOutcome, ScopeOutcome
from tui.domain.command import CancelScope, Command
from tui.domain.intent import IntentStatus
from tui.domain.order import Order
from tui.session.state import State
from tui.ui.desk_work import SEVERITIES, Flow
from tui.ui.lines import Tone
from tui.ui.ports import Clock, Mode
from tui.ui.rows_common import Picture
from tui.ui.rows_orders import intent_of, unsettled
from tui.ui.screens.alarm import AlarmScreen
from tui.ui.screens.evidence import EvidenceScreen
from tui.ui.screens.gates import GatesScreen
from tui.ui.screens.kill_switch import KillSwitchScreen
from tui.ui.screens.scope import ScopeScreen
from tui.ui.screens.scope_result import ScopeResultScreen
from tui.ui.wording_safety import kill_outcome, result_lines, scope_outcome

_SHORT, _LONG = 6.0, 30.0
"""Seconds a toast stays."""

_READ_ONLY = "This session is read-only: it sends nothing and cancels nothing."


class Shown(Flow, Protocol):
    """What else of the program these screens need."""

    @property
    def picture(self) -> Picture:
        """This moment."""
        ...


class Switch:
    """The kill switch as its card sees it: throws it, and keeps what came of that."""

    def __init__(self, run: Callable[[Coroutine[None, None, None]], None], flow: Shown) -> None:
        self._run = run
        self._flow = flow
        self.busy = False
        """Whether the desk was told and has not answered yet."""
        self.outcome: KillOutcome | None = None
        """What came of putting it on, in this run."""
        self.refused: str | None = None
        """Why it could not be put off, in plain words."""

    def halt(self) -> None:
        """Put it on, once at a time."""
        if not self.busy:
            self.busy = True
            self._run(self._halt())

    def unlock(self) -> None:
        """Put it off, once at a time."""
        if not self.busy:
            self.busy = True
            self._run(self._unlock())

    async def _halt(self) -> None:
        try:
            self.outcome = await self._flow.desk.halt()
        finally:
            self.busy = False

    async def _unlock(self) -> None:
        try:
            self.refused = await self._flow.desk.unlock()
            if self.refused is None:
                self.outcome = None
        finally:
            self.busy = False


class SafetyFlow:
    """The ways of the safety keys through the screens."""

    def __init__(self, app: App[None], flow: Shown, *, clock: Clock) -> None:
        self._app = app
        self._flow = flow
        self._clock = clock
        self._switch = Switch(lambda work: self._run(self._switched(work), "switch"), flow)
        self._alarmed: Mapping[int, IntentStatus] = {}
        self._waiting: list[int] = []

    def open(self, what: str) -> None:
        """Open the card of a key: `halt`, `cancel` or `gates`."""
        opened: Mapping[str, Callable[[], None]] = {
            "halt": self.ask_to_halt,
            "cancel": self.choose_scope,
            "gates": self.show_gates,
        }
        opened[what]()

    def proofs(self, state: State) -> dict[int, float]:
        """When each unknown order could be proved absent, monotonic seconds."""
        found = ((i.client_id, self._flow.desk.proof_by(i.client_id)) for i in unsettled(state))
        return {client_id: proof for client_id, proof in found if proof is not None}

    def _is_open(self, screen: type) -> bool:
        return any(isinstance(each, screen) for each in self._app.screen_stack)

    def ask_to_halt(self) -> None:
        """Open the card of the kill switch, from any screen; once."""
        if self._flow.mode is Mode.READ_ONLY:
            self._tell(_READ_ONLY, Tone.WARN, _SHORT)
        elif not self._is_open(KillSwitchScreen):
            card = KillSwitchScreen(self._switch, lambda: self._flow.picture)
            self._app.push_screen(card)

    async def _switched(self, work: Coroutine[None, None, None]) -> None:
        await work
        halted, outcome = self._flow.desk.halted, self._switch.outcome
        if outcome is not None:
            self._tell(*kill_outcome(outcome, halted, self._flow.feed.state), _LONG)
        elif self._switch.refused is not None:
            self._tell(f"STILL HALTED: {self._switch.refused}", Tone.ALERT, _LONG)
        else:
            self._tell("Unlocked: orders can be sent again.", Tone.PLAIN, _SHORT)

    def choose_scope(self) -> None:
        """Open the form that says which orders to cancel."""
        if self._flow.mode is Mode.READ_ONLY:
            self._tell(_READ_ONLY, Tone.WARN, _SHORT)
            return
        form = ScopeScreen(lambda: self._flow.picture, clock=self._clock)
        self._app.push_screen(form, self._scope_confirmed)

    def _scope_confirmed(self, scope: CancelScope | None) -> None:
        if scope is not None:
            result = ScopeResultScreen(scope, lambda: self._flow.picture)
            self._app.push_screen(result)
            self._run(self._cancel_scope(scope, result), "cancel scope")

    async def _cancel_scope(self, scope: CancelScope, result: ScopeResultScreen) -> None:
        outcome = await self._flow.desk.cancel_scope(scope)
        result.outcome = outcome
        self._tell(*scope_outcome(outcome, self._newest(outcome)), _SHORT)

    def _newest(self, outcome: ScopeOutcome) -> Command:
        return self._flow.feed.state.commands.get(outcome.command.number, outcome.command)

    def show_gates(self) -> None:
        """Show every gate and the budget."""
        if not self._is_open(GatesScreen):
            desk = self._flow.desk
            screen = GatesScreen(
                lambda: self._flow.picture,
                lambda: desk.overview(self._flow.feed.symbol),
                desk.budget,
            )
            self._app.push_screen(screen)

    def explain(self, key: str) -> None:
        """Show what is known of the intent of a row; other rows have no card."""
        intent = intent_of(self._flow.feed.state, key)
        if intent is not None:
            client_id = intent.client_id
            evidence = partial(self._flow.desk.evidence, client_id)
            self._app.push_screen(EvidenceScreen(client_id, lambda: self._flow.picture, evidence))

    def look(self, state: State) -> None:
        """Raise an alarm for each order that came back since the last look."""
        if state.returned is self._alarmed:
            return
        self._waiting += [each for each in state.returned if each not in self._alarmed]
        self._alarmed = state.returned
        self._app.call_later(self._raise_alarm)

    def _raise_alarm(self) -> None:
        """One after the other, above whatever is on the screen."""
        if not self._waiting or self._is_open(AlarmScreen):
            return
        client_id = self._waiting.pop(0)
        state = self._flow.feed.state
        intent = state.intents.get(client_id)
        if intent is None:
            return
        order = state.orders.get(intent.order_id or "")
        card = AlarmScreen(intent, state.returned[client_id], order, clock=self._clock)
        self._app.bell()
        self._app.push_screen(card, partial(self._heard, order))

    def _heard(self, order: Order | None, yes: bool | None) -> None:
        if yes and order is not None:
            self._run(self._cancel(order), "cancel")
        self._app.call_later(self._raise_alarm)

    async def _cancel(self, order: Order) -> None:
        result = await self._flow.desk.cancel(order)
        text, tone = result_lines(((order, result),))[0]
        self._tell(text, tone, _LONG)

    def _run(self, work: Coroutine[None, None, None], name: str) -> None:
        self._app.run_worker(work, name=name, group="desk", exit_on_error=True)

    def _tell(self, text: str, tone: Tone, seconds: float) -> None:
        severity = SEVERITIES.get(tone, "information")
        self._app.notify(text, severity=severity, timeout=seconds, markup=False)
