from itertools import islice
from random import Random

from tui.client.reconnect import delays


def test_each_delay_lies_under_a_ceiling_that_doubles_up_to_thirty_seconds() -> None:
    ceilings = [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    for seed in range(200):
        waits = list(islice(delays(Random(seed)), len(ceilings)))
        assert all(0 <= wait <= top for wait, top in zip(waits, ceilings, strict=True))


def test_the_jitter_is_full_so_that_clients_do_not_return_in_step() -> None:
    sixth = [next(islice(delays(Random(seed)), 5, None)) for seed in range(400)]
    assert min(sixth) < 2
    assert max(sixth) > 14


def test_the_same_randomness_gives_the_same_delays() -> None:
    assert list(islice(delays(Random(7)), 20)) == list(islice(delays(Random(7)), 20))


def test_fault_n11_a_server_that_drops_everybody_sees_about_ten_attempts_in_the_first_minute() -> (
    None
):
    attempts = []
    for seed in range(200):
        elapsed, made = 0.0, 0
        for wait in delays(Random(seed)):
            elapsed += wait
            if elapsed > 60:
                break
            made += 1
        attempts.append(made)
    assert sum(attempts) / len(attempts) < 11
