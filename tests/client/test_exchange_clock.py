import pytest

from tests.fakes.clock import FakeClock
from tui.client.exchange_clock import ExchangeClock, Sample, best_sample
from tui.domain.events import ClockMeasured


class Server:
    """Tells a time that is ahead of ours, after a road of its own length each way."""

    def __init__(self, clock: FakeClock, ahead_ms: int, roads: list[tuple[float, float]]) -> None:
        self.clock = clock
        self.ahead_ms = ahead_ms
        self.roads = roads

    async def time(self) -> int:
        there, back = self.roads.pop(0)
        await self.clock.advance(there)
        told = self.clock.wall_ms() + self.ahead_ms
        await self.clock.advance(back)
        return told


async def test_before_the_first_measure_it_tells_our_wall_clock_and_owns_up_to_it() -> None:
    clock = FakeClock(wall_ms=5_000)
    told = ExchangeClock(clock)
    await clock.advance(2)
    assert (told.now_ms(), told.now_us(), told.uncertainty_ms) == (7_000, 7_000_000, None)


async def test_the_offset_is_taken_from_the_middle_of_the_shortest_round_trip() -> None:
    clock = FakeClock()
    server = Server(clock, 750, [(0.4, 0.1), (0.3, 0.1), (0.02, 0.02), (0.2, 0.0), (0.1, 0.5)])
    told = ExchangeClock(clock)
    measured = await told.measure(server.time)
    assert measured is not None
    assert measured.offset_ms == pytest.approx(750, abs=1.1)
    assert measured.uncertainty_ms == pytest.approx(21, abs=0.1)
    assert told.now_ms() == pytest.approx(clock.wall_ms() + 750, abs=2)


async def test_fault_l14_time_goes_on_with_the_monotonic_clock_when_the_wall_jumps() -> None:
    clock = FakeClock()
    told = ExchangeClock(clock)
    assert told.measured(100, 5) == ClockMeasured(100, 5)
    before = told.now_ms()
    clock.jump_wall(-3_600)
    assert told.now_ms() == before
    assert told.jumped
    assert told.offset_ms == pytest.approx(3_600_100, abs=1)
    told.measured(told.offset_ms, 5)
    assert not told.jumped


async def test_fault_x18_a_cached_answer_that_is_quick_but_wrong_is_not_believed() -> None:
    clock = FakeClock()
    server = Server(clock, 40, [(0.1, 0.1)] * 4)
    stale = clock.wall_ms() - 60_000
    calls = 0

    async def ask() -> int:
        nonlocal calls
        calls += 1
        return stale if calls == 3 else await server.time()

    measured = await ExchangeClock(clock).measure(ask)
    assert measured is not None
    assert measured.offset_ms == pytest.approx(40, abs=1.1)


async def test_fault_x18_answers_that_contradict_one_another_change_nothing() -> None:
    clock = FakeClock()
    told = ExchangeClock(clock)
    told.measured(7, 1)
    answers = iter([1, 10**12, 2 * 10**12, 3 * 10**12, 4 * 10**12])

    async def ask() -> int:
        return next(answers)

    assert await told.measure(ask) is None
    assert told.offset_ms == pytest.approx(7)
    assert told.uncertainty_ms == 1


def test_no_samples_give_no_best_one() -> None:
    assert best_sample([]) is None


def test_of_agreeing_samples_the_quickest_wins() -> None:
    slow, quick = Sample(0.0, 1.0, 10_500), Sample(2.0, 2.1, 12_050)
    assert best_sample([slow, quick]) is quick


def test_a_sample_needs_most_of_the_others_on_its_side() -> None:
    true_a, true_b = Sample(0.0, 0.2, 10_100), Sample(1.0, 1.4, 11_200)
    false_a, false_b = Sample(2.0, 2.1, 99_000), Sample(3.0, 3.1, 5)
    assert best_sample([true_a, true_b, false_a]) is true_a
    assert best_sample([true_a, true_b, false_a, false_b]) is None


def test_samples_agree_while_their_uncertainties_together_bridge_the_difference() -> None:
    first = Sample(0.0, 0.1, 50_050)
    within, beyond = Sample(0.0, 0.1, 50_152), Sample(0.0, 0.1, 50_153)
    assert best_sample([first, within]) is first
    assert best_sample([first, beyond]) is None


async def test_our_clocks_may_drift_two_seconds_apart_before_it_counts_as_a_jump() -> None:
    clock = FakeClock()
    told = ExchangeClock(clock)
    clock.jump_wall(2)
    assert not told.jumped
    clock.jump_wall(0.1)
    assert told.jumped
