"""The gates an order must pass, on a picture read just before it is written down.

Pure: a picture goes in, reasons come out. All reasons at once, so that nobody mends one to meet the
next. A cancel passes all but the one that makes it impossible: a program that may not send at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tui.actions.denials import Denial, DenialCode
from tui.actions.limit_gates import Usage, limit_denials
from tui.domain.exits.plan import ExitView, Plan, Rule
from tui.domain.intent import IntentKind, Ticket
from tui.domain.money import ZERO, plain
from tui.domain.position import Position

MAX_CLOCK_UNCERTAINTY_MS = 500.0
"""Beyond it nobody can tell when a request has lapsed, and looking up rests on that."""

LONGEST_WRITE = 1.0
"""Seconds between the last look and the send; on an older picture nothing is sent."""

OLDEST_READING = 3.0
"""Seconds since the final reading was asked for; the exchange may answer that slowly at most."""

LEAST_ROOM = 10_000_000
"""Bytes that must be free where the journal lies."""

MOST_APART = Decimal("0.005")
"""How far the mark of the stream and the mark read by request may differ, a fraction."""

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides beside market and position."""

    read_only: bool
    key_refused: bool
    journal_trouble: str | None
    reconciled: bool
    liquidating: bool
    clock_uncertainty_ms: float | None
    """None while the exchange's clock was not measured."""
    unsettled: int | None
    """Client id of an intent on the symbol whose fate is unknown."""
    mismatch: int | None
    """Client id of an open order of ours on the symbol with other terms than were sent."""
    in_progress: bool = False
    """Whether another order on the symbol is being sent now."""
    leaving: bool = False
    """Whether the program is ending."""
    halted: bool = False
    """Whether the kill switch is on."""
    other_writer: Denial | None = None
    """Set while another process on this machine holds the account."""
    room: int | None = None
    """Free bytes where the journal lies; None where that is memory, or was not asked."""
    reading_age: float | None = None
    """Seconds since the final reading was asked for; None while there is none."""
    usage: Usage = field(default_factory=Usage)
    """The trader's own limits, and what of them is used."""


@dataclass(frozen=True, slots=True)
class GateState:
    """One gate as it stands now, for the screen."""

    name: str
    """In plain words, two or three of them: `kill switch off`."""
    denials: tuple[Denial, ...]
    """Why it would refuse; empty while it is open."""
    only_opening: bool = False
    """Whether it stands in the way only of orders that may add to a position."""

    @property
    def is_open(self) -> bool:
        """Whether it would let an order pass."""
        return not self.denials


_REDUCES_ONLY = frozenset({IntentKind.TAKE_PROFIT, IntentKind.CLOSE})
"""What may do nothing but reduce the position it was confirmed on."""

_TOLD_BY_SITUATION = frozenset({Rule.LINK_DOWN, Rule.NOT_RECONCILED, Rule.NO_POSITION})


def gates(view: ExitView | None, situation: Situation, plan: Plan | None) -> tuple[Denial, ...]:
    """Every reason not to send `plan`; empty when it may go.

    Without a plan: the reasons that would refuse any order on the symbol now.
    """
    found = list(situation_denials(situation))
    if view is None:
        found.append(Denial(DenialCode.MARKET_UNKNOWN))
        return tuple(found)
    if not view.link_up:
        found.append(Denial(DenialCode.LINK_DOWN))
    if plan is not None:
        found.extend(reading_denials(view, situation))
        found.extend(_position_denials(view.position, plan))
        found.extend(_rule_denials(view, plan))
        found.extend(limit_denials(plan.ticket, view.mark, situation.usage))
    return tuple(found)


def too_late(writing: float, *, leaving: bool, halted: bool) -> Denial | None:
    """Why an order that was written down, in `writing` seconds, may not leave after all."""
    if leaving:
        return Denial(DenialCode.LEAVING)
    if halted:
        return Denial(DenialCode.HALTED)
    if writing > LONGEST_WRITE:
        limit, found = Decimal(str(LONGEST_WRITE)), Decimal(f"{writing:.1f}")
        return Denial(DenialCode.SLOW_DISK, limit=limit, found=found)
    return None


def situation_denials(now: Situation) -> Iterator[Denial]:
    """What stands in the way of any order, whatever the market."""
    yield from _standing_denials(now)
    if now.key_refused:
        yield Denial(DenialCode.KEY_REFUSED)
    yield from _journal_denials(now)
    if not now.reconciled:
        yield Denial(DenialCode.NOT_RECONCILED)
    if now.liquidating:
        yield Denial(DenialCode.ACCOUNT_LIQUIDATING)
    yield from _clock_denials(now.clock_uncertainty_ms)
    if now.in_progress:
        yield Denial(DenialCode.IN_PROGRESS)
    if now.unsettled is not None:
        yield Denial(DenialCode.UNSETTLED_INTENT, client_id=now.unsettled)
    if now.mismatch is not None:
        yield Denial(DenialCode.MISMATCH_OPEN, client_id=now.mismatch)


def _standing_denials(now: Situation) -> Iterator[Denial]:
    if now.other_writer is not None:
        yield now.other_writer
    if now.leaving:
        yield Denial(DenialCode.LEAVING)
    if now.read_only:
        yield Denial(DenialCode.READ_ONLY)
    if now.halted:
        yield Denial(DenialCode.HALTED)


def _journal_denials(now: Situation) -> Iterator[Denial]:
    if now.journal_trouble is not None:
        yield Denial(DenialCode.JOURNAL_FAILED, detail=now.journal_trouble)
    if now.room is not None and now.room < LEAST_ROOM:
        limit, found = Decimal(LEAST_ROOM // _MB), Decimal(now.room // _MB)
        yield Denial(DenialCode.DISK_FULL, limit=limit, found=found)


def _clock_denials(uncertainty_ms: float | None) -> Iterator[Denial]:
    if uncertainty_ms is None:
        yield Denial(DenialCode.CLOCK_UNMEASURED)
    elif not uncertainty_ms <= MAX_CLOCK_UNCERTAINTY_MS:
        yield Denial(
            DenialCode.CLOCK_UNSURE,
            limit=Decimal(str(MAX_CLOCK_UNCERTAINTY_MS)),
            found=Decimal(f"{uncertainty_ms:.0f}"),
        )


def reading_denials(view: ExitView, now: Situation) -> Iterator[Denial]:
    """Whether the final reading is young, and says of the mark what the stream says."""
    if now.reading_age is not None and now.reading_age > OLDEST_READING:
        limit, found = Decimal(str(OLDEST_READING)), Decimal(f"{now.reading_age:.1f}")
        yield Denial(DenialCode.PICTURE_OLD, limit=limit, found=found)
    streamed, read = view.mark_streamed, view.mark_read
    if streamed is not None and read is not None and abs(streamed - read) > read * MOST_APART:
        apart = (abs(streamed - read) / read * 100).quantize(Decimal("0.01"))
        yield Denial(DenialCode.MARKS_DIFFER, limit=MOST_APART * 100, found=apart)


def _position_denials(now: Position | None, plan: Plan) -> Iterator[Denial]:
    """Another position than the one confirmed; without one confirmed, there must be none."""
    confirmed, ticket = plan.position, plan.ticket
    if confirmed is None:
        if now is not None:
            yield Denial(DenialCode.POSITION_RESIZED, limit=ZERO, found=now.quantity)
        return
    if now is None or now.symbol != ticket.symbol:
        yield Denial(DenialCode.POSITION_GONE, limit=confirmed.quantity)
        return
    if now.direction is not confirmed.direction:
        yield Denial(DenialCode.POSITION_FLIPPED)
    elif now.position_id != confirmed.position_id:
        yield Denial(DenialCode.POSITION_REPLACED)
    if now.quantity != confirmed.quantity:
        yield Denial(DenialCode.POSITION_RESIZED, limit=confirmed.quantity, found=now.quantity)
    adds = ticket.side is not now.direction.closing_side
    must_reduce = plan.kind in _REDUCES_ONLY or ticket.reduce_only
    if must_reduce and (adds or not ticket.reduce_only):
        yield Denial(DenialCode.WRONG_SIDE)


def _rule_denials(view: ExitView, plan: Plan) -> Iterator[Denial]:
    again = plan.again(view)
    if isinstance(again, tuple):
        for problem in again:
            if problem.rule not in _TOLD_BY_SITUATION:
                yield Denial(
                    DenialCode.RULE_BROKEN,
                    limit=problem.limit,
                    found=problem.found,
                    problem=problem,
                )
        return
    if not _same_text(again.ticket, plan.ticket):
        yield Denial(DenialCode.REQUEST_ALTERED, detail="terms")
    if plan.ticket.reduce_only and plan.ticket.quantity > view.free:
        # The rules say so too; this one does not depend on which of them a plan brings along.
        found = view.position.quantity - view.free + plan.ticket.quantity if view.position else ZERO
        limit = view.position.quantity if view.position else ZERO
        yield Denial(DenialCode.COVER_EXCEEDED, limit=limit, found=found)


def _same_text(one: Ticket, other: Ticket) -> bool:
    """Equal as they would be signed: 1.50 and 1.5 are the same number and other bytes."""
    return one == other and (plain(one.price), plain(one.quantity)) == (
        plain(other.price),
        plain(other.quantity),
    )
