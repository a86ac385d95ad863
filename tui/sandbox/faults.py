"""Bad days on demand: the faults an exchange and a network really have, repeatable by seed.

A client is only as good as its behaviour when an answer is lost or a stream skips a message, and
none of that happens on a quiet loopback. A scenario makes it happen often enough to watch.
"""

from dataclasses import dataclass
from random import Random

from tui.sandbox.api import TEXT, Push, Response

_US = 1_000_000
_ORDERS = frozenset({"/api/v1/order", "/api/v1/orders"})
_THROTTLED = Response(429, b'{"code":"TOO_MANY_REQUESTS","message":"Too many requests"}')
_LOST = Response(503, b"Unknown error, please check your request or try again later", TEXT)


@dataclass(frozen=True, slots=True)
class Scenario:
    """How often things go wrong; zero is never.

    Each `…_one_in` is the mean number of occasions for one fault. Seconds are sandbox time.
    """

    summary: str
    lost_answer_one_in: int = 0
    """An order or cancel takes effect but is answered with status 503."""
    throttled_one_in: int = 0
    """A request is refused with status 429 and has no effect."""
    gap_one_in: int = 0
    """A depth message is never sent, so that the book's sequence has a hole."""
    cut_every_seconds: int = 0
    """Every stream is closed, as when a node of the exchange is replaced."""
    silent_seconds_a_minute: int = 0
    """Public streams say nothing although the sockets stay open."""


SCENARIOS = {
    "calm": Scenario("nothing goes wrong"),
    "lost-answers": Scenario(
        "one order in three takes effect but is answered with an error", lost_answer_one_in=3
    ),
    "throttled": Scenario("one request in five is refused as too many", throttled_one_in=5),
    "gaps": Scenario("one depth message in a hundred is lost", gap_one_in=100),
    "cuts": Scenario("every stream is closed every 30 seconds", cut_every_seconds=30),
    "silence": Scenario(
        "market data stops for 20 seconds of every minute", silent_seconds_a_minute=20
    ),
    "storm": Scenario(
        "all of these, a little less often",
        lost_answer_one_in=5,
        throttled_one_in=20,
        gap_one_in=300,
        cut_every_seconds=90,
        silent_seconds_a_minute=5,
    ),
}
"""By name; `calm` is the default."""


class Faults:
    """Decides what goes wrong in one scenario, by its own randomness and the market's time."""

    def __init__(self, scenario: Scenario, random: Random, *, now_us: int) -> None:
        self._scenario = scenario
        self._random = random
        self._start_us = now_us
        self._cuts = 0

    def refusal(self) -> Response | None:
        """Return the answer to a request that is not even looked at, None to let it through."""
        return _THROTTLED if self._happens(self._scenario.throttled_one_in) else None

    def answer(self, method: str, path: str, response: Response) -> Response:
        """Return what the client gets to see of `response`, the answer to a request carried out."""
        matters = method in {"POST", "DELETE"} and path in _ORDERS
        if matters and self._happens(self._scenario.lost_answer_one_in):
            return _LOST
        return response

    def delivered(self, pushes: list[Push], now_us: int) -> list[Push]:
        """Return the stream messages that reach their listeners."""
        silent = self._is_silent(now_us)
        return [push for push in pushes if not self._withholds(push, silent=silent)]

    def cuts_streams(self, now_us: int) -> bool:
        """Whether every stream is to be closed now; true once for each time it is due."""
        every = self._scenario.cut_every_seconds
        due = (now_us - self._start_us) // (every * _US) if every else 0
        if due <= self._cuts:
            return False
        self._cuts = due
        return True

    def _withholds(self, push: Push, *, silent: bool) -> bool:
        if push.account is not None:
            return False
        is_depth = push.stream.startswith("depth.")
        return silent or (is_depth and self._happens(self._scenario.gap_one_in))

    def _is_silent(self, now_us: int) -> bool:
        # At the end of each minute, so that a client that has just connected first sees the market.
        second = (now_us - self._start_us) // _US % 60
        return second >= 60 - self._scenario.silent_seconds_a_minute

    def _happens(self, one_in: int) -> bool:
        return one_in > 0 and self._random.randrange(one_in) == 0
