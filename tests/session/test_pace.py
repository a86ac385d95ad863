import asyncio

from tests.fakes.clock import FakeClock, settle
from tui.session.pace import Pace


async def test_no_more_turns_are_granted_in_a_minute_than_allowed() -> None:
    clock = FakeClock()
    pace = Pace(clock, most=3, seconds=60)
    granted: list[float] = []

    async def ask() -> None:
        await pace.turn()
        granted.append(clock.monotonic())

    start = clock.monotonic()
    asking = [asyncio.create_task(ask()) for _ in range(7)]
    await settle()
    assert len(granted) == 3
    await clock.advance(59.9)
    assert len(granted) == 3
    await clock.advance(70)
    await asyncio.gather(*asking)
    assert granted == [start] * 3 + [start + 60] * 3 + [start + 120]


async def test_what_the_exchange_allows_is_not_used_up() -> None:
    clock = FakeClock()
    pace = Pace(clock)
    granted = 0
    while not (turn := asyncio.ensure_future(pace.turn())).done():
        await settle()
        if not turn.done():
            turn.cancel()
            break
        granted += 1
    assert 20 <= granted < 30
