"""The figures of many days, and how they are told."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.simulation.day import Day

VERDICTS = {
    "lost": ("I4", "I5"),
    "duplicated": ("I1", "I2"),
    "wrong side": ("I6",),
    "sent on stale": ("I7", "stale"),
    "not written down": ("I3",),
    "other": ("I8", "I9", "I13", "I16", "a task"),
}
"""By name: how the breaches begin that count towards it."""

_COLUMNS = 3


@dataclass
class Totals:
    """What many days add up to."""

    days: int = 0
    simulated: float = 0.0
    """Seconds."""
    posts: int = 0
    orders: int = 0
    requests: int = 0
    starts: int = 0
    unknowns: int = 0
    checks: int = 0
    oldest_mark: float = 0.0
    oldest_position: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)
    breaches: dict[int, str] = field(default_factory=dict)
    """By seed."""

    def add(self, day: Day) -> None:
        """Take one day in."""
        self.days += 1
        self.simulated += day.seconds
        self.posts += day.posts
        self.orders += day.orders
        self.requests += day.requests
        self.starts += day.starts
        self.unknowns += day.unknowns
        self.checks += day.checks
        self.oldest_mark = max(self.oldest_mark, day.oldest_mark)
        self.oldest_position = max(self.oldest_position, day.oldest_position)
        self.faults += day.faults
        self.did += day.did
        if day.breach is not None:
            self.breaches[day.seed] = day.breach

    def verdict(self, name: str) -> int:
        """How many days ended by a breach of this kind."""
        return sum(breach.startswith(VERDICTS[name]) for breach in self.breaches.values())

    def told(self, seconds: float) -> Iterator[str]:
        """The figures, line by line; `seconds` is how long it took."""
        rate = self.days / seconds if seconds else 0.0
        yield f"seeds            {self.days:>10,}   {rate:.1f} a second"
        yield f"simulated hours  {self.simulated / 3_600:>10,.1f}"
        yield f"programs started {self.starts:>10,}   requests {self.requests:,}"
        yield f"faults           {self.faults.total():>10,}   of {len(self.faults)} kinds"
        yield f"orders sent      {self.posts:>10,}   taken by the exchange {self.orders:,}"
        yield f"outcome unknown  {self.unknowns:>10,}   left unknown {self._left_unknown:,}"
        denied = sum(count for name, count in self.did.items() if name == "denied")
        yield f"denied by gates  {denied:>10,}   looks of the judge {self.checks:,}"
        ages = f"mark {self.oldest_mark:.1f} s, position {self.oldest_position:.1f} s"
        yield f"oldest truth that an order was sent on: {ages}"
        yield "   ".join(f"{name} {self.verdict(name)}" for name in VERDICTS)
        yield from _columns(self.faults)

    @property
    def _left_unknown(self) -> int:
        return sum("still not known" in breach for breach in self.breaches.values())


def _columns(counts: Counter[str]) -> Iterator[str]:
    cells = [f"{name} {count:,}" for name, count in counts.most_common()]
    for start in range(0, len(cells), _COLUMNS):
        yield "  " + "".join(f"{cell:<30}" for cell in cells[start : start + _COLUMNS]).rstrip()


def replaying(seed: int) -> str:
    """How to see a seed again, in words."""
    return f"python -m tests.simulation --first {seed} --seeds 1 --words"
