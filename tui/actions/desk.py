"""The desk: the only way anything leaves this program that changes the exchange.

It holds the parts together and keeps one rule for all of them: what was begun runs to its end in a
task of the desk's own, so a closed window or a cancelled caller cannot leave it half done.
"""

import asyncio
from collections.abc import Callable, Sequence
from decimal import Decimal

from tui.actions.cancelling import Canceller
from tui.actions.commands import Commands
from tui.actions.day import Day
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.gates import GateState, gates, situation_denials
from tui.actions.halting import KillSwitch
from tui.actions.intents import Intents
from tui.actions.journal import Journal
from tui.actions.leverage import Leverage
from tui.actions.lookups import Lookups
from tui.actions.outcomes import (
    CancelFailed,
    CancelOutcome,
    CommandOutcome,
    Evidence,
    KillOutcome,
    Rehearsal,
    ReplaceOutcome,
    ScopeOutcome,
)
from tui.actions.overview import overview
from tui.actions.ports import Account, Exchange
from tui.actions.reasons import describe
from tui.actions.rehearsing import batch_denial, rehearse
from tui.actions.replacing import Replacer
from tui.actions.resolve import Bounds
from tui.actions.spending import Spending
from tui.actions.submit import Parts, Submitter
from tui.actions.work import Work
from tui.client.clock import Clock
from tui.domain.command import CancelScope, Command, CommandKind, CommandStatus, Halted
from tui.domain.exits.plan import Plan
from tui.domain.intent import Intent
from tui.domain.limits import Budget, OrderLimits
from tui.domain.order import Order

_READ_ONLY = "this program was started read-only"
_NOT_FOR_SETTINGS = frozenset({DenialCode.UNSETTLED_INTENT, DenialCode.MISMATCH_OPEN})
"""What blocks one market and not the account."""


class Desk:
    """Submits, resolves, cancels, replaces and halts for one account.

    `ids` gives random numbers of 32 bits. Beside an `other_writer` it sends nothing. `run` has to
    run beside everything else: it follows what the stream tells and looks up what nobody answered
    about. The constructor is long because it wires every part, and does nothing else.
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
        other_writer: Denial | None = None,
        bounds: Bounds | None = None,
        limits: OrderLimits | None = None,
    ) -> None:
        if journal.newest_fill_ms is not None:
            session.know_fills_until(journal.newest_fill_ms)
        own, bound = limits or OrderLimits(), bounds or Bounds()
        self._session = session
        self._journal = journal
        self._clock = clock
        self._read_only = read_only
        self._other_writer = other_writer
        self._intents = Intents(session, journal, clock)
        self._commands = Commands(session, journal, clock)
        self._lookups = Lookups(exchange, self._intents, self._commands, clock, bound)
        self._work = Work(clock, self._lookups.fail)
        self._canceller = Canceller(session, exchange, self._intents, self._commands, self._lookups)
        self._switch = KillSwitch(session, journal, clock, self._canceller, self._commands)
        self._day = None if own.daily_loss is None else Day(session, exchange, clock)
        self._spending = Spending(
            session, self._intents, clock, day=self._day, limits=own, sent_ms=journal.recently_sent
        )
        self._submitter = Submitter(
            Parts(
                session,
                exchange,
                journal,
                clock,
                ids,
                self._intents,
                self._lookups,
                self._spending,
                self._switch,
                self._work,
                read_only,
                other_writer,
            )
        )
        self._replacer = Replacer(
            session,
            exchange,
            journal,
            clock=clock,
            canceller=self._canceller,
            submitter=self._submitter,
        )
        self._leverage = Leverage(exchange, self._commands, clock, bound)
        self._submitted: dict[int, Plan] = {}

    async def run(self) -> None:
        """Follow the session and resolve what is unknown, until cancelled. A bug ends it."""
        self._session.add_listener(self._lookups.wake)
        self._intents.announce_recovered()
        self._commands.announce_recovered()
        self._switch.announce()
        self._canceller.resume()
        async with asyncio.TaskGroup() as parts:
            parts.create_task(self._lookups.run())
            parts.create_task(self._switch.run())
            parts.create_task(self._leverage.resume())
            if self._day is not None:
                parts.create_task(self._day.run())

    def blockers(self, symbol: str) -> tuple[Denial, ...]:
        """Why any order on `symbol` would be denied now; empty when none would be."""
        return gates(self._submitter.view(symbol), self._submitter.situation(symbol), None)

    def overview(self, symbol: str) -> tuple[GateState, ...]:
        """Every gate on the way of an order on `symbol`, as it stands now."""
        return overview(self._submitter.view(symbol), self._submitter.situation(symbol))

    def budget(self) -> Budget:
        """What of the limits is used now."""
        return self._spending.usage().budget

    @property
    def halted(self) -> Halted | None:
        """Set while the kill switch is on, with the number of orders left."""
        return self._switch.halted

    async def submit(self, plan: Plan) -> Denied | Intent:
        """Send the confirmed `plan` once.

        Denied: nothing was sent, and why. Otherwise the intent as far as it is known: look at its
        status. UNKNOWN is looked up in the background; `settled` waits for that. A plan can be
        submitted once; after a denial, check it anew and let the trader confirm anew.
        """
        sent = await self.submit_batch([plan])
        return sent if isinstance(sent, Denied) else sent[0]

    async def submit_batch(self, plans: Sequence[Plan]) -> Denied | tuple[Intent, ...]:
        """Send the confirmed `plans`, 1 to 20 of one market, in one request, once.

        The intents come in the order of the plans, each with a fate of its own.
        """
        wrong = batch_denial(plans) or self._taken(plans)
        if wrong is not None:
            return Denied((wrong,))
        symbol = plans[0].ticket.symbol
        self._submitted.update((id(plan), plan) for plan in plans)
        self._submitter.claim(symbol)
        return await self._work.shielded(self._submit(symbol, tuple(plans)))

    async def replace(self, order: Order, plan: Plan) -> Denied | ReplaceOutcome:
        """Put the order of the confirmed `plan` in the place of `order`.

        `plan` is checked on a picture without `order`; `replace_policy` says which request goes
        first. Nothing is sent when the new order would be denied.
        """
        if self._cannot_cancel is not None:
            return Denied(tuple(situation_denials(self._submitter.situation(order.symbol))))
        wrong = self._taken([plan])
        if wrong is not None:
            return Denied((wrong,))
        self._submitted[id(plan)] = plan
        self._submitter.claim(plan.ticket.symbol)
        return await self._work.shielded(self._replace(order, plan))

    async def rehearse(
        self, plans: Sequence[Plan], *, without: str | None = None
    ) -> Denied | Rehearsal:
        """All that `submit_batch` does before it writes down and sends, and none of that.

        `without`: the id of an order that would be replaced.
        """
        return await rehearse(self._submitter, plans, without)

    def _taken(self, plans: Sequence[Plan]) -> Denial | None:
        """Whether one of `plans` was submitted before, or its market is busy."""
        if any(id(plan) in self._submitted for plan in plans):
            return Denial(DenialCode.ALREADY_SUBMITTED)
        if len({id(plan) for plan in plans}) < len(plans):
            return Denial(DenialCode.ALREADY_SUBMITTED)
        symbol = plans[0].ticket.symbol
        free = self._submitter.claim(symbol)
        if not free:
            return Denial(DenialCode.IN_PROGRESS)
        self._submitter.release(symbol)
        return None

    async def _submit(self, symbol: str, plans: tuple[Plan, ...]) -> Denied | tuple[Intent, ...]:
        try:
            return await self._submitter.submit(plans)
        finally:
            self._submitter.release(symbol)

    async def _replace(self, order: Order, plan: Plan) -> Denied | ReplaceOutcome:
        try:
            return await self._replacer.replace(order, plan)
        finally:
            self._submitter.release(plan.ticket.symbol)

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

    def evidence(self, client_id: int) -> tuple[Evidence, ...]:
        """What was looked at for an order whose fate was not known, oldest first."""
        return self._lookups.evidence(client_id)

    @property
    def _cannot_cancel(self) -> str | None:
        """Why not even a cancel is sent: another program acts for the account, or none may."""
        if self._other_writer is not None:
            return describe(self._other_writer)
        return _READ_ONLY if self._read_only else None

    async def cancel(self, order: Order) -> CancelOutcome:
        """Cancel one order. No gate stands in its way but read-only."""
        if self._cannot_cancel is not None:
            return CancelFailed(self._cannot_cancel, was_sent=False)
        return await self._work.shielded(self._canceller.cancel(order))

    async def cancel_scope(self, scope: CancelScope) -> ScopeOutcome:
        """Cancel every open order of `scope`. No gate stands in its way but read-only."""
        if self._cannot_cancel is not None:
            return ScopeOutcome(self._unsent(CommandKind.CANCEL_ALL, scope.words))
        return await self._work.shielded(self._canceller.cancel_scope(scope))

    async def change_leverage(self, limit: Decimal) -> CommandOutcome:
        """Set the account's leverage limit, a multiple such as 10."""
        if self._cannot_cancel is not None:
            return CommandOutcome(self._unsent(CommandKind.SETTING, f"leverage limit {limit}"))
        situation = self._submitter.situation("")
        denials = tuple(
            one for one in situation_denials(situation) if one.code not in _NOT_FOR_SETTINGS
        )
        return await self._work.shielded(self._leverage.change(limit, denials))

    def _unsent(self, kind: CommandKind, scope: str) -> Command:
        at_ms, why = self._clock.wall_ms(), self._cannot_cancel
        return Command(0, kind, CommandStatus.NOT_SENT, at_ms, scope=scope, reason=why)

    async def halt(self) -> KillOutcome:
        """Put the kill switch on: send nothing more, and cancel our resting orders.

        Orders that wait for a trigger stay. It holds across restarts until `unlock`.
        """
        if self._cannot_cancel is not None:
            return KillOutcome(
                self._switch.halted or Halted(self._clock.wall_ms(), None), (), self._cannot_cancel
            )
        return await self._work.shielded(self._switch.halt())

    async def unlock(self) -> str | None:
        """Put the kill switch off; why not, in plain words, when that could not be written."""
        if self._cannot_cancel is not None:
            return self._cannot_cancel
        return await self._work.shielded(self._switch.unlock())

    async def finished(self, within: float) -> bool:
        """Send nothing new, and wait for what is on its way; whether all ended `within` seconds.

        To be called before the program ends: an order that was confirmed but has not left by now
        is denied. What did not end is found in the journal and looked up by the next run.
        """
        return await self._work.finished(within)
