"""How fast we may ask, so that the exchange never has to tell us to stop.

It allows 2000 requests a minute, 30 of them for past market data (support pages). We use half of
the one and take the other whole. Reads leave a reserve: a cancel must never wait for a chart.
"""

from tui.client.clock import Clock
from tui.wire.requests import Endpoint

PATIENCE = 5.0
"""Seconds a question may wait for its turn before it is given up."""

SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
_LONGEST_GUESS = 8.0
"""Longest pause when the exchange does not say how long: then only trying tells."""

_HAIR = 1e-6
"""Rounding may leave this much less than one token after the very wait that was asked for."""
_RESERVED_FOR_ORDERS = 20.0
_RESERVED_FOR_CANCELS = 10.0
_PAST = frozenset({Endpoint.KLINES, Endpoint.FUNDING_RATES})


class Bucket:
    """Tokens that come back with time: `burst` at once, `per_second` in the long run."""

    def __init__(self, clock: Clock, burst: float, per_second: float) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_second
        self._tokens = burst
        self._at = clock.monotonic()

    def wait(self, keep: float = 0.0) -> float:
        """Seconds until one can be taken while `keep` are left; 0 when now."""
        now = self._clock.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        missing = 1.0 + keep - self._tokens
        return missing / self._per_second if missing > _HAIR else 0.0

    def take(self) -> None:
        """Take one, on credit if there is none."""
        self.wait()
        self._tokens -= 1.0


class Throttle:
    """Says when the next request may go. Reads wait, orders are refused, cancels always go."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all = Bucket(clock, burst=100.0, per_second=15.0)
        self._past = Bucket(clock, burst=10.0, per_second=20.0 / 60.0)
        self._until = clock.monotonic()
        self._guess = SHORTEST_PAUSE

    def read_wait(self, endpoint: Endpoint) -> float:
        """Seconds until a question may go; 0 takes its turn."""
        wait = max(self._pause, self._all.wait(_RESERVED_FOR_ORDERS))
        if endpoint in _PAST:
            wait = max(wait, self._past.wait())
        if not wait:
            self._all.take()
            if endpoint in _PAST:
                self._past.take()
        return wait

    def order_wait(self) -> float:
        """Seconds until an order may go; 0 takes its turn."""
        wait = max(self._pause, self._all.wait(_RESERVED_FOR_CANCELS))
        if not wait:
            self._all.take()
        return wait

    def cancel(self) -> None:
        """Count a cancel, which goes in any case."""
        self._all.take()

    def refused(self, retry_after: float | None) -> None:
        """The exchange asked us to slow down, for so many seconds if it said so."""
        pause = self._guess if retry_after is None else retry_after
        pause = min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE)
        self._guess = min(self._guess * 2, _LONGEST_GUESS)
        self._until = max(self._until, self._clock.monotonic() + pause)

    def answered(self) -> None:
        """The exchange took a request: the next guess starts from the beginning."""
        self._guess = SHORTEST_PAUSE

    @property
    def _pause(self) -> float:
        return max(0.0, self._until - self._clock.monotonic())
