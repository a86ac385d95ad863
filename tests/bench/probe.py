"""The dashboard as it is, with a look inside: how late its loop runs, how long collections take.

`python -m tests.bench.probe` runs it. The frame rate and, where figures are wanted, the file to
leave them in are named by variables of the environment. Without the file nothing is measured, so
that the measuring does not show in the figures of others.
"""

import asyncio
import gc
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RATE_VARIABLE = "BENCH_FRAME_RATE"
REPORT_VARIABLE = "BENCH_REPORT"
_EVERY = 0.01
_SETTLED = 4.0
"""Seconds after the start from which on figures count."""


class Probe:
    """Notes milliseconds: by how much a wake-up was late, and how long a collection stopped all."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._from = now() + _SETTLED
        self._collecting = 0.0
        self.late: list[float] = []
        self.collections: list[float] = []

    def collected(self, phase: str, _info: dict[str, int]) -> None:
        """Hear of the garbage collector."""
        if phase == "start":
            self._collecting = self._now()
        elif self._now() > self._from:
            self.collections.append((self._now() - self._collecting) * 1_000)

    async def run(self) -> None:
        """Watch the loop until cancelled."""
        gc.callbacks.append(self.collected)
        while True:
            due = self._now() + _EVERY
            await asyncio.sleep(_EVERY)
            if due > self._from:
                self.late.append((self._now() - due) * 1_000)

    def leave(self, path: Path) -> None:
        """Write everything down."""
        path.write_text(json.dumps({"late": self.late, "collections": self.collections}))


def main() -> None:
    """Run the dashboard with the arguments of the command line."""
    os.environ.setdefault("TEXTUAL_FPS", "240")
    from tui import __main__ as door  # noqa: PLC0415  # after the line above, as the door does
    from tui.cli import screen  # noqa: PLC0415
    from tui.ui.app import BackpackApp  # noqa: PLC0415

    report = os.environ.get(REPORT_VARIABLE)
    probe = Probe()
    rate = float(os.environ.get(RATE_VARIABLE, "30"))

    class Watched(BackpackApp):
        """The application, with one more thing in its background."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            options["frame_rate"] = rate
            if report:
                options["background"] = (*options.get("background", ()), probe.run)
            super().__init__(*arguments, **options)

    vars(screen)["BackpackApp"] = Watched
    try:
        door.main()
    finally:
        if report:
            probe.leave(Path(report))


if __name__ == "__main__":
    main()
