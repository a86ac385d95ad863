"""How late the loop runs under load, and how long the garbage collector stops everything."""

from statistics import quantiles

from tests.bench.loaded import dashboard, load, probed
from tests.bench.measuring import Goal, report

SECONDS = 10.0


def run() -> None:
    """Print the last hundredth of the lateness and the longest collection after the start."""
    with load(5_000) as server, probed() as (environment, figures):
        with dashboard(server, env=environment) as terminal:
            terminal.take_for(SECONDS)
            terminal.end()
        found = figures()
    late, collections = found["late"], found["collections"] or [0.0]
    report("lateness of the loop, 5,000 msg/s, p99", [quantiles(late, n=100)[98]], "ms", Goal(15))
    report("longest garbage collection after start", [max(collections)], "ms", Goal(10))
