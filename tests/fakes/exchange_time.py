"""The exchange's clock, equal to a fake clock's wall time."""

from tests.fakes.clock import FakeClock


class FakeExchangeTime:
    """Measured from the start unless `uncertainty_ms` is None."""

    def __init__(self, clock: FakeClock, uncertainty_ms: float | None = 20.0) -> None:
        self._clock = clock
        self.uncertainty_ms = uncertainty_ms

    def now_us(self) -> int:
        return self._clock.wall_ms() * 1_000
