"""From a key to the desk without a form: the question before a cancel, and reading anew."""

from functools import partial

from textual.app import App
from textual.notifications import SeverityLevel

from tui.actions.outcomes import AlreadyGone, CancelDone, CancelOutcome, CancelPending
from tui.client.errors import ReadFailed
from tui.domain.order import Order
from tui.ui.desk_work import BRIEF, SHORT, DeskWork, Flow
from tui.ui.ports import Clock
from tui.ui.screens.confirm import ConfirmScreen, cancel_question
from tui.ui.wording_orders import cancel_outcome


class OrderFlow(DeskWork):
    """The ways of a cancel and of a reading anew through the screens."""

    def __init__(self, app: App[None], flow: Flow, *, clock: Clock) -> None:
        super().__init__(app, flow, clock=clock)
        self._cancelling: set[str] = set()

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
        self._tell(cancel_outcome(result, order), _cancel_severity(result), SHORT)

    def refresh(self, symbol: str) -> None:
        """Read position, orders, mark and rules of `symbol` anew."""
        self._run(self._refresh(symbol), "refresh")

    async def _refresh(self, symbol: str) -> None:
        try:
            await self._flow.feed.refresh(symbol)
        except ReadFailed as failed:
            self._tell(f"Not refreshed: {failed.reason}", "warning", SHORT)
        else:
            self._tell(f"Refreshed: {symbol}", "information", BRIEF)


def _cancel_severity(result: CancelOutcome) -> SeverityLevel:
    match result:
        case CancelDone() | CancelPending():
            return "information"
        case AlreadyGone():
            return "warning"
        case _:
            return "error"
