"""Field types of the REST bodies: how the exchange writes numbers, times and texts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, PlainValidator, TypeAdapter
from pydantic import ValidationError as _ValidationError
from pydantic.alias_generators import to_camel

from tui.domain.book import Change
from tui.domain.money import parse_wire_decimal
from tui.domain.position import Side
from tui.domain.text import clean
from tui.wire.document import DocumentError, load

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SYMBOL_LENGTH = 64
_MAX_TIME = 10**17
"""No time in milliseconds or microseconds is larger before the year 5138."""

_SIDES = {"Bid": Side.BID, "Ask": Side.ASK}

_T = TypeVar("_T")


class Row(BaseModel):
    """One object of the exchange; fields this program does not know are ignored."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        strict=True,
    )


def read(kind: TypeAdapter[_T], content: bytes) -> _T:
    """Decode `content` as `kind`; raises DocumentError that names the field and the rule."""
    return read_document(kind, load(content))


def read_document(kind: TypeAdapter[_T], document: object) -> _T:
    """As `read`, for a document that is decoded already."""
    try:
        return kind.validate_python(document)
    except _ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "document"
        raise DocumentError(clean(f"{where}: {first['msg']}")) from None


def read_rows(kind: TypeAdapter[_T], content: bytes) -> list[_T]:
    """Decode a list of `kind`, leaving out the rows that cannot be read.

    For lists whose rows stand alone. Raises DocumentError when it is no list, or when it has rows
    and none can be read.
    """
    document = load(content)
    if not isinstance(document, list):
        raise DocumentError("must be a list")
    found: list[_T] = []
    fault: DocumentError | None = None
    for row in document:
        try:
            found.append(read_document(kind, row))
        except DocumentError as error:
            fault = error
    if fault is not None and not found:
        raise fault
    return found


def to_decimal(value: object) -> Decimal:
    """A plain decimal in a string, or a whole number; raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError("must be a decimal in a string")  # noqa: TRY004  # because pydantic reads ValueError only
    parsed = parse_wire_decimal(str(value))
    if parsed is None:
        raise ValueError("must be a plain decimal")
    return parsed


def to_positive(value: object) -> Decimal:
    """As `to_decimal`, above zero."""
    parsed = to_decimal(value)
    if parsed <= 0:
        raise ValueError("must be above zero")
    return parsed


def to_amount(value: object) -> Decimal:
    """As `to_decimal`, not below zero."""
    parsed = to_decimal(value)
    if parsed < 0:
        raise ValueError("must not be below zero")
    return parsed


def to_price_or_none(value: object) -> Decimal | None:
    """A price; the exchange's placeholder 0 and null mean that there is none."""
    if value is None:
        return None
    return to_amount(value) or None


def to_count(value: object) -> int:
    """A whole number, as a number or in a string."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError("must be a whole number")  # noqa: TRY004  # because pydantic reads ValueError only
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_TIME))):
        raise ValueError("must be a whole number")
    return int(text)


def to_time(value: object) -> int:
    """A point in time as a whole number; raises ValueError beyond the year 5138."""
    moment = to_count(value)
    if moment > _MAX_TIME:
        raise ValueError("must be a possible time")
    return moment


def to_ms(value: object) -> int:
    """Milliseconds since the epoch, from a number of them or a naive ISO time in UTC."""
    if isinstance(value, str) and not value.isdigit():
        moment = datetime.fromisoformat(value)
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return (aware - _EPOCH) // timedelta(milliseconds=1)
    return to_time(value)


def to_text(value: object) -> str:
    """Sanitised text."""
    if not isinstance(value, str):
        raise ValueError("must be text")  # noqa: TRY004  # because pydantic reads ValueError only
    return clean(value)


def to_name(value: object) -> str:
    """A sanitised symbol, asset or id: not empty, at most 64 characters."""
    text = to_text(value)
    if not 0 < len(text) <= _SYMBOL_LENGTH:
        raise ValueError(f"must be 1 to {_SYMBOL_LENGTH} characters")
    return text


def to_id(value: object) -> str:
    """An order or position id: a string on one road, a number on the other."""
    return to_name(str(value) if isinstance(value, int) else value)


def to_side(value: object) -> Side:
    """The side of an order; raises ValueError for a word other than Bid and Ask."""
    if not isinstance(value, str) or value not in _SIDES:
        raise ValueError("must be Bid or Ask")
    return _SIDES[value]


def to_levels(value: object) -> tuple[Change, ...]:
    """The levels of a book: pairs of price and size."""
    if not isinstance(value, list):
        raise ValueError("must be a list of levels")  # noqa: TRY004  # because pydantic reads ValueError only
    return tuple(_level(row) for row in value)


def _level(row: object) -> Change:
    if not isinstance(row, list) or len(row) != 2:  # noqa: PLR2004  # because a pair has two
        raise ValueError("must be a pair of price and size")
    return to_positive(row[0]), to_amount(row[1])


WireDecimal = Annotated[Decimal, PlainValidator(to_decimal)]
Positive = Annotated[Decimal, PlainValidator(to_positive)]
Amount = Annotated[Decimal, PlainValidator(to_amount)]
PriceOrNone = Annotated[Decimal | None, PlainValidator(to_price_or_none)]
Count = Annotated[int, PlainValidator(to_count)]
Time = Annotated[int, PlainValidator(to_time)]
Milliseconds = Annotated[int, PlainValidator(to_ms)]
Text = Annotated[str, PlainValidator(to_text)]
Name = Annotated[str, PlainValidator(to_name)]
Id = Annotated[str, PlainValidator(to_id)]
OrderSide = Annotated[Side, PlainValidator(to_side)]
Levels = Annotated[tuple[Change, ...], PlainValidator(to_levels)]
