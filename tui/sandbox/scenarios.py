"""Markets with a story: what prices, books and the first account are like, by name.

A scenario is a value. Prices follow its `course` on top of chance, the street its `style`; `events`
pull the engine's levers at set times after the start; `account` is how the first account begins and
`funding_interval_us` how often funding is paid. What goes wrong on the wire is not a matter of
scenarios but of `tui.sandbox.faults`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tui.sandbox.api import DEFAULT_ACCOUNT, AccountSpec, PositionSpec
from tui.sandbox.index import STEADY, Course
from tui.sandbox.instruments import FUNDING_INTERVAL_US, INSTRUMENTS, Instrument
from tui.sandbox.numbers import US
from tui.sandbox.style import PLAIN, Style


@dataclass(frozen=True, slots=True)
class BookEvent:
    """A book changes its state."""

    after_us: int
    """Microseconds after the start, or after the event's last time when events repeat."""
    symbol: str
    state: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One market to start with; see the module's docstring."""

    name: str
    description: str
    """One line for `--help` and the README."""
    course: Course = STEADY
    style: Style = PLAIN
    events: tuple[BookEvent, ...] = ()
    events_every_us: int = 0
    """The events come again after this long; 0 means they come once."""
    account: AccountSpec = DEFAULT_ACCOUNT
    funding_interval_us: int = FUNDING_INTERVAL_US

    def instruments(self) -> tuple[Instrument, ...]:
        """The markets this scenario lists."""
        return tuple(
            replace(item, funding_interval_us=self.funding_interval_us) for item in INSTRUMENTS
        )


_SOL = "SOL_USDC_PERP"

CALM = Scenario("calm", "prices wander, books are deep; the start of every other scenario")

_ALL = (
    CALM,
    Scenario(
        "trend",
        "all prices rise about 0.4 % a minute, with pull-backs, for as long as it runs",
        Course(
            ((0, 0), (60, 0.007), (80, 0.0045), (150, 0.012), (180, 0.012)),
            repeats=True,
            storms=((0, math.inf, 0.5),),
        ),
    ),
    Scenario(
        "whipsaw",
        "all prices swing 1.6 % up and down once a minute and end where they began",
        Course(((0, 0), (15, 0.008), (45, -0.008), (60, 0)), repeats=True),
        Style(activity=1.6),
    ),
    Scenario(
        "crash",
        "after 20 seconds all prices fall 14 % within 90 seconds, then win back a quarter",
        Course(
            ((0, 0), (20, 0), (40, -0.03), (90, -0.14), (110, -0.15), (400, -0.11)),
            storms=((20, 120, 3.0), (120, 400, 1.6)),
        ),
        Style(size=0.5, width=1.8, activity=2.5),
    ),
    Scenario(
        "squeeze",
        "after 20 seconds all prices rise 11 % within two minutes, then give half of it back",
        Course(
            ((0, 0), (20, 0), (60, 0.015), (130, 0.10), (150, 0.11), (420, 0.055)),
            storms=((20, 160, 2.5),),
        ),
        Style(size=0.6, width=1.5, activity=2.5, premium=0.0008),
    ),
    Scenario(
        "thin",
        "books of a few small levels, far apart; a small order moves the price",
        style=Style(levels=0.15, size=0.12, width=5.0, activity=0.3),
    ),
    Scenario(
        "halt",
        "the SOL book goes CancelOnly, Closed, PostOnly, LimitOnly, Open again every 2 minutes",
        events=(
            BookEvent(20 * US, _SOL, "CancelOnly"),
            BookEvent(35 * US, _SOL, "Closed"),
            BookEvent(50 * US, _SOL, "PostOnly"),
            BookEvent(65 * US, _SOL, "LimitOnly"),
            BookEvent(80 * US, _SOL, "Open"),
        ),
        events_every_us=120 * US,
    ),
    Scenario(
        "funding",
        "perpetuals trade 1.5 % above their index and funding is paid every two minutes",
        style=Style(premium=0.015),
        funding_interval_us=120 * US,
    ),
    Scenario(
        "near-liquidation",
        "the account is long SOL at 40x and about 1 % away from its liquidation",
        account=AccountSpec(
            Decimal(2_490),
            (PositionSpec(_SOL, Decimal(1000), Decimal("0.000")),),
            leverage_limit=Decimal(50),
        ),
    ),
    Scenario(
        "flat",
        "the account has collateral, no position and no history",
        account=AccountSpec(),
    ),
)

SCENARIOS: Mapping[str, Scenario] = {scenario.name: scenario for scenario in _ALL}
