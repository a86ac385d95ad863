"""The row `model`: ours has to hold in every state, and every wrong way has to be caught."""

import time
from itertools import groupby

from tests.proof.model.policies import OURS, WRONG, Policy
from tests.proof.model.protocol import Limits, Protocol
from tests.proof.model.search import Explored, explore

SMALL = Limits()
"""For the test suite."""
MIDDLE = Limits(window=4, skew=1, queue=3, lag=5, deadline=3, look=2)
LARGE = Limits(window=6, skew=2, queue=4, lag=7, deadline=5, look=3, sloth=2, sends=3, crashes=2)


def run(*, long: bool) -> bool:
    """Explore all policies, print what was found; whether all is as it has to be."""
    limits = LARGE if long else MIDDLE
    bounds = ", ".join(f"{name} {value}" for name, value in limits._asdict().items())
    print(f"  bounds, in ticks: {bounds}; clock ±{limits.skew}, a crash anywhere")
    as_it_has_to_be = [_shown(policy, limits) for policy in (OURS, *WRONG)]
    return all(as_it_has_to_be)


def _shown(policy: Policy, limits: Limits) -> bool:
    began = time.monotonic()
    found = explore(Protocol(policy, limits), most=20_000_000)
    result = "0 violations" if found.broken is None else found.broken.promise
    seconds = time.monotonic() - began
    print(
        f"  {policy.name:<50} {found.states:>9} states {found.moves:>9} moves {seconds:6.1f} s"
        f"  {result}",
        flush=True,
    )
    if found.broken is not None:
        print(f"      {story(found)}")
    return (found.broken is None) == (policy is OURS)


def story(found: Explored) -> str:
    """The shortest way to what is broken, in one line."""
    steps = list[str]()
    for label, repeated in groupby(found.trace):
        times = len(list(repeated))
        steps.append(label if times == 1 else f"{times} ticks pass")
    return " → ".join(steps)
