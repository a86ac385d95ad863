"""What became of a cancel, as data."""

from dataclasses import dataclass

from tui.domain.order import Order


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
