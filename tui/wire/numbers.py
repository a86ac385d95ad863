"""How a stream message writes numbers, times and names: strict readers that raise ValueError.

Times come as whole numbers, or in quotes from some servers. Depth, quotes and trades cross here
thousands of times a second, so each reader does one thing.
"""

from decimal import Decimal

from tui.domain.money import ZERO, Price, Quantity, Usd, parse_wire_decimal
from tui.domain.position import Side
from tui.domain.text import clean

MAX_MICROSECONDS = 10**17
"""The year 5138; a time beyond it is not a time in microseconds."""

_NAME_LENGTH = 64
_SIDES = {"Bid": Side.BID, "Ask": Side.ASK}


def decimal(text: str, field: str) -> Decimal:
    """A plain decimal."""
    value = parse_wire_decimal(text)
    if value is None:
        raise ValueError(f"{field} is not a plain decimal")
    return value


def price(text: str, field: str) -> Price:
    """A price, above zero."""
    value = decimal(text, field)
    if value <= ZERO:
        raise ValueError(f"{field} is not above zero")
    return Price(value)


def quantity(text: str, field: str) -> Quantity:
    """A size, not below zero."""
    value = decimal(text, field)
    if value < ZERO:
        raise ValueError(f"{field} is below zero")
    return Quantity(value)


def usd(text: str, field: str) -> Usd:
    """An amount of USDC, signed."""
    return Usd(decimal(text, field))


def optional_price(text: str | None, field: str) -> Price | None:
    """A price that may be missing; the placeholder 0 means that there is none."""
    if text is None:
        return None
    value = decimal(text, field)
    if value < 0:
        raise ValueError(f"{field} is below zero")
    return Price(value) if value else None


def whole(value: int | str, field: str) -> int:
    """A whole number that is not negative, as a number or in quotes."""
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= len(str(MAX_MICROSECONDS))):
            raise ValueError(f"{field} is not a whole number")
        return int(value)
    if value < 0:
        raise ValueError(f"{field} is negative")
    return value


def moment(value: int | str, field: str) -> int:
    """A time in whole microseconds or milliseconds."""
    number = whole(value, field)
    if number > MAX_MICROSECONDS:
        raise ValueError(f"{field} is not a possible time")
    return number


def name(text: str, field: str) -> str:
    """A symbol, asset or id: sanitised, not empty, at most 64 characters."""
    if not 0 < len(text) <= _NAME_LENGTH:
        raise ValueError(f"{field} is empty or too long")
    return clean(text)


def side(text: str, field: str) -> Side:
    """Bid or Ask."""
    if text not in _SIDES:
        raise ValueError(f"{field} is neither Bid nor Ask")
    return _SIDES[text]
