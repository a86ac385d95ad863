"""Reads a JSON request body twice over: as values to trade with and as the text that was signed.

A signature covers the characters the client sent, so `1.50` and `1.5` differ to it although they
are one number. Parsing once to numbers would lose that; `Payload.literal` keeps it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NoReturn

MAX_NUMBER_CHARACTERS = 64
"""Longest number literal that is read; no price or quantity on the exchange comes near it."""


class PayloadError(ValueError):
    """The body is not JSON that the exchange reads; the message is what it answers."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"parse request payload error: {reason}")


@dataclass(frozen=True, slots=True)
class Payload:
    """One decoded body.

    `value` holds `int` and `Decimal` numbers. `literal` has the same shape with every number left
    as the text that was sent, which is what the client signed.
    """

    value: object
    literal: object


def parse_payload(raw: bytes) -> Payload:
    """Decode `raw`; raise `PayloadError` for anything but one JSON document in UTF-8."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise PayloadError(f"invalid unicode code point at byte {error.start}") from error
    literal = _decode(text, _literal, _literal)
    _refuse_surrogates(text, literal)
    return Payload(value=_decode(text, int, Decimal), literal=literal)


def _decode(text: str, whole: Callable[[str], object], fraction: Callable[[str], object]) -> object:
    try:
        return json.loads(
            text,
            parse_int=whole,
            parse_float=fraction,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        reason = f"{error.msg.lower()} at line {error.lineno} column {error.colno}"
        raise PayloadError(reason) from error
    except RecursionError as error:
        raise PayloadError("recursion limit exceeded") from error
    except InvalidOperation as error:
        raise PayloadError("number out of range") from error


def _literal(text: str) -> str:
    if len(text) > MAX_NUMBER_CHARACTERS:
        raise PayloadError("number out of range")
    return text


def _refuse_constant(name: str) -> NoReturn:
    raise PayloadError(f"{name} is not a number")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            raise PayloadError(f"duplicate field `{key}`")
        result[key] = value
    return result


def _refuse_surrogates(text: str, document: object) -> None:
    """Refuse half of a surrogate pair: JSON can write one, UTF-8 cannot answer with one."""
    if "\\u" not in text:
        return
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise PayloadError("lone surrogate in string") from error
