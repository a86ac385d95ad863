import time

from tui.cli.system import SystemClock, client_ids, random_source


async def test_the_clocks_run_and_sleeping_takes_its_time() -> None:
    clock = SystemClock()
    began, wall = clock.monotonic(), clock.wall_ms()
    await clock.sleep(0.01)
    assert clock.monotonic() - began >= 0.01
    assert abs(clock.wall_ms() - time.time() * 1_000) < 60_000  # noqa: TID251  # the real one
    assert clock.wall_ms() >= wall


def test_client_ids_fit_the_exchange_and_do_not_repeat_soon() -> None:
    new_id = client_ids()
    ids = [new_id() for _ in range(1_000)]
    assert all(1 <= each <= 4_294_967_295 for each in ids)
    assert len(set(ids)) == len(ids)


def test_two_sources_of_randomness_differ() -> None:
    assert random_source().random() != random_source().random()
