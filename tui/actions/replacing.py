"""Replacing an order: the exchange cannot change one in place, so it is two requests.

The order of the two is decided beforehand and shown. Where the old one has to go first, the new one
is placed only when the old one is proved gone without having filled any further, and the time
without either is measured and written down.
"""

from contextlib import suppress

from tui.actions.cancelling import Canceller
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.journal import Journal, JournalFailed
from tui.actions.journal_commands import Uncovered
from tui.actions.outcomes import AlreadyGone, CancelDone, CancelOutcome, ReplaceOutcome
from tui.actions.ports import Account, Exchange
from tui.actions.resolve import last_version
from tui.actions.submit import Purpose, Submitter
from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.events import Noted
from tui.domain.exits.plan import Plan
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import Order
from tui.domain.orders.plan import ReplacePolicy
from tui.domain.orders.replace import replace_policy

_PROOF_LOOKS = (0.3, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between looks for the proof that the old order is gone."""

_COVERS = frozenset({IntentStatus.RESTING, IntentStatus.PARTLY_FILLED, IntentStatus.FILLED})


class Replacer:
    """Puts one order in the place of another."""

    def __init__(
        self,
        session: Account,
        exchange: Exchange,
        journal: Journal,
        *,
        clock: Clock,
        canceller: Canceller,
        submitter: Submitter,
    ) -> None:
        self._session = session
        self._exchange = exchange
        self._journal = journal
        self._clock = clock
        self._canceller = canceller
        self._submitter = submitter

    async def replace(self, order: Order, plan: Plan) -> Denied | ReplaceOutcome:
        """Replace `order` by the order of `plan`; the market is claimed by the caller."""
        known = self._session.state.orders.get(order.order_id)
        view = self._submitter.view(plan.ticket.symbol)
        if known is None or not _fits(known, plan):
            return Denied((Denial(DenialCode.NOT_REPLACEABLE, detail=order.order_id),))
        if view is None:
            return Denied((Denial(DenialCode.MARKET_UNKNOWN),))
        if replace_policy(known, plan, view).policy is ReplacePolicy.PLACE_FIRST:
            return await self._place_first(known, plan)
        return await self._cancel_first(known, plan)

    async def _place_first(self, order: Order, plan: Plan) -> Denied | ReplaceOutcome:
        placed = await self._place(order, plan)
        if isinstance(placed, Denied):
            return placed
        cancelled = None
        if placed.status in _COVERS:
            cancelled = await self._canceller.cancel(order)
            if isinstance(cancelled, CancelDone):
                self._note(order, placed, 0)
        return ReplaceOutcome(ReplacePolicy.PLACE_FIRST, cancelled, placed, 0)

    async def _cancel_first(self, order: Order, plan: Plan) -> Denied | ReplaceOutcome:
        """Everything that could refuse the new order is asked before the old one is touched."""
        ready = await self._submitter.preflight([plan], Purpose(without=order.order_id))
        if isinstance(ready, Denied):
            return ready
        started, from_ms = self._clock.monotonic(), self._clock.wall_ms()
        cancelled = await self._canceller.cancel(order)
        gone = await self._proved_gone(order, cancelled)
        placed = None if gone is None else await self._place(order, plan, was_begun=True)
        covers = isinstance(placed, Intent) and placed.status in _COVERS
        lasted = round((self._clock.monotonic() - started) * 1_000) if covers else None
        gap = Uncovered(
            order.order_id,
            placed.client_id if isinstance(placed, Intent) else None,
            order.symbol,
            ReplacePolicy.CANCEL_FIRST,
            from_ms,
            lasted,
        )
        with suppress(JournalFailed):  # the orders themselves are written down already
            await self._journal.uncovered(gap)
        if isinstance(placed, Intent) and lasted is not None:
            self._note(order, placed, lasted)
        return ReplaceOutcome(ReplacePolicy.CANCEL_FIRST, cancelled, placed, lasted)

    def _note(self, old: Order, placed: Intent, lasted_ms: int) -> None:
        """Write into the log for how long neither order was live, at most."""
        gap = f"neither was live for {lasted_ms} ms at most" if lasted_ms else "never uncovered"
        new = placed.order_id or f"client id {placed.client_id}"
        self._session.publish(Noted(f"Order {old.order_id} is replaced by {new}: {gap}"))

    async def _proved_gone(self, order: Order, cancelled: CancelOutcome) -> Order | None:
        """The old order, ended without another fill; None when that cannot be proved in time."""
        match cancelled:
            case CancelDone(final) | AlreadyGone(Order() as final):
                return final if _is_clean(order, final) else None
        for pause in _PROOF_LOOKS:
            await self._clock.sleep(pause)
            try:
                newest = await last_version(self._exchange, order.symbol, order.order_id)
            except ReadFailed:
                continue
            if newest is not None and newest.status.is_final:
                return newest if _is_clean(order, newest) else None
        return None

    async def _place(self, order: Order, plan: Plan, *, was_begun: bool = False) -> Denied | Intent:
        purpose = Purpose(replaces=order.order_id, was_begun=was_begun)
        sent = await self._submitter.submit([plan], purpose)
        return sent if isinstance(sent, Denied) else sent[0]


def _fits(order: Order, plan: Plan) -> bool:
    ticket = plan.ticket
    return (
        not order.status.is_final
        and not order.waits_for_trigger
        and (order.symbol, order.side) == (ticket.symbol, ticket.side)
    )


def _is_clean(before: Order, final: Order) -> bool:
    """Whether it ended with no more filled than was known: then the plan still fits."""
    return final.status.is_final and final.executed == before.executed
