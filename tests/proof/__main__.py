"""`python -m tests.proof [NAME …] [--long]`: run the rows of the proof and print their figures.

Ends with 1 when a row does not hold.
"""

import argparse
import importlib
import time

from tests.bench.measuring import machine

ROWS = {
    "model": "tests.proof.model.report",
    "journal": "tests.proof.journal",
    "catalogue": "tests.proof.catalogue",
    "numbers": "tests.proof.numbers",
    "keys": "tests.proof.keys",
    "mutation": "tests.proof.mutation",
}


def main() -> None:
    """Run the chosen rows, all of them when none is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(ROWS)}")
    parser.add_argument("--long", action="store_true", help="at full length")
    options = parser.parse_args()
    if unknown := set(options.names) - set(ROWS):
        parser.error(f"no row called {', '.join(sorted(unknown))}; there are: {', '.join(ROWS)}")
    print(machine())
    broken = [name for name in options.names or ROWS if not _holds(name, long=options.long)]
    if broken:
        raise SystemExit(f"\ndoes not hold: {', '.join(broken)}")


def _holds(name: str, *, long: bool) -> bool:
    print(f"\n{name}", flush=True)
    began = time.monotonic()
    holds: bool = importlib.import_module(ROWS[name]).run(long=long)
    print(f"  {'holds' if holds else 'DOES NOT HOLD'}, {time.monotonic() - began:.1f} s")
    return holds


main()
