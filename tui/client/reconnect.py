"""How long to wait before the next attempt to connect.

Full jitter keeps many clients from returning in step after an outage; the exponential keeps one
client from knocking hundreds of times at a server that lets it in and throws it out.
"""

from collections.abc import Iterator
from random import Random

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 30.0
HEALTHY_SECONDS = 30.0
"""A connection that carried data this long earns a fresh start of the delays."""


def delays(
    random: Random, first: float = FIRST_SECONDS, longest: float = LONGEST_SECONDS
) -> Iterator[float]:
    """Seconds to wait before each attempt: anything up to `first`, doubling, up to `longest`."""
    ceiling = first
    while True:
        yield random.uniform(0, ceiling)
        ceiling = min(ceiling * 2, longest)
