"""How the exchange rounds and writes numbers and times.

Quotients carry as many digits as a 96-bit decimal holds, money columns are cut at six decimals,
fees are rounded up there: all three seen in recorded answers of 2025 and 2026.
"""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext
from functools import cache

from tui.domain.money import ZERO, decimals, trimmed

MILLION = Decimal("0.000001")
LEDGER = Decimal("0.000000000001")
"""The grid of the ledger: fine enough that a split cost loses nothing anybody sees."""

_MANTISSA = 2**96 - 1
_MAX_SCALE = 28
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

US = 1_000_000
"""Microseconds in a second."""


def cut(value: Decimal) -> Decimal:
    """Cut toward zero at six decimals, as money columns are."""
    return value.quantize(MILLION, rounding=ROUND_DOWN)


def raise_up(value: Decimal) -> Decimal:
    """Round up at six decimals, as fees are."""
    return value.quantize(MILLION, rounding=ROUND_CEILING)


def on_ledger(value: Decimal) -> Decimal:
    """Round to the grid of the ledger."""
    return value.quantize(LEDGER, rounding=ROUND_HALF_EVEN)


def quotient(top: Decimal, bottom: Decimal) -> Decimal:
    """Divide and keep what a 96-bit decimal with at most 28 decimals holds."""
    with localcontext(prec=60):
        exact = top / bottom
        scale = _MAX_SCALE
        while scale > 0 and abs(exact).scaleb(scale).to_integral_value() > _MANTISSA:
            scale -= 1
        return exact.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_EVEN)


def text(value: Decimal) -> str:
    """Write a number as REST does: in full, without trailing zeros, zero as `0`."""
    return trimmed(value) if value else "0"


def padded(value: Decimal, grid: Decimal) -> str:
    """Write a number as the streams do: with all decimals of its grid."""
    return format(value, _pattern(grid))


@cache
def _pattern(grid: Decimal) -> str:
    return f".{decimals(grid)}f"


def to_grid(value: float, grid: Decimal) -> Decimal:
    """The multiple of `grid` nearest to a number of the price process."""
    return round(value / float(grid)) * grid


def median(values: list[Decimal]) -> Decimal:
    """The middle one; of an even number the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def naive_iso(at_us: int, *, separator: str = "T", timespec: str = "milliseconds") -> str:
    """Write a time as history rows do: UTC, no zone."""
    moment = (_EPOCH + timedelta(microseconds=at_us)).replace(tzinfo=None)
    return moment.isoformat(sep=separator, timespec=timespec)


def clamp(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """`value`, or the bound it is beyond."""
    return min(max(value, low), high)


__all__ = [
    "LEDGER",
    "MILLION",
    "US",
    "ZERO",
    "clamp",
    "cut",
    "median",
    "naive_iso",
    "on_ledger",
    "padded",
    "quotient",
    "raise_up",
    "text",
    "to_grid",
]
