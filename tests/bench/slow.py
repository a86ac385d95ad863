"""A terminal that takes 100 KB a second: keys and the loop must not wait for it."""

from statistics import median, quantiles

from tests.bench.keys import press_keys
from tests.bench.loaded import dashboard, load, probed
from tests.bench.measuring import Goal, report

BYTES_A_SECOND = 100_000
_WARM_UP = 5.0


def run() -> None:
    """Print the median key echo and the last hundredth of the loop's lateness."""
    with load(1_000) as server, probed() as (environment, figures):
        with dashboard(server, env=environment) as terminal:
            terminal.take_for(_WARM_UP)
            terminal.rate = BYTES_A_SECOND
            echoes = press_keys(terminal)
            terminal.rate = None
            terminal.end()
        late = figures()["late"]
    report("key press to changed screen at 100 KB/s, p50", [median(echoes)], "ms", Goal(150))
    report("lateness of the loop at 100 KB/s, p99", [quantiles(late, n=100)[98]], "ms", Goal(15))
