"""Frames as the exchange sent them, and the same with some of their data replaced."""

import json
from pathlib import Path
from typing import Any

from tui.wire.frames import Frame, decode

SAMPLES = Path(__file__).parent / "fixtures" / "wire-samples.json"
STREAM: list[dict[str, Any]] = json.loads(SAMPLES.read_text(encoding="utf-8"))["stream"]
BY_KIND: dict[str, dict[str, Any]] = {sample["kind"]: sample["frame"] for sample in STREAM}


def read(frame: object) -> Frame:
    return decode(json.dumps(frame).encode())


def changed(kind: str, /, **fields: object) -> Frame:
    """A recorded frame with some of its data replaced; `...` takes a field away."""
    frame = BY_KIND[kind]
    data = {k: v for k, v in (frame["data"] | fields).items() if v is not ...}
    return read(frame | {"data": data})
