"""Clients that are wrong on purpose, each in one way that real clients were wrong in.

A simulation that finds nothing proves something only if it would have found these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.simulation.machine import Machine
from tests.simulation.program import Parts
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.desk import Desk
from tui.actions.journal import Journal
from tui.actions.journal_file import Sent
from tui.actions.resolve import Bounds
from tui.actions.submit import Purpose, Submitter
from tui.client.answers import (
    CancelAnswer,
    Cancelled,
    Declined,
    OrderAnswer,
    SignedRequest,
    Unanswered,
)
from tui.client.errors import ReadFailed
from tui.client.rest import Rest
from tui.domain.events import PositionsRead
from tui.domain.exits.plan import Plan
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import OrderStatus
from tui.session.session import Session


@dataclass(frozen=True)
class Mutant:
    """A wrong client, and the breaches of which one has to convict it."""

    parts: Parts
    breaches: tuple[str, ...]
    likely: int = 0
    """A seed that convicted it once and is tried first."""


def _desk(
    session: Session,
    exchange: Any,
    journal: Journal,
    machine: Machine,
    *,
    bounds: Bounds | None = None,
    kind: type[Desk] = Desk,
) -> Desk:
    ids = machine.ids
    return kind(
        session,
        exchange,
        journal,
        machine.clock,
        lambda: ids.randrange(1, 2**32),
        bounds=bounds or machine.bounds,
    )


class _Exchange:
    """The exchange, with one thing done otherwise."""

    def __init__(self, session: Session, rest: Rest) -> None:
        self.session = session
        self.rest = rest

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rest, name)


def _with(exchange: type[_Exchange]) -> Parts:
    return Parts(
        lambda session, rest, journal, machine: _desk(
            session, exchange(session, rest), journal, machine
        )
    )


class _SendsAgain(_Exchange):
    async def send_order(self, signed: SignedRequest) -> OrderAnswer:
        answer = await self.rest.send_order(signed)
        return await self.rest.send_order(signed) if isinstance(answer, Unanswered) else answer


class _TimeoutIsRefusal(_Exchange):
    async def send_order(self, signed: SignedRequest) -> OrderAnswer:
        answer = await self.rest.send_order(signed)
        if isinstance(answer, Unanswered):
            return Declined(0, None, answer.reason, definitive=True)
        return answer


class _ErrorIsRefusal(_Exchange):
    async def send_order(self, signed: SignedRequest) -> OrderAnswer:
        answer = await self.rest.send_order(signed)
        return replace(answer, definitive=True) if isinstance(answer, Declined) else answer


class _CancelIsDone(_Exchange):
    async def cancel_order(self, symbol: str, order_id: str) -> CancelAnswer:
        answer = await self.rest.cancel_order(symbol, order_id)
        order = self.session.state.orders.get(order_id)
        if isinstance(answer, Unanswered) and order is not None:
            return Cancelled(replace(order, status=OrderStatus.CANCELLED))
        return answer


def _writes_late(session: Session, rest: Rest, journal: Journal, machine: Machine) -> Desk:
    """Nothing is written before an answer is there."""
    record, move = journal.record, journal.move
    late: dict[int, Intent] = {}

    async def remember(*intents: Intent) -> None:
        late.update((each.client_id, each) for each in intents)

    async def write(*intents: Intent, at_ms: int, sent: Sent | None = None) -> None:
        if all(each.status is IntentStatus.SENDING for each in intents):
            return
        first = [late.pop(each.client_id) for each in intents if each.client_id in late]
        if first:
            await record(*first)
        await move(*intents, at_ms=at_ms, sent=sent)

    journal.record, journal.move = remember, write  # type: ignore[method-assign]  # the fault
    return _desk(session, rest, journal, machine)


def _forgets(session: Session, rest: Rest, journal: Journal, machine: Machine) -> Desk:
    """What earlier runs left is not looked at."""
    journal.recovered = ()
    return _desk(session, rest, journal, machine)


class _Replays(Desk):
    """What was not answered when the program died is sent again."""

    def __init__(
        self, session: Any, exchange: Any, journal: Journal, *args: Any, **named: Any
    ) -> None:
        super().__init__(session, exchange, journal, *args, **named)
        self.left, self.exchange = journal.recovered, exchange

    async def run(self) -> None:
        for intent in self.left:
            if intent.status is IntentStatus.UNKNOWN:
                signed = self.exchange.prepare_order(intent.ticket, intent.client_id)
                await self.exchange.send_order(signed)
        await super().run()


class _DeafSubmitter(Submitter):
    """Reads nothing anew before it sends, and does not hear some of its gates."""

    deaf_to: frozenset[DenialCode] = frozenset()

    async def preflight(self, plans: Sequence[Plan], purpose: Purpose) -> Denied | float:
        asked = self._parts.clock.monotonic()
        reasons = self._gates(plans, purpose, asked)
        return Denied(reasons) if reasons else asked

    def _gates(self, plans: Sequence[Plan], purpose: Purpose, asked: float) -> tuple[Denial, ...]:
        reasons = super()._gates(plans, purpose, asked)
        return tuple(reason for reason in reasons if reason.code not in self.deaf_to)


class _SendsOnStale(_DeafSubmitter):
    deaf_to = frozenset({DenialCode.RULE_BROKEN, DenialCode.LINK_DOWN, DenialCode.NOT_RECONCILED})


class _SendsForAnotherPosition(_DeafSubmitter):
    deaf_to = frozenset(
        {
            DenialCode.RULE_BROKEN,
            DenialCode.WRONG_SIDE,
            DenialCode.POSITION_FLIPPED,
            DenialCode.POSITION_GONE,
            DenialCode.POSITION_REPLACED,
            DenialCode.POSITION_RESIZED,
        }
    )


def _submits_by(kind: type[Submitter]) -> Parts:
    def made(session: Session, rest: Rest, journal: Journal, machine: Machine) -> Desk:
        desk = _desk(session, rest, journal, machine)
        desk._submitter = kind(desk._submitter._parts)  # the fault
        return desk

    return Parts(made)


class _TakesSilenceForFlat(Session):
    """A reading of the positions that fails is read as "nothing is held"."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        read, reader = self._reader.positions, self._reader

        async def positions(symbol: str | None = None) -> None:
            try:
                await read(symbol)
            except ReadFailed:
                self.publish(PositionsRead((), self._time.now_us(), symbol))

        reader.positions = positions  # type: ignore[method-assign]  # the fault


def _looks_once(session: Session, rest: Rest, journal: Journal, machine: Machine) -> Desk:
    """No fence and no history lag: what is not there now never will be."""
    return _desk(session, rest, journal, machine, bounds=Bounds(0.0, 0.0, 0.0, 0.0))


def _kind(kind: type[Desk]) -> Parts:
    return Parts(
        lambda session, rest, journal, machine: _desk(session, rest, journal, machine, kind=kind)
    )


_STALE = ("stale", "I7")
_OTHER = ("I6", "I7", "stale: an old position", "stale: sent without")

MUTANTS: Mapping[str, Mutant] = {
    "sends again after a timeout": Mutant(_with(_SendsAgain), ("I2",), 0),
    "takes a timeout for a refusal": Mutant(_with(_TimeoutIsRefusal), ("I4",), 7),
    "takes every error for a refusal": Mutant(_with(_ErrorIsRefusal), ("I4",), 180),
    "takes a lost cancel for done": Mutant(_with(_CancelIsDone), ("I5",), 0),
    "writes nothing down before it sends": Mutant(Parts(_writes_late), ("I3",), 1),
    "forgets what an earlier run left": Mutant(Parts(_forgets), ("I5",), 3),
    "sends again after a restart": Mutant(_kind(_Replays), ("I2",), 4),
    "sends on a stale picture": Mutant(_submits_by(_SendsOnStale), _STALE, 15),
    "sends for another position": Mutant(_submits_by(_SendsForAnotherPosition), _OTHER, 25),
    "takes silence for a flat position": Mutant(Parts(session=_TakesSilenceForFlat), ("I13",), 1),
    "looks once, at once": Mutant(Parts(_looks_once), ("I4", "I5"), 555),
}
"""By name."""
