"""From a key to the desk: opens the form or the question, sends what was confirmed, tells the end.

Each call of the desk runs in a worker of the application. A worker of a screen would be cancelled
when the screen is closed, with an order on its way.
"""

from collections.abc import Container, Coroutine, Mapping
from decimal import Decimal
from functools import partial
from typing import Protocol

from textual.app import App
from textual.notifications import SeverityLevel

from tui.actions.denials import DenialCode, Denied
from tui.actions.outcomes import AlreadyGone, CancelDone, CancelOutcome, CancelPending
from tui.actions.reasons import describe
from tui.client.errors import ReadFailed
from tui.domain.exits.plan import ExitPlan
from tui.domain.intent import Intent, IntentStatus
from tui.domain.money import plain
from tui.domain.order import Order
from tui.ui.lines import Tone
from tui.ui.ports import Clock, Desk, Feed, Mode
from tui.ui.screens.confirm import ConfirmScreen, cancel_question
from tui.ui.screens.take_profit import TakeProfitScreen
from tui.ui.wording_events import INTENT_TONES
from tui.ui.wording_orders import cancel_outcome, denied, outcome

SEVERITIES: Mapping[Tone, SeverityLevel] = {Tone.ALERT: "error", Tone.WARN: "warning"}
"""How loud a toast is."""

_SAID_BY_BADGE = frozenset({DenialCode.READ_ONLY})
_SAID_BY_BANNER = _SAID_BY_BADGE | {DenialCode.HALTED}
_SAID_BY_RULES = _SAID_BY_BADGE | {DenialCode.LINK_DOWN, DenialCode.NOT_RECONCILED}
"""Gates that are rules of the exit too: form and card check those themselves."""

_BRIEF, _SHORT, _LONG = 2.0, 6.0, 30.0
"""Seconds a toast stays; what the trader must not miss stays longer."""


class Flow(Protocol):
    """What else of the program an order needs."""

    @property
    def feed(self) -> Feed:
        """What is true now."""
        ...

    @property
    def desk(self) -> Desk:
        """What changes it."""
        ...

    @property
    def mode(self) -> Mode:
        """Whose money it is."""
        ...


class OrderFlow:
    """The ways of an exit and of a cancel through the screens."""

    def __init__(self, app: App[None], flow: Flow, *, clock: Clock) -> None:
        self._app = app
        self._flow = flow
        self._clock = clock
        self._cancelling: set[str] = set()

    def blockers(
        self, symbol: str, said: Container[DenialCode] = _SAID_BY_BANNER
    ) -> tuple[str, ...]:
        """Why nothing can be sent on `symbol` now, without what is `said` elsewhere already."""
        return tuple(
            describe(each) for each in self._flow.desk.blockers(symbol) if each.code not in said
        )

    def plan_exit(self, symbol: str, price: Decimal | None = None) -> None:
        """Open the form on the position of `symbol`, with its book followed.

        `price` is one that was chosen in the book; it is typed into the form for the trader.
        """
        if self._flow.feed.symbol != symbol:
            self._flow.feed.select(symbol)
        form = TakeProfitScreen(
            symbol,
            self._flow.feed,
            mode=self._flow.mode,
            clock=self._clock,
            blockers=partial(self.blockers, symbol, _SAID_BY_RULES),
            price="" if price is None else plain(price),
        )
        self._app.push_screen(form, self._confirmed)

    def _confirmed(self, plan: ExitPlan | None) -> None:
        if plan is not None:
            self._run(self._submit(plan), "submit")

    async def _submit(self, plan: ExitPlan) -> None:
        answer = await self._flow.desk.submit(plan)
        if isinstance(answer, Denied):
            words = " ".join(describe(each) for each in answer.reasons)
            self._tell(denied(words), "error", _LONG)
        else:
            self._tell_intent(answer)

    def _tell_intent(self, intent: Intent) -> None:
        severity = SEVERITIES.get(INTENT_TONES[intent.status], "information")
        calm = severity == "information" or intent.status is IntentStatus.EXPIRED
        self._tell(outcome(intent), severity, _SHORT if calm else _LONG)

    def ask_to_cancel(self, order: Order) -> None:
        """Ask once, naming the order, and cancel it on a yes."""
        question = cancel_question(order, is_exit=order.reduce_only)
        asking = ConfirmScreen(question, clock=self._clock)
        self._app.push_screen(asking, partial(self._answered, order))

    def _answered(self, order: Order, yes: bool | None) -> None:
        if yes and order.order_id not in self._cancelling:
            self._cancelling.add(order.order_id)
            self._run(self._cancel(order), "cancel")

    async def _cancel(self, order: Order) -> None:
        try:
            result = await self._flow.desk.cancel(order)
        finally:
            self._cancelling.discard(order.order_id)
        self._tell(cancel_outcome(result, order), _cancel_severity(result), _SHORT)

    def refresh(self, symbol: str) -> None:
        """Read position, orders, mark and rules of `symbol` anew."""
        self._run(self._refresh(symbol), "refresh")

    async def _refresh(self, symbol: str) -> None:
        try:
            await self._flow.feed.refresh(symbol)
        except ReadFailed as failed:
            self._tell(f"Not refreshed: {failed.reason}", "warning", _SHORT)
        else:
            self._tell(f"Refreshed: {symbol}", "information", _BRIEF)

    def _run(self, work: Coroutine[None, None, None], name: str) -> None:
        self._app.run_worker(work, name=name, group="desk", exit_on_error=True)

    def _tell(self, text: str, severity: SeverityLevel, seconds: float) -> None:
        self._app.notify(text, severity=severity, timeout=seconds, markup=False)


def _cancel_severity(result: CancelOutcome) -> SeverityLevel:
    match result:
        case CancelDone() | CancelPending():
            return "information"
        case AlreadyGone():
            return "warning"
        case _:
            return "error"
