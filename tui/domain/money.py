"""Money is Decimal: the units, the strict parsers, and the one way a number becomes text.

`decimal.Decimal` accepts far more than a price may be (`1_000`, `1e5`, `NaN`, full-width digits).
The parsers here accept a plain decimal and nothing else, so what was typed is what is sent.
"""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from enum import Enum, auto
from functools import lru_cache
from typing import NewType

Price = NewType("Price", Decimal)
"""US dollars (USDC) for one unit of the base asset."""

Quantity = NewType("Quantity", Decimal)
"""Units of the base asset; never negative, the direction is kept beside it."""

Usd = NewType("Usd", Decimal)
"""An amount of USDC, signed."""

Rate = NewType("Rate", Decimal)
"""A fraction: 0.01 is one per cent."""

ZERO = Decimal(0)

WIDE = 60
"""Digits of precision for products of prices and quantities: enough to hold them unrounded."""

_TYPED = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
_WIRE = re.compile(r"-?\d{1,28}(\.\d{1,40})?", re.ASCII)
_WIRE_AMOUNT = re.compile(r"\d{1,28}(\.\d{1,40})?", re.ASCII).fullmatch
_MAX_TYPED = 32


class AmountFault(Enum):
    """Why a typed text is not an amount; each has its own sentence on screen."""

    EMPTY = auto()
    COMMA = auto()
    SIGNED = auto()
    EXPONENT = auto()
    TOO_LONG = auto()
    NOT_A_NUMBER = auto()
    ZERO = auto()


def parse_amount(text: str) -> Decimal | AmountFault:
    """Read a positive amount that a person typed, or say what is wrong with it.

    Outer spaces are allowed; nothing else is dropped or corrected. Up to 12 digits either side of
    one dot.
    """
    typed = text.strip(" ")
    if not typed:
        return AmountFault.EMPTY
    if len(typed) > _MAX_TYPED:
        return AmountFault.TOO_LONG
    if _TYPED.fullmatch(typed) is None:
        return _amount_fault(typed)
    value = Decimal(typed)
    return value if value > 0 else AmountFault.ZERO


def _amount_fault(typed: str) -> AmountFault:
    if "," in typed:
        return AmountFault.COMMA
    if typed[0] in "+-":
        return AmountFault.SIGNED
    if re.fullmatch(r"[\d.]+[eE][+-]?\d+", typed, re.ASCII):
        return AmountFault.EXPONENT
    if re.fullmatch(r"\d+(\.\d+)?", typed, re.ASCII):
        return AmountFault.TOO_LONG
    return AmountFault.NOT_A_NUMBER


def parse_wire_decimal(text: str) -> Decimal | None:
    """Read a decimal as the exchange writes it; None when it is not a plain finite decimal."""
    return Decimal(text) if _WIRE.fullmatch(text) else None


def parse_wire_amount(text: str) -> Decimal | None:
    """As `parse_wire_decimal`, for what bears no sign: a price, a size."""
    return Decimal(text) if _WIRE_AMOUNT(text) else None


def plain(value: Decimal) -> str:
    """Write `value` in full, without an exponent: the text that is shown, signed and sent."""
    return format(value, "f")


def trimmed(value: Decimal) -> str:
    """Write `value` in full without zeros after the last significant decimal."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=4_096)
def decimals(step: Decimal) -> int:
    """Number of decimal places that a multiple of `step` needs: 0.010 needs 2."""
    return max(0, -_exponent(step.normalize()))


def fit_decimals(value: Decimal, step: Decimal) -> Decimal:
    """`value`, a multiple of `step`, without zeros beyond the decimals of `step`.

    The exchange counts decimals, so `1.500` is too long for a step of 0.01 although it is on it.
    """
    with localcontext(prec=WIDE):
        places = min(decimals(step), max(0, -_exponent(value)))
        return value.quantize(Decimal(1).scaleb(-places))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def on_grid(value: Decimal, step: Decimal) -> bool:
    """Whether `value` is a whole number of `step`s."""
    with localcontext(prec=WIDE):
        return value % step == 0


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of `step` that is not above `value`."""
    return _to_grid(value, step, ROUND_FLOOR)


def ceil_to(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` that is not below `value`."""
    return _to_grid(value, step, ROUND_CEILING)


def _to_grid(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    with localcontext(prec=WIDE):
        steps = (value / step).to_integral_value(rounding=rounding)
        return (steps * step).quantize(Decimal(1).scaleb(-decimals(step)))
