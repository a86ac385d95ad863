"""The processor time of one painted frame of the whole dashboard, everything changing."""

import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.loaded import COLUMNS, LINES, ByteTerminal
from tests.bench.measuring import Goal, against, report, terminal_of

ROUNDS = 3
_LIMIT = 40.0


def _milliseconds(kind: str) -> float:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figure"
        with terminal_of(
            ByteTerminal,
            *("-m", "tests.bench.frame_app", kind, str(path)),
            columns=COLUMNS,
            lines=LINES,
            env={"TEXTUAL_FPS": "240"},
        ) as terminal:
            until = time.monotonic() + _LIMIT
            while terminal.process.poll() is None and time.monotonic() < until:
                terminal.read(0.1)
            assert path.exists(), terminal.pieces[-3:]
            return float(path.read_text())


def run() -> None:
    """Print milliseconds of processor time a frame at 160 by 48, 33 messages decoded in each."""
    if find_spec("textual_plotext") is None:
        print("textual-plotext is not installed here; it comes with `pip install .[bench]`")
        return
    stock: list[float] = []
    ours: list[float] = []
    for _ in range(ROUNDS):
        stock.append(_milliseconds("stock"))
        ours.append(_milliseconds("ours"))
    report(
        "one frame of the dashboard at 160x48, all changing",
        ours,
        "ms",
        baseline=against("stock widgets", stock, Goal(most=1 / 15)),
    )
