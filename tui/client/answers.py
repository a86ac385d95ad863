"""What became of an order or a cancel that was sent: data, never an exception.

The classes follow what can be proved. Only `NotSent` and a definitive `Declined` prove that nothing
was placed; `Unanswered` proves nothing.
"""

from dataclasses import dataclass, field

from tui.domain.order import Order


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """An order ready to leave: the exact bytes, and the text that was signed for them."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str] = field(repr=False)
    timestamp_ms: int
    """Exchange time, milliseconds since the epoch."""
    window_ms: int
    """The exchange takes the request until `timestamp_ms + window_ms`."""
    canonical: str
    digest: str
    """SHA-256 of `canonical`, hexadecimal: names the request without its signature."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The exchange took it; the caller compares `order` with what was sent."""

    order: Order


@dataclass(frozen=True, slots=True)
class Declined:
    """An error answer. Unless `definitive`, the order may exist all the same."""

    status: int
    code: str | None
    message: str
    """Sanitised plain words."""
    definitive: bool


@dataclass(frozen=True, slots=True)
class NotSent:
    """No byte of the request left: no connection could be made."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It left, or may have, and no readable answer came: the outcome is unknown."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The exchange cancelled the order, which it echoes."""

    order: Order


@dataclass(frozen=True, slots=True)
class CancelAccepted:
    """Answer 202: the cancel is taken but not carried out yet."""


@dataclass(frozen=True, slots=True)
class NotLive:
    """No such order is open: it was filled, cancelled or expired before. History tells which."""


@dataclass(frozen=True, slots=True)
class BatchAnswered:
    """The exchange took a batch and says of each order, in its order, what became of it."""

    orders: tuple[Answered | Declined, ...]


@dataclass(frozen=True, slots=True)
class CancelledAll:
    """The exchange cancelled these orders, perhaps none."""

    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class SettingDone:
    """The exchange took the setting."""


BatchAnswer = BatchAnswered | Declined | NotSent | Unanswered
CancelAllAnswer = CancelledAll | CancelAccepted | Declined | NotSent | Unanswered
SettingAnswer = SettingDone | Declined | NotSent | Unanswered
OrderAnswer = Answered | Declined | NotSent | Unanswered
CancelAnswer = Cancelled | CancelAccepted | NotLive | Declined | NotSent | Unanswered
