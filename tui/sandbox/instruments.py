"""The markets the sandbox lists: three perpetuals with the parameters published in September 2026.

Another perpetual is one more row in `INSTRUMENTS`. What belongs to the street (volatility, typical
sizes) stands beside what the exchange publishes because both are facts about one market.
"""

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.market import MarginFunction

MAKER_BPS = Decimal(2)
TAKER_BPS = Decimal(5)
FUNDING_INTERVAL_US = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Instrument:
    """One perpetual: the rules an order must meet, its margin, and how it tends to trade."""

    base: str
    tick: Decimal
    step: Decimal
    max_price: Decimal
    initial: MarginFunction
    maintenance: MarginFunction
    open_interest_limit: Decimal
    mean_mark_band: tuple[Decimal, Decimal]
    """Lowest and highest multiple of the five-minute mean mark a taker may reach."""
    level: float
    """Where the index starts."""
    yearly_volatility: float
    typical_size: float
    """Base units of a common order near the touch."""
    open_interest: Decimal
    """What the rest of the exchange holds, before anybody trades here."""
    impact: tuple[Decimal, Decimal] = (Decimal("0.99"), Decimal("1.01"))
    """How far beyond the touch a taker goes: sells down to, buys up to this multiple."""
    band: tuple[Decimal, Decimal] = (Decimal("0.25"), Decimal(2))
    """Lowest and highest multiple of the active price a limit price may have."""
    update_band: tuple[Decimal, Decimal] = (Decimal("0.9975"), Decimal("1.0025"))
    """How far mark and index move at most in one second."""
    funding_bound_bps: Decimal = Decimal(100)
    premium_tolerance: Decimal = Decimal("0.05")
    position_limit_weight: Decimal = Decimal(1)
    created_at: str = "2025-01-21T06:34:54.691858"

    @property
    def symbol(self) -> str:
        """As in `SOL_USDC_PERP`."""
        return f"{self.base}_USDC_PERP"


def _function(base: str, factor: str) -> MarginFunction:
    return MarginFunction(Decimal(base), Decimal(factor))


INSTRUMENTS = (
    Instrument(
        base="SOL",
        tick=Decimal("0.01"),
        step=Decimal("0.01"),
        max_price=Decimal(1000),
        initial=_function("0.02", "0.000075"),
        maintenance=_function("0.0135", "0.0000375"),
        open_interest_limit=Decimal(4_000_000),
        mean_mark_band=(Decimal("0.9"), Decimal("1.1")),
        level=100.6,
        yearly_volatility=0.85,
        typical_size=18.0,
        open_interest=Decimal("206529.68"),
    ),
    Instrument(
        base="BTC",
        tick=Decimal("0.1"),
        step=Decimal("0.00001"),
        max_price=Decimal(1_000_000),
        initial=_function("0.01333333", "0.00002494"),
        maintenance=_function("0.00666667", "0.00001496"),
        open_interest_limit=Decimal(4000),
        mean_mark_band=(Decimal("0.94"), Decimal("1.06")),
        level=77_312.4,
        yearly_volatility=0.5,
        typical_size=0.22,
        open_interest=Decimal("1183.40217"),
    ),
    Instrument(
        base="ETH",
        tick=Decimal("0.01"),
        step=Decimal("0.0001"),
        max_price=Decimal(1_000_000),
        initial=_function("0.02", "0.00004214"),
        maintenance=_function("0.01111111", "0.00002528"),
        open_interest_limit=Decimal(64_000),
        mean_mark_band=(Decimal("0.92"), Decimal("1.09")),
        level=2_421.3,
        yearly_volatility=0.7,
        typical_size=2.4,
        open_interest=Decimal("15820.4411"),
    ),
)
