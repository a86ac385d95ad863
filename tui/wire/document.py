"""Reads a JSON body strictly, so that a damaged or doctored one is refused as a whole.

Python's reader takes `NaN`, keeps the last of two equal keys and turns a fraction into a float.
None of these may decide about money.
"""

import json
from decimal import Decimal
from typing import NoReturn

_MAX_DIGITS = 64


class DocumentError(ValueError):
    """The body is not what the protocol says; the message is sanitised plain words."""


def load(content: bytes) -> object:
    """Decode one JSON document in UTF-8; fractions come out as Decimal.

    Raises DocumentError for anything else, and for equal keys, `NaN` or numbers of absurd length.
    """
    try:
        return json.loads(
            content.decode(),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_fraction,
            parse_int=_whole,
        )
    except UnicodeDecodeError:
        raise DocumentError("not UTF-8 text") from None
    except json.JSONDecodeError:
        raise DocumentError("not JSON") from None
    except RecursionError:
        raise DocumentError("nested too deeply") from None


def _unique(found: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(found)
    if len(document) != len(found):
        raise DocumentError("a key stands twice in one object")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise DocumentError(f"{name} is not a number")


def _whole(text: str) -> int:
    return int(_bounded(text))


def _fraction(text: str) -> Decimal:
    return Decimal(_bounded(text))


def _bounded(text: str) -> str:
    if len(text) > _MAX_DIGITS:
        raise DocumentError("a number is too long")
    return text
