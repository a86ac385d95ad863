"""Everybody in the market who is not a client: the index, the streets, and what a scenario plans.

Each market has its own stream of chance, and so have the index and the past. A client's order
therefore changes the market it goes to and no other, and what a market does is the same whoever
looks at it.
"""

from collections.abc import Callable
from functools import partial
from random import Random

from tui.sandbox.accounts import Account
from tui.sandbox.desk import Desk
from tui.sandbox.index import IndexProcess
from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import US
from tui.sandbox.scenarios import Scenario
from tui.sandbox.states import BookState
from tui.sandbox.strategies import Job
from tui.sandbox.traders import Street, street_accounts
from tui.sandbox.triggers import Triggers
from tui.sandbox.venue import Venue

Plan = Callable[[int, Job], None]
"""Takes when a job is first due, and the job."""

_INDEX_STEP_US = 100_000
_BUSY_PAUSE_US = (60_000, 150_000)
"""Shortest and longest pause between two turns of a busy market's street."""
_QUIET_PAUSE_US = (150_000, 400_000)
_BUSY_RATE = 0.8
"""Trades a second from which a market is busy."""
_STREET_ACTS = frozenset({BookState.OPEN, BookState.LIMIT_ONLY, BookState.POST_ONLY})


def chance(seed: int, name: str) -> Random:
    """A stream of chance of its own for one part of the market."""
    return Random(f"{seed}/{name}")  # noqa: S311  # because a market is simulated, nothing is secret


class Crowd:
    """The index and every market's street."""

    def __init__(self, desk: Desk, triggers: Triggers, seed: int, scenario: Scenario) -> None:
        self._desk, self._triggers, self._seed = desk, triggers, seed
        self._scenario = scenario
        items = [venue.instrument for venue in desk.venues.values()]
        self._index = IndexProcess(items, chance(seed, "index"), scenario.course)
        self._accounts = street_accounts(len(desk.ledger.accounts) + 1)
        desk.ledger.accounts |= {account.key: account for account in self._accounts}

    @property
    def counterparty(self) -> Account:
        """Who is on the other side of what clients hold from before the start."""
        return self._accounts[-1]

    def price(self, venue: Venue) -> float:
        """What one market's index stands at."""
        return self._index.value[venue.symbol]

    def sample(self, venue: Venue) -> None:
        """Take one second's index into a market's mark and candles."""
        venue.sample(self._index.price(venue.symbol))

    def start(self, plan: Plan, start_us: int) -> None:
        """Fill the books and plan the first turns."""
        plan(start_us, self._move_index)
        for venue in self._desk.venues.values():
            random = chance(self._seed, venue.symbol)
            street = Street(venue, self._desk, random, self._accounts, self._scenario.style)
            street.fill_book(self.price(venue))
            pause = _pause(venue.instrument)
            first = start_us + random.randrange(pause[1])
            plan(first, partial(self._turn, venue, street, random, pause))

    def _move_index(self) -> int:
        self._index.move(_INDEX_STEP_US)
        return self._desk.outbox.stamps.now_us + _INDEX_STEP_US

    def _turn(self, venue: Venue, street: Street, random: Random, pauses: tuple[int, int]) -> int:
        pause = random.randrange(*pauses)
        if venue.state in _STREET_ACTS:
            street.step(self.price(venue), pause / US)
        self._triggers.watch(venue)
        return self._desk.outbox.stamps.now_us + pause


def _pause(item: Instrument) -> tuple[int, int]:
    return _BUSY_PAUSE_US if item.trades_per_second >= _BUSY_RATE else _QUIET_PAUSE_US
