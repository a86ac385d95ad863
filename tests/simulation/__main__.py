"""Simulate many days and print what became of them: `python -m tests.simulation --help`."""

import argparse
import os
import sys
import time
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.day import Day, live
from tests.simulation.desk_machine import drive
from tests.simulation.totals import Totals, replaying

SHORT = 200
LONG = 10_000
DESK_STEPS = 20_000
LONG_DESK_STEPS = 1_000_000
_CHUNK = 5


def main() -> int:
    """Run; 0 when no seed broke an invariant, 1 otherwise."""
    given = _arguments()
    totals, began = Totals(), time.monotonic()  # noqa: TID251  # how long it really took
    seeds = range(given.first, given.first + (given.seeds or (LONG if given.long else SHORT)))
    if given.words:
        for seed in seeds:
            day = live(seed, in_words=True)
            _say("\n".join(day.lines))
            totals.add(day)
    else:
        days = _lived(seeds, given.jobs)
        for day in days:
            totals.add(day)
            if day.breach is not None:
                _say(f"seed {day.seed}: {day.breach}\n  again: {replaying(day.seed)}")
            if time.monotonic() - began > given.minutes * 60:  # noqa: TID251  # as above
                break
        days.close()
    for line in totals.told(time.monotonic() - began):  # noqa: TID251  # as above
        _say(line)
    steps = LONG_DESK_STEPS if given.long else DESK_STEPS
    if given.desk_steps is not None:
        steps = given.desk_steps
    if steps and not given.words:
        drive(steps, _say)
    return 1 if totals.breaches else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, help=f"how many (default {SHORT})")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--long", action="store_true", help=f"{LONG} seeds")
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so long")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument(
        "--desk-steps", type=int, help=f"steps of the desk alone (default {DESK_STEPS}; 0 for none)"
    )
    parser.add_argument("--words", action="store_true", help="tell everything that happens")
    return parser.parse_args()


def _lived(seeds: range, jobs: int) -> Generator[Day, None, None]:
    if jobs <= 1:
        yield from map(live, seeds)
        return
    pool = ProcessPoolExecutor(jobs)
    try:
        yield from pool.map(live, seeds, chunksize=_CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
