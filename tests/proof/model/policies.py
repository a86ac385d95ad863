"""Our way of submitting, and the ways that are known to be wrong.

A wrong way is ours with one thing taken out or put in. The search has to catch every one of them:
that is what shows that it could catch ours.
"""

from dataclasses import dataclass, replace

from tests.proof.model.rule import TICK
from tui.actions.resolve import Ask, Bounds, Resolver


class OneLook(Resolver):
    """Absent as soon as one look after the fence found nothing."""

    def heard_nothing(self, ask: Ask, asked_at: float, now: float) -> None:
        self.absent = asked_at >= self.fence
        super().heard_nothing(ask, asked_at, now)


class ThreePolls(Resolver):
    """Gone after three looks that found nothing, whenever they were."""

    def __init__(self, sent_at: float, now: float, bounds: Bounds) -> None:
        super().__init__(sent_at, now, bounds)
        self.polls = 0

    def heard_nothing(self, ask: Ask, asked_at: float, now: float) -> None:
        super().heard_nothing(ask, asked_at, now)
        self.polls += 1
        self.absent = self.polls == 3


class BeginsWithTheLook(Resolver):
    """Counts the lag from when the first pass began instead of from when it ended."""

    def heard_nothing(self, ask: Ask, asked_at: float, now: float) -> None:
        first = self._first_pass
        super().heard_nothing(ask, asked_at, now)
        if first is None and self._first_pass is not None:
            self._first_pass = asked_at


class FailureIsNothing(Resolver):
    """Takes a look-up that failed for one that found nothing."""

    def heard_no_answer(self, now: float) -> None:
        self.heard_nothing(self.ask(), now, now)


@dataclass(frozen=True)
class Policy:
    """What a client does about an order."""

    name: str
    machine: type[Resolver] = Resolver
    without: tuple[str, ...] = ()
    """Bounds that it takes to be nothing."""
    lag_short_by: int = 0
    write_ahead: bool = True
    timeout_is_rejection: bool = False
    retries: bool = False
    """Sends again by itself when nobody answered."""
    same_id: bool = False
    """The retry bears the first request's client id; the exchange is not known to refuse one."""

    def bounds(self, true: Bounds) -> Bounds:
        """The bounds it reckons with where those of the world are `true`."""
        return replace(
            true, lag=true.lag - TICK * self.lag_short_by, **dict.fromkeys(self.without, 0.0)
        )


OURS = Policy("write ahead, fence, two passes (ours)")

_NO_FENCE = ("window", "skew", "queue")

WRONG = (
    Policy("blind retry with a new client id", retries=True),
    Policy("blind retry with the same client id", retries=True, same_id=True),
    Policy("a timeout is a rejection", timeout_is_rejection=True),
    Policy("three polls, then rejected", ThreePolls),
    Policy("wait for the window, look once", OneLook, without=("skew", "queue")),
    Policy("fence, one look", OneLook),
    Policy("two passes without a fence", without=_NO_FENCE),
    Policy("no write-ahead", write_ahead=False),
    Policy("history's lag taken a tick too short", lag_short_by=1),
    Policy("a fence without the engine's queue", without=("queue",)),
    Policy("a fence without our clock's error", without=("skew",)),
    Policy("the lag counted from the start of the first pass", BeginsWithTheLook),
    Policy("a failed look-up taken for an empty one", FailureIsNothing),
)
