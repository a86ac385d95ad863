"""The markets the sandbox lists, with the parameters published in September 2026.

What belongs to the street (volatility, typical sizes) stands beside what the exchange publishes
because both are facts about one market. The rows are in `listings` and `habits`. Spot markets are
not listed: the sandbox has no spot balances to trade them with, so it does not know them.
"""

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.market import MarginFunction
from tui.sandbox.habits import HABITS
from tui.sandbox.listings import LISTINGS, Listing

MAKER_BPS = Decimal(2)
TAKER_BPS = Decimal(5)
FUNDING_INTERVAL_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Instrument:
    """One perpetual: the rules an order must meet, its margin, and how it tends to trade."""

    base: str
    tick: Decimal
    step: Decimal
    min_price: Decimal
    max_price: Decimal
    initial: MarginFunction
    maintenance: MarginFunction
    open_interest_limit: Decimal
    mean_mark_band: tuple[Decimal, Decimal]
    """Lowest and highest multiple of the five-minute mean mark a taker may reach."""
    impact: tuple[Decimal, Decimal]
    """How far beyond the touch a taker goes: sells down to, buys up to this multiple."""
    update_band: tuple[Decimal, Decimal]
    """How far mark and index move at most in one second."""
    funding_bound_bps: Decimal
    position_limit_weight: Decimal
    created_at: str
    level: float
    """Where the index starts."""
    yearly_volatility: float
    typical_size: float
    """Base units of a common order near the touch."""
    trades_per_second: float
    width: float
    """How far apart the levels of the book are; 1 is as dense as SOL."""
    open_interest: Decimal
    """What the rest of the exchange holds, before anybody trades here."""
    band: tuple[Decimal, Decimal] = (Decimal("0.25"), Decimal(2))
    """Lowest and highest multiple of the active price a limit price may have."""
    premium_tolerance: Decimal = Decimal("0.05")
    funding_interval_us: int = FUNDING_INTERVAL_US

    @property
    def symbol(self) -> str:
        """As in `SOL_USDC_PERP`."""
        return f"{self.base}_USDC_PERP"


def _function(pair: tuple[str, str]) -> MarginFunction:
    base, factor = pair
    return MarginFunction(Decimal(base), Decimal(factor))


def _pair(pair: tuple[str, str]) -> tuple[Decimal, Decimal]:
    low, high = pair
    return Decimal(low), Decimal(high)


def _instrument(row: Listing) -> Instrument:
    low, high = _pair(row.prices)
    habits = HABITS[row.base]
    open_interest_limit, funding_bound_bps, weight = row.limits
    return Instrument(
        base=row.base,
        tick=Decimal(row.tick),
        step=Decimal(row.step),
        min_price=low,
        max_price=high,
        initial=_function(row.initial),
        maintenance=_function(row.maintenance),
        open_interest_limit=Decimal(open_interest_limit),
        mean_mark_band=_pair(row.mean_mark),
        impact=_pair(row.impact),
        update_band=_pair(row.update),
        funding_bound_bps=Decimal(funding_bound_bps),
        position_limit_weight=Decimal(weight),
        created_at=row.created_at,
        level=habits.level,
        yearly_volatility=habits.yearly_volatility,
        typical_size=habits.typical_size,
        trades_per_second=habits.trades_per_second,
        width=habits.width,
        open_interest=Decimal(habits.open_interest),
    )


INSTRUMENTS = tuple(_instrument(row) for row in LISTINGS)
