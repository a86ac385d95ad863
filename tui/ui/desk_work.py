"""What every way from a key to the desk is made of: work that outlives its screen, and toasts.

Each call of the desk runs in a worker of the application. A worker of a screen would be cancelled
when the screen is closed, with an order on its way.
"""

from collections.abc import Container, Coroutine, Mapping
from typing import Protocol

from textual.app import App
from textual.notifications import SeverityLevel

from tui.actions.denials import DenialCode, Denied
from tui.actions.reasons import describe
from tui.domain.intent import Intent, IntentStatus
from tui.ui.lines import Tone
from tui.ui.ports import Clock, Desk, Feed, Mode
from tui.ui.wording_events import INTENT_TONES
from tui.ui.wording_orders import denied, outcome

SEVERITIES: Mapping[Tone, SeverityLevel] = {Tone.ALERT: "error", Tone.WARN: "warning"}
"""How loud a toast of a tone is; every other one is information."""

SAID_BY_BADGE = frozenset({DenialCode.READ_ONLY})
SAID_BY_BANNER = SAID_BY_BADGE | {DenialCode.HALTED}
SAID_BY_RULES = SAID_BY_BADGE | {DenialCode.LINK_DOWN, DenialCode.NOT_RECONCILED}
"""Gates that are rules of an order too: form and card check those themselves."""

BRIEF, SHORT, LONG = 2.0, 6.0, 30.0
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


class DeskWork:
    """Runs what the desk is asked to do, and tells the end of it."""

    def __init__(self, app: App[None], flow: Flow, *, clock: Clock) -> None:
        self._app = app
        self._flow = flow
        self._clock = clock

    def blockers(
        self, symbol: str, said: Container[DenialCode] = SAID_BY_BANNER
    ) -> tuple[str, ...]:
        """Why nothing can be sent on `symbol` now, without what is `said` elsewhere already."""
        return tuple(
            describe(each) for each in self._flow.desk.blockers(symbol) if each.code not in said
        )

    def _run(self, work: Coroutine[None, None, None], name: str) -> None:
        self._app.run_worker(work, name=name, group="desk", exit_on_error=True)

    def _tell(self, text: str, severity: SeverityLevel, seconds: float) -> None:
        self._app.notify(text, severity=severity, timeout=seconds, markup=False)

    def _tell_answer(self, answer: Denied | Intent) -> None:
        """What became of an order, the outcome first."""
        if isinstance(answer, Denied):
            words = " ".join(describe(each) for each in answer.reasons)
            self._tell(denied(words), "error", LONG)
            return
        severity = SEVERITIES.get(INTENT_TONES[answer.status], "information")
        calm = severity == "information" or answer.status is IntentStatus.EXPIRED
        self._tell(outcome(answer), severity, SHORT if calm else LONG)
