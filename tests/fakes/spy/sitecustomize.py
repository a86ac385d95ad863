"""Looks into the running program, by itself without knowing what is looked for.

Python imports it before the program when its folder is on the path. As soon as the file named by
SPY_WHEN exists, the next frame leaves beside it a picture of the screen, the process's own figures
and every text that any living object holds; a file named SPY_BUG makes the frame after that fail.
"""

import ctypes
import gc
import json
import logging
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from tui.ui.app import BackpackApp
from tui.ui.rows_common import Picture
from tui.ui.screens.dashboard import DashboardScreen

WHEN = Path(os.environ["SPY_WHEN"])
BUG = WHEN.with_name("bug")
CONTAINERS = (dict, list, tuple, set, frozenset)
TEXTS = (str, bytes, bytearray, memoryview)
LONGEST = 20_000

_paint = DashboardScreen.paint


def paint(self: DashboardScreen, picture: Picture) -> None:
    _paint(self, picture)
    if WHEN.exists() and not WHEN.with_suffix(".txt").exists():
        look(cast("BackpackApp", self.app))
    if BUG.exists():
        raise RuntimeError(f"a bug beside {self.app!r}, {self.app.screen!r}")


DashboardScreen.paint = paint  # type: ignore[method-assign]  # because it looks over its shoulder


def look(app: BackpackApp) -> None:
    """Leave everything beside the file that asked for it; the list of texts last."""
    logging.getLogger("spy").error("%r %r", app.desk, vars(app.desk))
    WHEN.with_suffix(".svg").write_text(app.export_screenshot())
    figures = {
        "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "environment": dict(os.environ),
    }
    WHEN.with_suffix(".json").write_text(json.dumps(figures))
    made = WHEN.with_suffix(".part")
    with made.open("w", encoding="utf-8", errors="backslashreplace") as lines:
        for holder, held in everything():
            lines.write(f"{holder}\t{held}\n")
    made.replace(WHEN.with_suffix(".txt"))


def everything() -> Iterator[tuple[str, str]]:
    """What every object that lives says of itself, and every text that it holds, once."""
    gc.unfreeze()
    seen = set[int]()
    waiting: list[object] = gc.get_objects()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield f"repr of {type(each).__name__}", said(each)
        for held in gc.get_referents(each):
            if isinstance(held, TEXTS) and id(held) not in seen:
                seen.add(id(held))
                yield type(each).__name__, repr(bytes(held) if type(held) is memoryview else held)
            elif type(held) in CONTAINERS:
                # One that holds only texts and numbers is unknown to the collector.
                waiting.append(held)


def said(each: object) -> str:
    """Its own words, the first of them."""
    try:
        return repr(each)[:LONGEST].replace("\n", " ")
    except Exception as error:  # noqa: BLE001  # whatever an object that is half made may raise
        return f"nothing, {type(error).__name__}"
