import asyncio

from tests.fakes.clock import FakeClock


async def test_sleepers_wake_in_the_order_of_their_moments() -> None:
    clock, woken = FakeClock(), list[float]()

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(clock.monotonic())

    tasks = [asyncio.create_task(sleeper(s)) for s in (3.0, 1.0, 2.0)]
    await clock.advance(2.5)
    assert woken == [1_001.0, 1_002.0]
    assert clock.sleeping == 1
    await clock.advance(1.0)
    assert woken == [1_001.0, 1_002.0, 1_003.0]
    await asyncio.gather(*tasks)


async def test_both_clocks_move_together_and_the_wall_can_jump_alone() -> None:
    clock = FakeClock(wall_ms=5_000, monotonic=10.0)
    await clock.advance(1.5)
    clock.jump_wall(60)
    assert (clock.monotonic(), clock.wall_ms()) == (11.5, 66_500)
