"""Compares answers with the shapes of the exchange's published OpenAPI description (August 2026).

`fixtures/openapi-shapes.json` holds its facts only: field names, types, enumerations, and what is
required. An optional field may be null; a required one may not. A field it does not name is a
fault too, unless it is one that the newer description of October 2026 added.
"""

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

_FIXTURE = Path(__file__).parents[1] / "fixtures" / "openapi-shapes.json"
_ADDED = frozenset({"rwaMarketType", "discoveryBoundBand"})
"""Fields of the October text that the August text lacks."""
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_NAIVE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")
_FORMATS = {"decimal": _DECIMAL, "naive-date-time": _NAIVE}
_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "number": (int, float),
}


class Shapes:
    """The published shapes."""

    def __init__(self) -> None:
        document = json.loads(_FIXTURE.read_text())
        self._answers: dict[str, Any] = document["answers"]
        self._schemas: dict[str, Any] = document["schemas"]

    @property
    def answers(self) -> frozenset[str]:
        """What is described, as `GET /api/v1/account`."""
        return frozenset(self._answers)

    def faults(self, answer: str, value: object) -> list[str]:
        """What is wrong with the decoded body of a successful answer; nothing, if all is well."""
        return list(self._check(self._answers[answer], value, answer))

    def error_faults(self, value: object) -> list[str]:
        """What is wrong with the decoded body of a refusal."""
        return list(self._check(self._schemas["ApiErrorResponse"], value, "error"))

    def _check(self, shape: Any, value: Any, where: str) -> Iterator[str]:
        if "is" in shape:
            yield from self._check(self._schemas[shape["is"]], value, where)
        elif "list" in shape:
            yield from self._check_list(shape["list"], value, where)
        elif "map" in shape:
            for name, item in value.items():
                yield from self._check(shape["map"], item, f"{where}.{name}")
        elif "type" in shape:
            yield from self._check_scalar(shape, value, where)
        else:
            forms = self._forms(shape)
            yield from min((list(self._check_object(f, value, where)) for f in forms), key=len)

    def _check_list(self, shape: Any, value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where}: {value!r} is not a list"
            return
        for item in value:
            yield from self._check(shape, item, f"{where}[]")

    def _forms(self, shape: Any) -> list[dict[str, Any]]:
        """The objects that a combination of shapes allows, each with all its fields."""
        if "is" in shape:
            return self._forms(self._schemas[shape["is"]])
        if "any" in shape:
            return [form for one in shape["any"] for form in self._forms(one)]
        if "all" not in shape:
            return [shape]
        return [
            {
                "fields": {name: kind for part in parts for name, kind in part["fields"].items()},
                "required": [name for part in parts for name in part["required"]],
            }
            for parts in product(*(self._forms(part) for part in shape["all"]))
        ]

    def _check_object(self, shape: Any, value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: {value!r} is not an object"
            return
        for name in shape["required"]:
            if value.get(name) is None:
                yield f"{where}.{name}: required"
        for name, item in value.items():
            kind = shape["fields"].get(name)
            if kind is None:
                if name not in _ADDED:
                    yield f"{where}.{name}: not described"
            elif item is not None:
                yield from self._check(kind, item, f"{where}.{name}")

    def _check_scalar(self, shape: Any, value: object, where: str) -> Iterator[str]:
        kind = _KINDS[shape["type"]]
        is_boolean = isinstance(value, bool)
        if not isinstance(value, kind) or (is_boolean and kind is not bool):
            yield f"{where}: {value!r} is not of type {shape['type']}"
            return
        if shape.get("enum") and value not in shape["enum"]:
            yield f"{where}: {value!r} is none of {shape['enum']}"
        pattern = _FORMATS.get(shape.get("format", ""))
        if pattern is not None and not pattern.fullmatch(str(value)):
            yield f"{where}: {value!r} is not a {shape['format']}"
