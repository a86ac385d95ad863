"""What an account made or lost since midnight UTC, from what can be counted.

Every fill of the day moves cash one way and quantity the other. With the value of what is held now,
less the value of what was held at midnight, that is the day's result: realised or not, and however
the exchange settles it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tui.domain.account import FundingPayment
from tui.domain.money import WIDE, ZERO, Usd
from tui.domain.order import Fill
from tui.domain.position import Side

DAY_MS = 86_400_000

_MONEY = "USDC"


@dataclass(frozen=True, slots=True)
class DayCount:
    """The part of a day's result that no longer changes, and what was held when it was counted."""

    since_ms: int
    """Midnight UTC of the day, milliseconds since the epoch."""
    cash: Usd
    """Fills, fees, funding, less the value at midnight of what was held then."""
    held: Mapping[str, Decimal]
    """Signed quantities at the moment of counting."""

    def result(self, held: Mapping[str, Decimal], marks: Mapping[str, Decimal]) -> Usd | None:
        """The day's result now; None when something was traded since, or a mark is missing."""
        if dict(held) != dict(self.held) or held.keys() - marks.keys():
            return None
        with localcontext(prec=WIDE):
            worth = sum((quantity * marks[symbol] for symbol, quantity in held.items()), start=ZERO)
            return Usd(self.cash + worth)


def midnight(now_ms: int) -> int:
    """The last midnight UTC, milliseconds since the epoch."""
    return now_ms - now_ms % DAY_MS


def held_at_midnight(fills: Iterable[Fill], held: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Signed quantities before the day's `fills`, of every market that had any."""
    before = defaultdict(Decimal, held)
    for fill in fills:
        before[fill.symbol] -= _signed(fill)
    return {symbol: quantity for symbol, quantity in before.items() if quantity}


def count_day(
    since_ms: int,
    fills: Iterable[Fill],
    funding: Iterable[FundingPayment],
    held: Mapping[str, Decimal],
    marks_then: Mapping[str, Decimal],
) -> DayCount | None:
    """Count a day; None when a fee is in another asset, or a mark of midnight is missing."""
    traded = [fill for fill in fills if fill.time_ms >= since_ms]
    before = held_at_midnight(traded, held)
    if before.keys() - marks_then.keys() or any(_is_foreign(fill) for fill in traded):
        return None
    with localcontext(prec=WIDE):
        cash = -sum((_signed(fill) * fill.price + fill.fee for fill in traded), start=ZERO)
        cash += sum((paid.amount for paid in funding if paid.time_ms > since_ms), start=ZERO)
        cash -= sum((size * marks_then[symbol] for symbol, size in before.items()), start=ZERO)
    return DayCount(since_ms, Usd(cash), dict(held))


def _signed(fill: Fill) -> Decimal:
    return fill.quantity if fill.side is Side.BID else -fill.quantity


def _is_foreign(fill: Fill) -> bool:
    return bool(fill.fee) and fill.fee_asset != _MONEY
