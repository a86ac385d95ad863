"""Reads faults from the command line's text and the control endpoint's keys, and shows them.

Whatever cannot be a fault is refused with a sentence that names the key, the rule and a value that
works: a fault that silently does nothing would prove a client that was never tried.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation

from tui.sandbox.faults import KINDS, PRESETS, Fault

_US = 1_000_000
_MAX_COUNT = 1_000_000_000
_MAX_MS = 600_000
_MAX_SECONDS = 31_536_000
_MAX_BYTES = 1_000_000
_MAX_TEXT = 200
_WORDS = {
    "status": ("500", "502", "503", "504"),
    "method": ("GET", "POST", "PATCH", "DELETE", "WS"),
    "state": ("Open", "Closed", "CancelOnly", "LimitOnly", "PostOnly"),
    "carried": ("yes", "no"),
}
_NEED_SYMBOL = frozenset({"freeze-mark", "book-state", "close-position", "flip-position", "tick"})
_FIELDS = {"after": "after_us", "for": "for_us", "every": "every_us"}
_WHOLE = {
    "count": (0, _MAX_COUNT, "1"),
    "one-in": (1, _MAX_COUNT, "3"),
    "skip": (0, _MAX_COUNT, "1"),
    "bytes": (0, _MAX_BYTES, "20"),
    "ms": (0, _MAX_MS, "4000"),
}
_READ: Mapping[str, Callable[[str], object]] = {"status": int, "carried": "yes".__eq__}


class FaultError(ValueError):
    """A fault that cannot be; the message names the field, the rule and a value that works."""


def parse_faults(text: str) -> tuple[Fault, ...]:
    """Return the fault, or the preset's faults, that `text` asks for, else raise `FaultError`."""
    name, colon, rest = text.partition(":")
    preset = PRESETS.get(name)
    if preset is not None:
        if colon:
            raise FaultError(f"fault {name!r} is a preset and takes no keys")
        return tuple(fault for part in preset.faults for fault in parse_faults(part))
    given: dict[str, str] = {}
    for part in rest.split(",") if colon else ():
        key, equals, value = part.partition("=")
        if not equals:
            raise FaultError(f"fault {name!r}: {part!r} must be key=value, such as count=1")
        if key in given:
            raise FaultError(f"fault {name!r}: {key} is given twice; give it once")
        given[key] = value
    return (make_fault(name, given),)


def make_fault(name: str, given: Mapping[str, str]) -> Fault:
    """Return the fault called `name` with the values `given`, else raise `FaultError`."""
    kind = KINDS.get(name)
    if kind is None:
        known = ", ".join((*KINDS, *PRESETS))
        raise FaultError(f"kind {name!r}: no such fault; one of: {known}")
    unknown = [key for key in given if key not in kind.keys]
    if unknown:
        raise FaultError(f"{name}: no key {unknown[0]!r}; it takes: {', '.join(kind.keys)}")
    if name in _NEED_SYMBOL and not given.get("symbol"):
        raise FaultError(f"{name}: symbol is needed, such as symbol=SOL_USDC_PERP")
    values: dict[str, object] = {}
    for key, text in {**kind.own, **given}.items():
        values[_FIELDS.get(key, key.replace("-", "_"))] = _value(name, key, text)
    fault = Fault(name, **values)  # type: ignore[arg-type]  # each key is read by its own rule
    if fault.every_us and fault.for_us > fault.every_us:
        raise FaultError(f"{name}: for must be at most every, such as for=5,every=60")
    return fault


def _value(name: str, key: str, text: str) -> object:
    if key in _WHOLE:
        signed = key == "ms" and name == "skew"
        return _whole(name, key, text, (-_MAX_MS, _MAX_MS, "30000") if signed else _WHOLE[key])
    if key in _FIELDS:
        return int(_number(name, key, text, Decimal(_MAX_SECONDS)) * _US)
    if key == "size":
        return _number(name, key, text, Decimal(_MAX_COUNT))
    if key in _WORDS:
        word = _word(name, key, text, _WORDS[key])
        return _READ.get(key, str)(word)
    if len(text) > _MAX_TEXT or not text.isascii() or not (text.isprintable() or not text):
        raise FaultError(f"{name}: {key} must be at most {_MAX_TEXT} plain characters")
    return text


def _whole(name: str, key: str, text: str, rule: tuple[int, int, str]) -> int:
    least, most, example = rule
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)):
        value = int(text)
        if least <= value <= most:
            return value
    raise FaultError(f"{name}: {key} must be {least} to {most}, such as {example}: {text[:40]!r}")


def _number(name: str, key: str, text: str, most: Decimal) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= most:
        raise FaultError(f"{name}: {key} must be 0 to {most}, such as 5: {text[:40]!r}")
    return value


def _word(name: str, key: str, text: str, words: tuple[str, ...]) -> str:
    if text not in words:
        raise FaultError(f"{name}: {key} must be one of {', '.join(words)}: {text[:40]!r}")
    return text


def as_document(fault: Fault) -> dict[str, object]:
    """Return `fault` as the control endpoint shows it: what differs from the defaults."""
    shown: dict[str, object] = {"kind": fault.kind}
    names = {field: key for key, field in _FIELDS.items()}
    for field in fields(fault)[1:]:
        value = getattr(fault, field.name)
        if value == field.default:
            continue
        key = names.get(field.name, field.name.replace("_", "-"))
        if field.name in names:
            value = f"{Decimal(value) / _US:f}"
        shown[key] = str(value) if isinstance(value, Decimal) else value
    return shown
