"""Many days of the whole client with everything going wrong: nothing lost, nothing sent twice.

`python -m tests.simulation --long` lives ten thousand of them.
"""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.simulation.day import live
from tests.simulation.mutants import MUTANTS
from tests.simulation.totals import Totals, replaying

SEEDS = 200
BLOCKS = 8
REPLAYED = (3, 14, 29)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_seed_breaks_an_invariant(
    block: int, record_property: Callable[[str, object], None]
) -> None:
    totals = Totals()
    for seed in range(block * SEEDS // BLOCKS, (block + 1) * SEEDS // BLOCKS):
        totals.add(live(seed))
    print("\n".join(totals.told(0.0)))  # noqa: T201  # the figures are what a reader wants to see
    record_property("faults", totals.faults.total())
    assert not totals.breaches, "\n".join(map(replaying, totals.breaches))
    assert totals.posts > SEEDS // BLOCKS
    assert totals.unknowns > 0
    assert totals.faults.total() > 20 * SEEDS // BLOCKS
    assert len(totals.faults) > 40


def test_a_seed_replays_to_the_last_byte() -> None:
    first, second = (live(seed, in_words=True) for seed in (REPLAYED[0], REPLAYED[0]))
    assert first.lines == second.lines
    assert (first.digest, first.events) == (second.digest, second.events)
    assert first.digest != live(REPLAYED[1]).digest


def test_a_seed_replays_in_another_process_with_other_hashes() -> None:
    code = f"from tests.simulation.day import live; print([live(s).digest for s in {REPLAYED}])"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        ).stdout
        for hash_seed in ("1", "20260105")
    }
    assert told == {f"{[live(seed).digest for seed in REPLAYED]}\n"}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_client_that_is_wrong_is_convicted(name: str) -> None:
    mutant = MUTANTS[name]
    likely = range(mutant.likely, mutant.likely + 1)
    for seed in (*likely, *range(SEEDS)):
        breach = live(seed, mutant.parts).breach
        if breach is not None and breach.startswith(mutant.breaches):
            print(f"seed {seed}: {breach[:120]}")  # noqa: T201  # the verdict is what is wanted
            return
    pytest.fail(f"no seed below {SEEDS} convicts the client that {name}")
