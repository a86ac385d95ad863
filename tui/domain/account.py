"""The account: its fees, its limits and its margin."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, localcontext

from tui.domain.money import WIDE, Rate, Usd

_BPS = Decimal(10_000)
_SMALLEST_FEE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Fees:
    """Perpetual futures fees in basis points; negative is a rebate."""

    maker_bps: Decimal
    taker_bps: Decimal

    def maker(self, notional: Decimal) -> Usd:
        """Fee in USDC on `notional` that rested in the book first."""
        return _fee(notional, self.maker_bps)

    def taker(self, notional: Decimal) -> Usd:
        """Fee in USDC on `notional` that took liquidity."""
        return _fee(notional, self.taker_bps)


def _fee(notional: Decimal, bps: Decimal) -> Usd:
    """A fill's fee is rounded up to six decimals; recorded fills of July 2025 show it."""
    with localcontext(prec=WIDE):
        return Usd((notional * bps / _BPS).quantize(_SMALLEST_FEE, rounding=ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """`GET /api/v1/account`, what of it decides about an exit."""

    fees: Fees
    leverage_limit: Decimal
    liquidating: bool


@dataclass(frozen=True, slots=True)
class MarginSummary:
    """`GET /api/v1/capital/collateral`: the health of the account, amounts in USDC."""

    equity: Usd
    available: Usd
    """Already net of the margin of positions and open orders."""
    locked: Usd
    unrealized: Usd
    exposure: Usd
    margin_fraction: Rate | None
    """Equity over exposure; None without exposure."""
    initial_fraction: Rate
    maintenance_fraction: Rate


@dataclass(frozen=True, slots=True)
class Balance:
    """One asset of the account, in its own units."""

    asset: str
    available: Decimal
    locked: Decimal
    staked: Decimal


@dataclass(frozen=True, slots=True)
class FundingPayment:
    """What one position paid or received at the end of one funding interval."""

    symbol: str
    amount: Usd
    """USDC; positive was received, negative was paid."""
    time_ms: int
    """End of the interval, milliseconds since the epoch."""
