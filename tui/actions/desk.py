"""The desk: the only way an order leaves this program.

An order is written down before it is sent and sent once. What nobody answered about is looked up,
never sent again. Each order runs in a task of the desk's own, so a closed window or a cancelled
caller cannot leave one half done.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from tui.actions.cancelling import cancel_once
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.gates import GateState, Situation, gates, too_late
from tui.actions.intents import Intents
from tui.actions.journal import Journal, JournalFailed
from tui.actions.journal_file import Sent
from tui.actions.lifecycle import as_of, classify
from tui.actions.lookups import Lookups
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
    CommandOutcome,
    Evidence,
    KillOutcome,
    ReplaceOutcome,
    ScopeOutcome,
)
from tui.actions.ports import Account, Exchange
from tui.actions.reasons import describe
from tui.actions.resolve import Bounds
from tui.actions.self_check import altered
from tui.client.answers import Answered, Declined, OrderAnswer, SignedRequest
from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.command import CancelScope, Halted
from tui.domain.events import OrderChanged
from tui.domain.exits.plan import ExitView, Plan
from tui.domain.intent import Intent, IntentStatus
from tui.domain.limits import Budget
from tui.domain.order import Order

T = TypeVar("T")

MAX_CLIENT_ID = 2**32 - 1
_ID_TRIES = 100
_KEY_CODES = frozenset({"UNAUTHORIZED", "FORBIDDEN", "INVALID_SIGNATURE"})
_KEY_REFUSALS = 3
"""Refusals of the key in a row after which no more orders are tried."""

_UNSETTLED = frozenset(status for status in IntentStatus if not status.is_settled)
_MISMATCH = frozenset({IntentStatus.MISMATCH})


class Desk:
    """Submits, resolves and cancels for one account.

    `ids` gives random numbers of 32 bits. `run` has to run beside `submit`: it follows what the
    stream tells and looks up what nobody answered about.
    """

    def __init__(
        self,
        session: Account,
        exchange: Exchange,
        journal: Journal,
        clock: Clock,
        ids: Callable[[], int],
        *,
        read_only: bool = False,
        bounds: Bounds | None = None,
    ) -> None:
        self._session = session
        self._exchange = exchange
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._read_only = read_only
        self._intents = Intents(session, journal, clock)
        self._lookups = Lookups(exchange, self._intents, clock, bounds or Bounds())
        self._submitted: dict[int, Plan] = {}
        self._sending: set[str] = set()
        self._running: set[asyncio.Task[Any]] = set()
        self._key_refusals = 0
        self._leaving = False

    async def run(self) -> None:
        """Follow the session and resolve what is unknown, until cancelled. A bug ends it."""
        self._session.add_listener(self._lookups.wake)
        self._intents.announce_recovered()
        await self._lookups.run()

    def blockers(self, symbol: str) -> tuple[Denial, ...]:
        """Why any order on `symbol` would be denied now; empty when none would be."""
        return gates(self._view(symbol), self._situation(symbol), None)

    async def submit(self, plan: Plan) -> Denied | Intent:
        """Send the confirmed `plan` once.

        Denied: nothing was sent, and why. Otherwise the intent as far as it is known: look at its
        status. UNKNOWN is looked up in the background; `settled` waits for that. A plan can be
        submitted once; after a denial, check it anew and let the trader confirm anew.
        """
        symbol = plan.ticket.symbol
        if id(plan) in self._submitted:
            return _denied(DenialCode.ALREADY_SUBMITTED)
        if symbol in self._sending:
            return _denied(DenialCode.IN_PROGRESS)
        self._submitted[id(plan)] = plan
        self._sending.add(symbol)
        return await self._shielded(self._submit(plan))

    async def settled(self, client_id: int, within: float) -> Intent:
        """Wait until the fate of an intent is known, at most `within` seconds; where it stands."""
        known = self._intents.when_settled(client_id)
        sleeper = asyncio.ensure_future(self._clock.sleep(within))
        try:
            await asyncio.wait({known, sleeper}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeper.cancel()
            known.cancel()
        return self._intents.get(client_id)

    def proof_by(self, client_id: int) -> float | None:
        """The earliest monotonic second by which an unknown order could be proved absent.

        For a countdown; None when the order is not being looked up.
        """
        return self._lookups.until.get(client_id)

    async def cancel(self, order: Order) -> CancelOutcome:
        """Cancel one order. No gate stands in its way but read-only."""
        if self._read_only:
            return CancelFailed("this program was started read-only", was_sent=False)
        return await self._shielded(self._cancel(order))

    async def submit_batch(self, plans: Sequence[Plan]) -> Denied | tuple[Intent, ...]:
        """Send the orders of `plans`, all of one market, in one request, once."""
        raise NotImplementedError

    async def cancel_scope(self, scope: CancelScope) -> ScopeOutcome:
        """Cancel every open order of a scope."""
        raise NotImplementedError

    async def replace(self, order: Order, plan: Plan) -> Denied | ReplaceOutcome:
        """Put the order of `plan` in the place of `order`."""
        raise NotImplementedError

    async def change_leverage(self, limit: Decimal) -> CommandOutcome:
        """Set the account's leverage limit."""
        raise NotImplementedError

    async def halt(self) -> KillOutcome:
        """Put the kill switch on."""
        raise NotImplementedError

    async def unlock(self) -> str | None:
        """Put the kill switch off."""
        raise NotImplementedError

    @property
    def halted(self) -> Halted | None:
        """Set while the kill switch is on."""
        return self._session.state.halted

    def overview(self, symbol: str) -> tuple[GateState, ...]:
        """Every gate on the way of an order on `symbol`."""
        raise NotImplementedError

    def budget(self) -> Budget:
        """What of the limits is used now."""
        raise NotImplementedError

    def evidence(self, client_id: int) -> tuple[Evidence, ...]:
        """What was looked at for an order whose fate was not known, oldest first."""
        raise NotImplementedError

    async def finished(self, within: float) -> bool:
        """Send nothing new, and wait for what is on its way; whether all ended `within` seconds.

        To be called before the program ends: an order that was confirmed but has not left by now
        is denied. What did not end is found in the journal and looked up by the next run.
        """
        self._leaving = True
        if not self._running:
            return True
        everything = asyncio.ensure_future(asyncio.wait(set(self._running)))
        sleeper = asyncio.ensure_future(self._clock.sleep(within))
        try:
            await asyncio.wait({everything, sleeper}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeper.cancel()
            everything.cancel()
        return not self._running

    async def _shielded(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` to its end, even when the caller is cancelled."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._lookups.fail(error)

    async def _submit(self, plan: Plan) -> Denied | Intent:
        try:
            reasons = await self._preflight(plan)
            return Denied(reasons) if reasons else await self._send(plan)
        finally:
            self._sending.discard(plan.ticket.symbol)

    async def _preflight(self, plan: Plan) -> tuple[Denial, ...]:
        """The gates, on what is known and again on a fresh reading."""
        symbol = plan.ticket.symbol
        reasons = gates(self._view(symbol), self._situation(symbol, ours=True), None)
        if reasons:
            return reasons
        try:
            await self._session.refresh(symbol)
        except ReadFailed as failed:
            return (Denial(DenialCode.REFRESH_FAILED, detail=failed.reason),)
        return self._gates(plan)

    def _gates(self, plan: Plan) -> tuple[Denial, ...]:
        symbol = plan.ticket.symbol
        return gates(self._view(symbol), self._situation(symbol, ours=True), plan)

    async def _send(self, plan: Plan) -> Denied | Intent:
        intent = self._new_intent(plan)
        try:
            await self._intents.record(intent)
            signed = self._exchange.prepare_order(intent.ticket, intent.client_id)
            reasons = self._last_look(plan, signed, intent)
            if reasons:
                await self._intents.drop(intent, describe(reasons[0]))
                return Denied(reasons)
            looked = self._clock.monotonic()
            sending = await self._intents.mark_sending(
                intent, Sent(signed.timestamp_ms, signed.window_ms, signed.digest)
            )
        except JournalFailed as failed:
            return Denied((Denial(DenialCode.JOURNAL_FAILED, detail=str(failed)),))
        late = too_late(self._clock.monotonic() - looked, leaving=self._leaving)
        if late is not None:
            reason = describe(late)
            await self._intents.take(replace(sending, status=IntentStatus.NOT_SENT, reason=reason))
            return Denied((late,))
        return await self._send_once(sending, signed)

    def _last_look(self, plan: Plan, signed: SignedRequest, intent: Intent) -> tuple[Denial, ...]:
        """The gates once more, since the write took time, and the bytes themselves."""
        field = altered(signed, plan.ticket, intent.client_id)
        wrong = () if field is None else (Denial(DenialCode.REQUEST_ALTERED, detail=field),)
        return (*wrong, *self._gates(plan))

    async def _send_once(self, sending: Intent, signed: SignedRequest) -> Intent:
        self._lookups.note_sent(sending.client_id)
        try:
            answer = await self._exchange.send_order(signed)
        except Exception:
            # A fault of ours, and the bytes may have left: it is looked up before it is raised.
            await self._intents.take(
                replace(sending, status=IntentStatus.UNKNOWN, reason="the send broke off")
            )
            raise
        self._count_key_refusals(answer)
        if isinstance(answer, Answered):
            # Before the intent moves: a live intent without its order would be looked up.
            self._session.publish(OrderChanged(as_of(answer.order, signed), "answer"))
        return await self._intents.take(classify(self._intents.get(sending.client_id), answer))

    def _count_key_refusals(self, answer: OrderAnswer) -> None:
        if isinstance(answer, Declined) and answer.code in _KEY_CODES:
            self._key_refusals += 1
        elif isinstance(answer, Answered | Declined):
            self._key_refusals = 0

    async def _cancel(self, order: Order) -> CancelOutcome:
        outcome = await cancel_once(self._exchange, order)
        match outcome:
            case CancelDone(final) | AlreadyGone(Order() as final):
                await self._intents.see(final)
            case CancelPending() | CancelUnknown() | AlreadyGone(None):
                self._lookups.watch(order)
        return outcome

    def _new_intent(self, plan: Plan) -> Intent:
        return Intent(
            client_id=self._new_id(),
            ticket=plan.ticket,
            position_id=None if plan.position is None else plan.position.position_id,
            mark=plan.mark,
            status=IntentStatus.RECORDED,
            kind=plan.kind,
            recorded_ms=self._exchange_ms(),
        )

    def _exchange_ms(self) -> int:
        """The exchange's time: history is searched back to it, and our wall clock may be wrong."""
        reading = self._session.state.clock
        return self._clock.wall_ms() + (0 if reading is None else round(reading.offset_ms))

    def _new_id(self) -> int:
        taken = {order.client_id for order in self._session.state.orders.values()}
        for _ in range(_ID_TRIES):
            number = self._ids()
            if 0 < number <= MAX_CLIENT_ID and not (
                self._journal.is_used(number) or number in taken
            ):
                return number
        raise RuntimeError("the source of client ids gives no fresh number")

    def _view(self, symbol: str) -> ExitView | None:
        return self._session.view(symbol, self._clock.monotonic())

    def _situation(self, symbol: str, *, ours: bool = False) -> Situation:
        """What decides beside the picture; `ours`: the order in progress is the one asked about."""
        state = self._session.state
        return Situation(
            read_only=self._read_only,
            key_refused=self._key_refusals >= _KEY_REFUSALS,
            journal_trouble=self._journal.trouble,
            reconciled=state.reconciled,
            liquidating=state.account is not None and state.account.liquidating,
            clock_uncertainty_ms=state.clock.uncertainty_ms if state.clock else None,
            unsettled=self._intents.first(symbol, _UNSETTLED),
            mismatch=self._intents.first(symbol, _MISMATCH),
            in_progress=symbol in self._sending and not ours,
            leaving=self._leaving,
        )


def _denied(code: DenialCode) -> Denied:
    return Denied((Denial(code),))
