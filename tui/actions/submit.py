"""Sending orders: gates, journal, one send, and what the answer makes of each.

An order is written down before it is sent and sent once. What nobody answered about is looked up,
never sent again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.gates import Situation, gates, too_late
from tui.actions.halting import KillSwitch
from tui.actions.intents import Intents
from tui.actions.journal import Journal, JournalFailed
from tui.actions.journal_file import Sent
from tui.actions.lifecycle import as_of, classify, classify_batch
from tui.actions.lookups import Lookups
from tui.actions.ports import Account, Exchange
from tui.actions.reasons import describe
from tui.actions.self_check import altered, altered_batch
from tui.actions.spending import Spending
from tui.actions.work import Work
from tui.client.answers import Answered, BatchAnswered, Declined, SignedRequest
from tui.client.clock import Clock
from tui.client.errors import ReadFailed
from tui.domain.events import OrderChanged
from tui.domain.exits.plan import ExitView, Plan
from tui.domain.intent import Intent, IntentKind, IntentStatus
from tui.domain.money import Quantity

MAX_CLIENT_ID = 2**32 - 1
MAX_BATCH = 20
_ID_TRIES = 100
_KEY_CODES = frozenset({"UNAUTHORIZED", "FORBIDDEN", "INVALID_SIGNATURE"})
_KEY_REFUSALS = 3
"""Refusals of the key in a row after which no more orders are tried."""

_UNSETTLED = frozenset(status for status in IntentStatus if not status.is_settled)
_MISMATCH = frozenset({IntentStatus.MISMATCH})


@dataclass(frozen=True, slots=True)
class Parts:
    """What sending works with."""

    session: Account
    exchange: Exchange
    journal: Journal
    clock: Clock
    ids: Callable[[], int]
    intents: Intents
    lookups: Lookups
    spending: Spending
    switch: KillSwitch
    work: Work
    read_only: bool
    other_writer: Denial | None
    """Set while another process on this machine holds the account."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an order is for, beside its plan."""

    replaces: str | None = None
    """Order id of the order it stands in for."""
    without: str | None = None
    """Order id of an order that counts as gone while the gates are asked."""
    was_begun: bool = False
    """Its first half was done before the program began to end, so the second half still goes."""
    only_looks: bool = False
    """Nothing is to be sent, so nobody who sends elsewhere is in the way."""


class Submitter:
    """Sends plans; one request on a market at a time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._sending: set[str] = set()
        self._key_refusals = 0

    def claim(self, symbol: str) -> bool:
        """Take the market for one order at a time; False while another has it."""
        if symbol in self._sending:
            return False
        self._sending.add(symbol)
        return True

    def release(self, symbol: str) -> None:
        """Give the market back."""
        self._sending.discard(symbol)

    async def submit(
        self, plans: Sequence[Plan], purpose: Purpose | None = None
    ) -> Denied | tuple[Intent, ...]:
        """Send `plans`, all of one claimed market, in one request; or say why not."""
        why = purpose or Purpose()
        ready = await self.preflight(plans, why)
        return ready if isinstance(ready, Denied) else await self._send(plans, why, ready)

    async def preflight(self, plans: Sequence[Plan], purpose: Purpose) -> Denied | float:
        """The gates, on what is known and again on a fresh reading.

        Returns the monotonic second at which that was asked for, when all are open.
        """
        symbol = plans[0].ticket.symbol
        now = self._situation(symbol, purpose)
        reasons = gates(self.view(symbol), now, None)
        if reasons:
            return Denied(reasons)
        asked = self._parts.clock.monotonic()
        try:
            await self._parts.session.refresh(symbol)
        except ReadFailed as failed:
            return Denied((Denial(DenialCode.REFRESH_FAILED, detail=failed.reason),))
        reasons = self._gates(plans, purpose, asked)
        return Denied(reasons) if reasons else asked

    def _gates(self, plans: Sequence[Plan], purpose: Purpose, asked: float) -> tuple[Denial, ...]:
        """Every plan by itself, with what those before it claim and use."""
        symbol = plans[0].ticket.symbol
        view = self.view(symbol)
        if view is not None and purpose.without is not None:
            view = view.without(purpose.without)
        age = self._parts.clock.monotonic() - asked
        now = self._situation(symbol, purpose)
        situation = replace(now, reading_age=age)
        found: list[Denial] = []
        for plan in plans:
            found += (one for one in gates(view, situation, plan) if one not in found)
            situation = replace(situation, usage=situation.usage.with_order(plan.ticket))
            if view is not None and plan.ticket.reduce_only:
                view = replace(view, unsettled=Quantity(view.unsettled + plan.ticket.quantity))
        return tuple(found)

    def _situation(self, symbol: str, purpose: Purpose) -> Situation:
        now = self.situation(symbol, ours=True)
        other = None if purpose.only_looks else now.other_writer
        return replace(now, leaving=now.leaving and not purpose.was_begun, other_writer=other)

    def draft(self, plans: Sequence[Plan], purpose: Purpose) -> SignedRequest:
        """Build and sign the request of `plans`; nothing is written down or sent."""
        return self._prepare(self._new_intents(plans, purpose))

    async def _send(
        self, plans: Sequence[Plan], purpose: Purpose, asked: float
    ) -> Denied | tuple[Intent, ...]:
        parts, new = self._parts, self._new_intents(plans, purpose)
        try:
            await parts.intents.record(*new)
            signed = self._prepare(new)
            reasons = (*_altered(signed, new), *self._gates(plans, purpose, asked))
            if reasons:
                await parts.intents.drop(*new, reason=describe(reasons[0]))
                return Denied(reasons)
            looked = parts.clock.monotonic()
            sent = Sent(signed.timestamp_ms, signed.window_ms, signed.digest)
            sending = await parts.intents.mark_sending(*new, sent=sent)
        except JournalFailed as failed:
            return Denied((Denial(DenialCode.JOURNAL_FAILED, detail=str(failed)),))
        late = too_late(
            parts.clock.monotonic() - looked,
            leaving=parts.work.leaving and not purpose.was_begun,
            halted=parts.switch.is_on,
        )
        if late is not None:
            for intent in sending:
                dropped = replace(intent, status=IntentStatus.NOT_SENT, reason=describe(late))
                await parts.intents.take(dropped)
            return Denied((late,))
        return await self._send_once(sending, signed)

    def _prepare(self, new: Sequence[Intent]) -> SignedRequest:
        if len(new) == 1:
            return self._parts.exchange.prepare_order(new[0].ticket, new[0].client_id)
        return self._parts.exchange.prepare_batch([(i.ticket, i.client_id) for i in new])

    async def _send_once(
        self, sending: tuple[Intent, ...], signed: SignedRequest
    ) -> tuple[Intent, ...]:
        parts = self._parts
        parts.spending.note_sent(len(sending))
        for intent in sending:
            parts.lookups.note_sent(intent.client_id)
        try:
            news = await self._answered(sending, signed)
        except Exception:
            # A fault of ours, and the bytes may have left: it is looked up before it is raised.
            for intent in sending:
                lost = replace(intent, status=IntentStatus.UNKNOWN, reason="the send broke off")
                await parts.intents.take(lost)
            raise
        return tuple([await parts.intents.take(one) for one in news])

    async def _answered(
        self, sending: tuple[Intent, ...], signed: SignedRequest
    ) -> tuple[Intent, ...]:
        exchange = self._parts.exchange
        if len(sending) == 1:
            answer = await exchange.send_order(signed)
            self._count_key_refusals(answer)
            self._publish((answer,), signed)
            return (classify(self._parts.intents.get(sending[0].client_id), answer),)
        told = await exchange.send_batch(signed)
        self._count_key_refusals(told)
        if isinstance(told, BatchAnswered):
            self._publish(told.orders, signed)
        return classify_batch([self._parts.intents.get(i.client_id) for i in sending], told)

    def _publish(self, answers: Sequence[object], signed: SignedRequest) -> None:
        """Before the intents move: a live intent without its order would be looked up."""
        for answer in answers:
            if isinstance(answer, Answered):
                self._parts.session.publish(OrderChanged(as_of(answer.order, signed), "answer"))

    def _count_key_refusals(self, answer: object) -> None:
        if isinstance(answer, Declined) and answer.code in _KEY_CODES:
            self._key_refusals += 1
        elif isinstance(answer, Answered | BatchAnswered | Declined):
            self._key_refusals = 0

    def _new_intents(self, plans: Sequence[Plan], purpose: Purpose) -> tuple[Intent, ...]:
        numbers: list[int] = []
        for _ in plans:
            numbers.append(self._new_id(numbers))
        batch = str(numbers[0]) if len(numbers) > 1 else None
        recorded_ms = self._exchange_ms()
        return tuple(
            Intent(
                client_id=number,
                ticket=plan.ticket,
                position_id=None if plan.position is None else plan.position.position_id,
                mark=plan.mark,
                status=IntentStatus.RECORDED,
                recorded_ms=recorded_ms,
                kind=plan.kind if purpose.replaces is None else IntentKind.REPLACE,
                replaces=purpose.replaces,
                batch=batch,
            )
            for number, plan in zip(numbers, plans, strict=True)
        )

    def _exchange_ms(self) -> int:
        """The exchange's time: history is searched back to it, and our wall clock may be wrong."""
        reading = self._parts.session.state.clock
        return self._parts.clock.wall_ms() + (0 if reading is None else round(reading.offset_ms))

    def _new_id(self, just_taken: Sequence[int]) -> int:
        taken = {order.client_id for order in self._parts.session.state.orders.values()}
        taken |= set(just_taken)
        for _ in range(_ID_TRIES):
            number = self._parts.ids()
            if 0 < number <= MAX_CLIENT_ID and not (
                self._parts.journal.is_used(number) or number in taken
            ):
                return number
        raise RuntimeError("the source of client ids gives no fresh number")

    def view(self, symbol: str) -> ExitView | None:
        """The picture of a market now."""
        return self._parts.session.view(symbol, self._parts.clock.monotonic())

    def situation(self, symbol: str, *, ours: bool = False) -> Situation:
        """What decides beside the picture; `ours`: the order in progress is the one asked about."""
        parts, state = self._parts, self._parts.session.state
        return Situation(
            read_only=parts.read_only,
            key_refused=self._key_refusals >= _KEY_REFUSALS,
            journal_trouble=parts.journal.trouble,
            reconciled=state.reconciled,
            liquidating=state.account is not None and state.account.liquidating,
            clock_uncertainty_ms=state.clock.uncertainty_ms if state.clock else None,
            unsettled=parts.intents.first(symbol, _UNSETTLED),
            mismatch=parts.intents.first(symbol, _MISMATCH),
            in_progress=symbol in self._sending and not ours,
            leaving=parts.work.leaving,
            halted=parts.switch.is_on,
            room=parts.journal.room,
            other_writer=parts.other_writer,
            usage=parts.spending.usage(),
        )


def _altered(signed: SignedRequest, new: Sequence[Intent]) -> tuple[Denial, ...]:
    """Whether the bytes say what was confirmed."""
    if len(new) == 1:
        field = altered(signed, new[0].ticket, new[0].client_id)
    else:
        field = altered_batch(signed, [(i.ticket, i.client_id) for i in new])
    return () if field is None else (Denial(DenialCode.REQUEST_ALTERED, detail=field),)
