"""Time that costs nothing, and orders that repeat."""

import asyncio
from random import Random

import pytest

from tests.fakes.virtual_loop import StandstillError, VirtualLoop, run


async def _sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)  # noqa: TID251  # virtual seconds are what is tried here


def test_a_day_passes_at_once_and_to_the_second() -> None:
    async def main(loop: VirtualLoop) -> float:
        began = loop.time()
        await _sleep(86_400)
        return loop.time() - began

    assert run(main) == 86_400


def test_sleepers_wake_in_the_order_of_their_moments() -> None:
    woken: list[float] = []

    async def sleeper(seconds: float) -> None:
        await _sleep(seconds)
        woken.append(seconds)

    async def main(_loop: VirtualLoop) -> None:
        await asyncio.gather(*(sleeper(seconds) for seconds in (3.0, 1.0, 2.0, 0.5)))

    run(main, Random(1))
    assert woken == [0.5, 1.0, 2.0, 3.0]


def _steps(order: Random | None) -> list[int]:
    """Who took each step, of five tasks that all are ready all the time."""
    steps: list[int] = []

    async def worker(name: int) -> None:
        for _ in range(4):
            steps.append(name)
            await _sleep(0)

    async def main(_loop: VirtualLoop) -> None:
        await asyncio.gather(*map(worker, range(5)))

    run(main, order)
    return steps


def test_what_is_ready_runs_in_an_order_of_the_seed() -> None:
    assert _steps(Random(1)) == _steps(Random(1))
    assert len({tuple(_steps(Random(seed))) for seed in range(10)}) == 10


def test_without_a_seed_it_is_first_come_first_served() -> None:
    assert _steps(None) == [0, 1, 2, 3, 4] * 4


def test_sets_of_tasks_have_an_order_that_repeats() -> None:
    async def main(_loop: VirtualLoop) -> list[str]:
        tasks = {asyncio.create_task(_sleep(1), name=str(number)) for number in range(50)}
        await asyncio.wait(tasks)
        return [task.get_name() for task in tasks]

    assert run(main) == run(main)


def test_a_deadline_strikes_in_virtual_time() -> None:
    async def main(loop: VirtualLoop) -> float:
        began = loop.time()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(10):
                await asyncio.Event().wait()
        return loop.time() - began

    assert run(main) == 10


def test_a_cancelled_timer_does_not_hold_time_up() -> None:
    async def main(loop: VirtualLoop) -> float:
        loop.call_later(5, lambda: None).cancel()
        began = loop.time()
        await _sleep(20)
        return loop.time() - began

    assert run(main) == 20


def test_skipped_time_lets_everything_fall_due_at_once() -> None:
    async def main(loop: VirtualLoop) -> list[float]:
        woken: list[float] = []
        for seconds in (1.0, 2.0, 30.0):
            loop.call_later(seconds, woken.append, seconds)
        loop.skip(10.0)
        await _sleep(0)
        await _sleep(0)
        return woken

    assert run(main) == [1.0, 2.0]


def test_waiting_for_nothing_is_told_instead_of_hanging() -> None:
    async def main(_loop: VirtualLoop) -> None:
        await asyncio.Event().wait()

    with pytest.raises(StandstillError, match="for ever"):
        run(main)


def test_turning_in_circles_is_told_as_well() -> None:
    async def main(_loop: VirtualLoop) -> None:
        while True:
            await _sleep(0)

    with pytest.raises(StandstillError, match="circles"):
        run(main)


def test_threads_and_sockets_are_refused() -> None:
    async def thread(_loop: VirtualLoop) -> None:
        await asyncio.to_thread(int)

    async def socket(loop: VirtualLoop) -> None:
        await loop.create_connection(asyncio.Protocol, "127.0.0.1", 9)

    with pytest.raises(AssertionError, match="no threads"):
        run(thread)
    with pytest.raises(NotImplementedError):
        run(socket)
