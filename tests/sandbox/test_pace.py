"""Sandbox time follows real time in slices and never goes back."""

from decimal import Decimal

import pytest

from tests.fakes.clock import FakeClock
from tui.sandbox.pace import MAX_DEBT_US, SLICE_US, Pace

START = 1_750_793_021_519_000


def paced(clock: FakeClock, speed: str = "1") -> Pace:
    return Pace(wall_us=lambda: clock.wall_ms() * 1_000, speed=Decimal(speed))


async def test_at_normal_speed_it_is_real_time() -> None:
    clock = FakeClock()
    pace = paced(clock)
    await clock.advance(0.5)
    assert pace.step() == START + 500_000
    assert pace.now_ms() == pace.wall_ms() == clock.wall_ms()


async def test_a_speed_multiplies_it_exactly() -> None:
    clock = FakeClock()
    pace = paced(clock, "2.5")
    await clock.advance(0.3)
    assert pace.step() == START + 750_000
    assert pace.wall_ms() == clock.wall_ms()


async def test_a_pause_is_caught_up_one_slice_at_a_time() -> None:
    clock = FakeClock()
    pace = paced(clock)
    await clock.advance(3)
    steps = []
    while pace.behind:
        steps.append(pace.step() - START)
    steps.append(pace.step() - START)
    assert steps == [SLICE_US, 2 * SLICE_US, 3 * SLICE_US]


async def test_what_is_too_long_to_catch_up_is_skipped() -> None:
    clock = FakeClock()
    pace = paced(clock)
    await clock.advance(7_200)
    first = pace.step()
    assert first == START + SLICE_US
    steps = 1
    while pace.behind:
        last = pace.step()
        assert last - first <= SLICE_US
        first, steps = last, steps + 1
    assert steps <= MAX_DEBT_US // SLICE_US


async def test_it_never_goes_back_when_the_real_clock_does() -> None:
    clock = FakeClock()
    pace = paced(clock)
    await clock.advance(0.5)
    reached = pace.step()
    clock.jump_wall(-60)
    assert pace.step() == pace.now_us == reached


@pytest.mark.parametrize("speed", ["0", "-1", "1000.1", "NaN", "Infinity"])
def test_a_speed_out_of_range_is_refused_with_one_that_works(speed: str) -> None:
    with pytest.raises(ValueError, match="speed must be above 0 and at most 1000, such as 1"):
        paced(FakeClock(), speed)


def test_stepped_time_starts_where_it_is_told_and_moves_only_by_what_is_allowed() -> None:
    clock = FakeClock()
    pace = Pace(wall_us=lambda: clock.wall_ms() * 1_000, stepped_from_us=5_000_000)
    assert pace.is_stepped
    assert pace.step() == 5_000_000
    pace.allow(1_500_000)
    steps = [(pace.behind, pace.step()) for _ in range(3)]
    assert steps == [(True, 6_000_000), (True, 6_500_000), (False, 6_500_000)]
    assert pace.wall_ms() == clock.wall_ms()


def test_stepped_time_skips_nothing_however_much_is_allowed() -> None:
    pace = Pace(wall_us=lambda: 0, stepped_from_us=0)
    pace.allow(10 * MAX_DEBT_US)
    assert pace.step() == SLICE_US
