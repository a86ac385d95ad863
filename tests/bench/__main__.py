"""`python -m tests.bench [NAME …]`: run the benchmarks and print their ratios."""

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


main(sys.argv[1:])
