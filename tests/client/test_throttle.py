"""How fast we ask: never more than half of what is allowed, and cancels before everything."""

import pytest

from tests.fakes.clock import FakeClock
from tui.client.throttle import LONGEST_PAUSE, SHORTEST_PAUSE, Throttle
from tui.wire.requests import Endpoint


async def reads_within(seconds: float, endpoint: Endpoint) -> int:
    """How many of one question go in this time, when nothing else is asked."""
    clock = FakeClock()
    throttle = Throttle(clock)
    until, gone = clock.monotonic() + seconds, 0
    while clock.monotonic() < until:
        wait = throttle.read_wait(endpoint)
        if wait:
            await clock.advance(wait)
        else:
            gone += 1
    return gone


async def test_a_minute_of_questions_is_half_of_what_is_allowed() -> None:
    assert 900 <= await reads_within(60, Endpoint.POSITIONS) <= 1_000


@pytest.mark.parametrize("endpoint", [Endpoint.KLINES, Endpoint.FUNDING_RATES])
async def test_a_minute_of_past_market_data_is_what_is_allowed(endpoint: Endpoint) -> None:
    assert 25 <= await reads_within(60, endpoint) <= 30


def test_reads_leave_a_reserve_for_orders_and_orders_one_for_cancels() -> None:
    throttle = Throttle(FakeClock())
    while not throttle.read_wait(Endpoint.POSITIONS):
        pass
    orders = 0
    while not throttle.order_wait():
        orders += 1
    assert orders == 10
    throttle.cancel()


@pytest.mark.parametrize(
    ("said", "pause"),
    [(7.0, 7.0), (0.0, SHORTEST_PAUSE), (1e9, LONGEST_PAUSE), (None, SHORTEST_PAUSE)],
)
async def test_fault_r08_the_pause_is_the_one_asked_for_within_reason(
    said: float | None, pause: float
) -> None:
    clock = FakeClock()
    throttle = Throttle(clock)
    throttle.refused(said)
    assert throttle.read_wait(Endpoint.POSITIONS) == throttle.order_wait() == pause
    await clock.advance(pause)
    assert throttle.order_wait() == 0


async def test_without_a_word_the_pauses_grow_until_an_answer_comes() -> None:
    clock = FakeClock()
    throttle = Throttle(clock)
    pauses = []
    for _ in range(5):
        throttle.refused(None)
        pauses.append(throttle.order_wait())
        await clock.advance(pauses[-1])
    assert pauses == [1.0, 2.0, 4.0, 8.0, 8.0]
    throttle.answered()
    throttle.refused(None)
    assert throttle.order_wait() == 1.0
