"""What became of a cancel, a replacement or another command, as data."""

from dataclasses import dataclass

from tui.actions.denials import Denial, Denied
from tui.client.answers import SignedRequest
from tui.domain.command import Command, Halted
from tui.domain.intent import Intent
from tui.domain.order import Order
from tui.domain.orders.plan import ReplacePolicy


@dataclass(frozen=True, slots=True)
class CancelDone:
    """The exchange cancelled it; `order` as it stood then."""

    order: Order


@dataclass(frozen=True, slots=True)
class CancelPending:
    """The exchange took the request and has not carried it out yet (HTTP 202)."""


@dataclass(frozen=True, slots=True)
class AlreadyGone:
    """It was not live any more; `order` is its last version, None when no history shows it yet."""

    order: Order | None


@dataclass(frozen=True, slots=True)
class CancelFailed:
    """It was not cancelled, for this reason; sanitised plain words."""

    reason: str
    was_sent: bool = True
    """Whether the exchange was asked at all."""


@dataclass(frozen=True, slots=True)
class CancelUnknown:
    """Nobody answered: it may be cancelled or still live; the desk keeps looking."""

    reason: str


CancelOutcome = CancelDone | CancelPending | AlreadyGone | CancelFailed | CancelUnknown


@dataclass(frozen=True, slots=True)
class ScopeOutcome:
    """What became of cancelling many; `command` says how it stands as a whole."""

    command: Command
    """`left` counts what of the scope the exchange still has; None when it could not be asked."""
    results: tuple[tuple[Order, CancelOutcome], ...] = ()
    """Each order of the scope and what became of it; empty when one request took them all and
    nobody said what it took."""


@dataclass(frozen=True, slots=True)
class CommandOutcome:
    """What became of a command that is no cancel: see its status and reason."""

    command: Command


@dataclass(frozen=True, slots=True)
class KillOutcome:
    """The kill switch is on, whatever else came of it."""

    halted: Halted
    results: tuple[tuple[Order, CancelOutcome], ...]
    """Each resting order of ours and what became of its cancel."""
    trouble: str | None = None
    """Why the halt holds for this run only: it could not be written down. Plain words."""


@dataclass(frozen=True, slots=True)
class ReplaceOutcome:
    """How far a replacement came."""

    policy: ReplacePolicy
    cancelled: CancelOutcome | None
    """None: the old order was not touched."""
    placed: Denied | Intent | None
    """None: the new order was not tried, because the old one may still be live or has filled."""
    uncovered_ms: int | None
    """Between the send of the cancel and the answer about the new order, at most; 0 when the new
    order was live before the old one was cancelled, None while nothing covers in its place."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What sending would come to now; nothing was written down and nothing was sent."""

    reasons: tuple[Denial, ...]
    """Why it would be denied; empty when it would go."""
    signed: SignedRequest
    """The request that would leave, but for client id and time."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One look at the exchange for an order whose fate was not known."""

    at_ms: int
    """Our wall clock, milliseconds since the epoch."""
    where: str
    """Where was looked, in plain words: `open orders`."""
    said: str
    """What was found, in plain words: `not there`."""
