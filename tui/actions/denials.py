"""Why our own checks refuse to send: codes and numbers, no sentences.

A denial is ours and nothing left the machine; a rejection is the exchange's. The sentences are made
in `tui.actions.reasons`, so that screen and command line say the same.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from tui.domain.exits.plan import Problem


class DenialCode(Enum):
    """What stands in the way of an order."""

    READ_ONLY = auto()
    """Started without a key, or told never to send."""
    OTHER_WRITER = auto()
    """Another process on this machine holds the account; `detail` says which."""
    KEY_REFUSED = auto()
    """The exchange refused the key several times in a row."""
    JOURNAL_FAILED = auto()
    """An order could not be recorded before it is sent."""
    LINK_DOWN = auto()
    NOT_RECONCILED = auto()
    """Positions and orders were not compared with the exchange since the last connect."""
    ACCOUNT_LIQUIDATING = auto()
    CLOCK_UNMEASURED = auto()
    CLOCK_UNSURE = auto()
    """The exchange's clock is known too roughly to tell when a request lapses."""
    UNSETTLED_INTENT = auto()
    """The fate of an earlier order on the symbol is not known yet."""
    MISMATCH_OPEN = auto()
    """An order of ours is open on other terms than were sent."""
    IN_PROGRESS = auto()
    """Another order on the symbol is being sent at this moment."""
    LEAVING = auto()
    """The program is ending."""
    SLOW_DISK = auto()
    """Writing the order down took so long that its picture is old."""
    ALREADY_SUBMITTED = auto()
    """This very plan was submitted before."""
    REFRESH_FAILED = auto()
    """The final reading of position, mark and market failed."""
    MARKET_UNKNOWN = auto()
    POSITION_GONE = auto()
    POSITION_REPLACED = auto()
    """Closed and opened again: another position than the one confirmed."""
    POSITION_FLIPPED = auto()
    POSITION_RESIZED = auto()
    WRONG_SIDE = auto()
    """The ticket would add to the position, or may not reduce it only."""
    RULE_BROKEN = auto()
    """A rule of the exit fails on the fresh picture; see `problem`."""
    REQUEST_ALTERED = auto()
    """The bytes about to be sent do not say what was confirmed."""
    HALTED = auto()
    """The kill switch is on."""
    MARKS_DIFFER = auto()
    """The mark of the stream and the mark read by request are too far apart."""
    PICTURE_OLD = auto()
    """The final reading took so long that what it began with is old."""
    DISK_FULL = auto()
    """Too little room where the journal lies."""
    COVER_EXCEEDED = auto()
    """With it, orders that reduce the position would add up to more than the position."""
    ORDER_TOO_LARGE = auto()
    OPEN_TOO_MUCH = auto()
    """Positions and orders together would be more than the limit."""
    NOTIONAL_UNKNOWN = auto()
    """A limit on open notional is set and a mark is missing."""
    TOO_FAST = auto()
    """More orders than the limit of a second or a minute."""
    TOO_FAR = auto()
    """The price is further from the mark than the limit."""
    DAILY_LOSS = auto()
    DAILY_LOSS_UNKNOWN = auto()
    """A limit on the daily loss is set and the day's result is not known."""
    BATCH_SIZE = auto()
    """A batch has at least one order and at most 20."""
    BATCH_MIXED = auto()
    """The orders of a batch are of one market."""
    NOT_REPLACEABLE = auto()
    """It is not live, waits for a trigger, or is of another market or side."""


@dataclass(frozen=True, slots=True)
class Denial:
    """One reason, with the numbers that make it plain."""

    code: DenialCode
    limit: Decimal | None = None
    """What was allowed, or what was confirmed."""
    found: Decimal | None = None
    """What is so now."""
    client_id: int | None = None
    """The intent that blocks, for UNSETTLED_INTENT and MISMATCH_OPEN."""
    problem: Problem | None = None
    """Set for RULE_BROKEN."""
    detail: str = ""
    """Sanitised words of somebody else: the exchange, the disk; or the name of a field."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Nothing was sent, for these reasons; never empty."""

    reasons: tuple[Denial, ...]
