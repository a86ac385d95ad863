"""The processor time of one painted frame: the positions' own panel against a stock DataTable."""

from tests.bench.measuring import against, cpu_seconds, on_terminal, read_for, report

SECONDS = 6.0
ROUNDS = 3
_FRAME_END = b"\x1b[?2026l"
"""The end of a synchronised update: Textual writes one a frame."""


def _milliseconds_a_frame(kind: str) -> float:
    with on_terminal("-m", "tests.bench.paint_app", kind, columns=200, lines=50) as terminal:
        terminal.until("row 39")
        read_for(terminal, 1)
        frames, cpu = terminal.received.count(_FRAME_END), cpu_seconds(terminal.process.pid)
        read_for(terminal, SECONDS)
        painted = terminal.received.count(_FRAME_END) - frames
        return (cpu_seconds(terminal.process.pid) - cpu) * 1_000 / painted


def run() -> None:
    """Print milliseconds of processor time a frame, 40 rows of 12 cells all changing."""
    stock: list[float] = []
    ours: list[float] = []
    for _ in range(ROUNDS):
        stock.append(_milliseconds_a_frame("table"))
        ours.append(_milliseconds_a_frame("panel"))
    report(
        "40 x 12 changing cells in a LinePanel",
        ours,
        "ms",
        baseline=against("a stock DataTable", stock),
    )
