"""Random order flow, audited: `python -m tests.bench.invariants --operations 1000000`.

Not a benchmark of speed but of care: it prints how much was done and heard, or raises at the first
broken invariant with the seed that shows it.
"""

import argparse
import time
from collections import Counter

from tests.fakes.order_flow import OrderFlow

OPERATIONS = 1_000_000
_ROUND = 20_000


def run(operations: int = OPERATIONS, first_seed: int = 1) -> None:
    """Run rounds of flow, each on a market of its own, and print the counts."""
    began, counts = time.monotonic(), Counter[str]()
    for number, done in enumerate(range(0, operations, _ROUND)):
        seed = first_seed + number
        try:
            counts += OrderFlow(seed).run(min(_ROUND, operations - done))
        except AssertionError as error:
            raise SystemExit(f"seed {seed}: {error}") from error
    print(f"{operations} operations, no invariant broken, {time.monotonic() - began:.0f} s")
    for name, count in sorted(counts.items()):
        print(f"  {name:<32} {count:>10}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=OPERATIONS)
    parser.add_argument("--first-seed", type=int, default=1)
    options = parser.parse_args()
    run(options.operations, options.first_seed)
