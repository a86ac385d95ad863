"""Time outside and time inside, alike until the machine sleeps."""

from random import Random

from tests.fakes.outside_world import EPOCH_US, MachineClock, OutsideWorld
from tests.fakes.virtual_loop import VirtualLoop, run


def test_deeds_are_done_at_their_moments_whatever_order_they_were_planned_in() -> None:
    async def main(loop: VirtualLoop) -> list[float]:
        world, seen = OutsideWorld(loop), list[float]()
        began = world.now
        for seconds in (5.0, 0.5, 2.0):
            world.after(seconds, lambda: seen.append(world.now - began))
        await MachineClock(world, loop, counts_sleep=True).sleep(4.0)
        return seen

    assert run(main) == [0.5, 2.0]


def test_a_deed_may_plan_the_next() -> None:
    async def main(loop: VirtualLoop) -> int:
        world, ticks = OutsideWorld(loop), [0]

        def tick() -> None:
            ticks[0] += 1
            world.after(1.0, tick)

        world.after(1.0, tick)
        await MachineClock(world, loop, counts_sleep=True).sleep(60.5)
        return ticks[0]

    assert run(main) == 60


def test_the_world_goes_on_while_the_machine_sleeps_and_its_timers_do_not() -> None:
    async def main(loop: VirtualLoop) -> tuple[list[float], float, float, int]:
        world, seen = OutsideWorld(loop), list[float]()
        linux = MachineClock(world, loop, counts_sleep=True)
        mac = MachineClock(world, loop, counts_sleep=False)
        before = (world.now, linux.monotonic(), mac.monotonic(), linux.wall_ms(), loop.time())
        for seconds in (1.0, 50.0, 300.0):
            world.after(seconds, lambda: seen.append(world.now - before[0]))
        world.suspend(100.0)
        assert loop.time() == before[4]
        await mac.sleep(1.0)
        return (
            seen,
            linux.monotonic() - before[1],
            mac.monotonic() - before[2],
            linux.wall_ms() - before[3],
        )

    assert run(main) == ([1.0, 50.0], 101.0, 1.0, 101_000)


def test_a_stopped_program_finds_its_timers_late() -> None:
    async def main(loop: VirtualLoop) -> tuple[list[float], float]:
        world, seen = OutsideWorld(loop), list[float]()
        clock = MachineClock(world, loop, counts_sleep=False)
        began = world.now
        world.after(3.0, lambda: seen.append(world.now - began))
        before = clock.monotonic()
        loop.call_later(1.0, lambda: seen.append(clock.monotonic() - before))
        world.freeze(10.0)
        await clock.sleep(0)
        await clock.sleep(0)
        return seen, clock.monotonic() - before

    assert run(main) == ([3.0, 10.0], 10.0)


def test_a_wrong_wall_clock_is_wrong_for_us_alone() -> None:
    async def main(loop: VirtualLoop) -> tuple[int, int]:
        world = OutsideWorld(loop)
        clock = MachineClock(world, loop, counts_sleep=True)
        clock.wrong_by = -3_600.0
        return clock.wall_ms(), world.now_us()

    assert run(main) == (EPOCH_US // 1_000 - 2_600_000, EPOCH_US + 1_000_000_000)


def test_every_deed_is_done_however_long_the_machine_slept_before() -> None:
    async def main(loop: VirtualLoop) -> int:
        world, done, draw = OutsideWorld(loop), [0], Random(1)
        clock = MachineClock(world, loop, counts_sleep=True)
        for _ in range(500):
            world.suspend(draw.random())
            world.after(draw.random(), lambda: done.__setitem__(0, done[0] + 1))
            await clock.sleep(1.5)
        return done[0]

    assert run(main) == 500
