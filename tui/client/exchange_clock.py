"""The exchange's time, as far as it can be told from here.

A signature is valid for a few seconds of the exchange's clock, and an unknown outcome is decided by
it, so our own wall clock is not good enough.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tui.client.clock import Clock
from tui.domain.events import ClockMeasured

SAMPLES = 5
_RESOLUTION_MS = 1.0
"""`GET /api/v1/time` answers whole milliseconds."""
_JUMP_MS = 2_000.0
"""Our two clocks drifting further apart than this means a suspend or a corrected wall clock."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question for the time: our monotonic seconds around it and what was answered."""

    asked: float
    answered: float
    server_ms: int

    @property
    def round_trip_ms(self) -> float:
        """How long the answer took."""
        return (self.answered - self.asked) * 1_000

    @property
    def uncertainty_ms(self) -> float:
        """How far the answer may lie from the middle of the round trip."""
        return self.round_trip_ms / 2 + _RESOLUTION_MS

    @property
    def zero_ms(self) -> float:
        """Exchange time at our monotonic zero, were the answer made half-way."""
        return self.server_ms - (self.asked + self.answered) * 500


def best_sample(samples: Sequence[Sample]) -> Sample | None:
    """The sample with the shortest round trip that most of the others do not contradict.

    A cached or corrupted answer can be the quickest, so speed alone does not make it true.
    """
    for sample in sorted(samples, key=lambda sample: sample.round_trip_ms):
        agreeing = sum(
            abs(other.zero_ms - sample.zero_ms) <= other.uncertainty_ms + sample.uncertainty_ms
            for other in samples
        )
        if agreeing * 2 > len(samples):
            return sample
    return None


class ExchangeClock:
    """Exchange time on our monotonic clock; before the first measure it is our wall clock."""

    __slots__ = ("_clock", "_gap_ms", "_zero_ms", "uncertainty_ms")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.uncertainty_ms: float | None = None
        """Half-width of what the exchange's time may be; None before the first measure."""
        self._gap_ms = self._wall_gap()
        self._zero_ms = self._gap_ms

    def now_ms(self) -> int:
        """Exchange time, milliseconds since the epoch."""
        return int(self._zero_ms + self._clock.monotonic() * 1_000)

    def now_us(self) -> int:
        """Exchange time, microseconds since the epoch."""
        return int((self._zero_ms + self._clock.monotonic() * 1_000) * 1_000)

    @property
    def offset_ms(self) -> float:
        """How far the exchange's clock is ahead of our wall clock."""
        return self._zero_ms - self._wall_gap()

    @property
    def jumped(self) -> bool:
        """Whether we were suspended or our wall clock was set since the measure: measure again."""
        return abs(self._wall_gap() - self._gap_ms) > _JUMP_MS

    def measured(self, offset_ms: float, uncertainty_ms: float) -> ClockMeasured:
        """Take over a measure of how far the exchange is ahead of our wall clock."""
        self._gap_ms = self._wall_gap()
        self._zero_ms = self._gap_ms + offset_ms
        self.uncertainty_ms = uncertainty_ms
        return ClockMeasured(offset_ms, uncertainty_ms)

    async def measure(self, ask: Callable[[], Awaitable[int]]) -> ClockMeasured | None:
        """Ask for the time a few times and keep the best answer.

        `ask` returns the exchange's milliseconds; what it raises is passed on. None, with nothing
        changed, when the answers contradict one another.
        """
        samples: list[Sample] = []
        for _ in range(SAMPLES):
            asked = self._clock.monotonic()
            server_ms = await ask()
            samples.append(Sample(asked, self._clock.monotonic(), server_ms))
        best = best_sample(samples)
        if best is None:
            return None
        return self.measured(best.zero_ms - self._wall_gap(), best.uncertainty_ms)

    def _wall_gap(self) -> float:
        return self._clock.wall_ms() - self._clock.monotonic() * 1_000
