import asyncio

from tests.fakes.clock import FakeClock, settle
from tui.session.gauges import KEPT, MEASURE_EVERY, LoopLag


class LateClock(FakeClock):
    """Wakes sleepers `late` seconds after they asked."""

    late = 0.0

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds + self.late)


async def test_it_tells_the_newest_and_the_worst_delay_of_the_last_minute() -> None:
    clock = LateClock()
    lag = LoopLag(clock)
    assert (lag.newest_ms, lag.most_ms) == (None, None)
    task = asyncio.create_task(lag.run())
    clock.late = 0.5
    await settle()
    clock.late = 0.0
    await clock.advance(2)
    assert lag.newest_ms is not None
    assert lag.most_ms is not None
    assert abs(lag.newest_ms) < 1e-6
    assert abs(lag.most_ms - 500) < 1e-6
    await clock.advance(KEPT * MEASURE_EVERY)
    assert lag.most_ms < 1e-6
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
