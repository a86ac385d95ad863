"""Numbers as people read them: the only place where a value is shortened, and only for the eye.

What is signed and sent never comes from here; `exact` shows such a text with no digit lost.
"""

from decimal import Decimal
from functools import lru_cache

from tui.domain.money import Price, Quantity, Rate, Usd, decimals, plain, trimmed

MISSING = "—"
"""Stands for a value that is not known; never 0."""

MINUS = "\N{MINUS SIGN}"
"""As wide as a plus sign, so that columns of signed numbers align."""

_KEPT = 8_192
"""Prices and sizes whose text is kept: a book shows the same ones again and again."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_PERCENT = 100
_FUNDING_PLACES = (4, 6)
_UNITS = ((Decimal(1_000_000_000), "B"), (Decimal(1_000_000), "M"), (Decimal(1_000), "K"))


def _signed(value: Decimal, text: str) -> str:
    """Put a sign before the text of a magnitude; a text of zeros has none."""
    if not any(digit in text for digit in "123456789"):
        return text
    return ("+" if value > 0 else MINUS) + text


@lru_cache(maxsize=_KEPT)
def price(value: Decimal | None, tick: Decimal) -> str:
    """A price with the decimals of its tick, thousands apart; for averages and marks."""
    return MISSING if value is None else f"{value:,.{decimals(tick)}f}"


@lru_cache(maxsize=_KEPT)
def quantity(value: Decimal | None, step: Decimal) -> str:
    """A quantity with the decimals of its step, and more where the value has more."""
    if value is None:
        return MISSING
    places = max(decimals(step), decimals(value) if value else 0)
    return f"{value:,.{places}f}"


def exact(value: Decimal | None) -> str:
    """A value in full, digit for digit as it is sent."""
    return MISSING if value is None else plain(value)


def usd(value: Usd | Decimal | None, *, sign: bool = True, places: int = 2) -> str:
    """An amount of USDC with two decimals; profit and loss carry their sign."""
    if value is None:
        return MISSING
    text = f"{abs(value):,.{places}f}"
    return _signed(value, text) if sign else (MINUS if value < 0 else "") + text


def signed(value: Decimal | float, places: int = 2) -> str:
    """A bare number with its sign: a gap, an offset."""
    return _signed(Decimal(value), f"{abs(value):,.{places}f}")


def percent(value: Rate | Decimal | None, *, sign: bool = True, places: int = 2) -> str:
    """A fraction as a percentage: 0.0123 is `+1.23%`."""
    if value is None:
        return MISSING
    return usd(value * _PERCENT, sign=sign, places=places) + "%"


def funding(value: Rate | None) -> str:
    """A funding rate as a percentage with four to six decimals."""
    if value is None:
        return MISSING
    least, most = _FUNDING_PLACES
    places = min(max(decimals(value * _PERCENT) if value else 0, least), most)
    return percent(value, places=places)


def compact(value: Decimal | None) -> str:
    """A large figure in three digits or so: `1.24M`; for volume and depth only."""
    if value is None:
        return MISSING
    size = abs(value)
    for unit, letter in _UNITS:
        if size >= unit:
            return f"{value / unit:.{2 if size < unit * 100 else 0}f}{letter}"
    return trimmed(value.quantize(Decimal("0.01"))) if size < _PERCENT else f"{value:.0f}"


def age(seconds: float | None) -> str:
    """How long ago: `0.4s`, `12s`, `3m`, `2h`, `5d`."""
    if seconds is None:
        return MISSING
    passed = max(0.0, seconds)
    if passed < 9.95:  # noqa: PLR2004  # because 9.96 would be written as 10.0s
        return f"{passed:.1f}s"
    if passed < _MINUTE:
        return f"{int(passed)}s"
    if passed < _HOUR:
        return f"{int(passed // _MINUTE)}m"
    if passed < _DAY:
        return f"{int(passed // _HOUR)}h"
    return f"{int(passed // _DAY)}d"


def whole_age(seconds: float | None) -> str:
    """How long ago without tenths, for what is heard of rarely: it changes once a second."""
    if seconds is None or seconds >= _MINUTE:
        return age(seconds)
    return f"{int(max(0.0, seconds))}s"


def countdown(seconds: float | None) -> str:
    """Time that is left: `00:41:12`; nothing is left of a moment that has passed."""
    if seconds is None:
        return MISSING
    whole = max(0, int(seconds))
    return f"{whole // _HOUR:02d}:{whole % _HOUR // _MINUTE:02d}:{whole % _MINUTE:02d}"


def clock(wall_ms: int) -> str:
    """Time of day in UTC: `14:03:07`."""
    seconds = wall_ms // 1_000 % _DAY
    return f"{seconds // _HOUR:02d}:{seconds % _HOUR // _MINUTE:02d}:{seconds % _MINUTE:02d}"


def coin(symbol: str) -> str:
    """The short name of a market: `SOL` of `SOL_USDC_PERP`."""
    return symbol.split("_", 1)[0]


_EIGHTHS = " ▏▎▍▌▋▊▉"


def block(share: Decimal, width: int) -> str:
    """A solid bar for a share of 0 to 1, exact to an eighth of a cell, at most `width` cells."""
    bounded = min(max(share, Decimal(0)), Decimal(1))
    whole, eighths = divmod(int((bounded * width * 8).to_integral_value()), 8)
    return "█" * whole + (_EIGHTHS[eighths] if eighths else "")


def bar(share: Decimal | Price | Quantity, width: int) -> tuple[str, str]:
    """A bar of `width` cells for a share of 0 to 1: its filled part and its empty part.

    A share above nothing fills at least one cell and one below all leaves at least one empty, so
    that neither looks like what it is not.
    """
    bounded = min(max(share, Decimal(0)), Decimal(1))
    cells = int((bounded * width).to_integral_value())
    if width > 1:
        cells = max(cells, 1) if bounded > 0 else 0
        cells = min(cells, width - 1) if bounded < 1 else width
    return "━" * cells, "─" * (width - cells)
