"""`python -m tests.bench [NAME …] [--OPTION=NUMBER …]`: run the benchmarks and print their ratios.

`--minutes` says how long the soak lasts, `--deltas` how many changes the books are to see.
"""

import importlib
import sys

from tests.bench.measuring import machine

NAMES = (
    "ingest",
    "sockets",
    "frame",
    "paint",
    "latency",
    "cpu",
    "idle",
    "keys",
    "lag",
    "slow",
    "memory",
    "books",
    "soak",
    "start",
    "engine",
    "invariants",
    "http_load",
    "stream_load",
)


def main(names: list[str]) -> None:
    """Run the named benchmarks, all of them when none is named."""
    unknown = set(names) - set(NAMES)
    if unknown:
        raise SystemExit(f"no benchmark called {', '.join(sorted(unknown))}; there are: {NAMES}")
    print(machine())
    for name in names or NAMES:
        print(f"\n{name}")
        importlib.import_module(f"tests.bench.{name}").run()


main([each for each in sys.argv[1:] if not each.startswith("--")])
