"""From the command to the first painted frame, and to the first one with sandbox data."""

import re
import time

from tests.bench.measuring import Goal, against, on_terminal, report

ROUNDS = 5
_MARK = re.compile(r"mark\s+[0-9][0-9.,]*[0-9]", re.IGNORECASE)


def _until(condition: str, *arguments: str) -> float:
    """Seconds until the screen shows what `condition` names."""
    began = time.monotonic()
    with on_terminal(*arguments) as terminal:
        if condition == "end":
            terminal.wait(60)
        elif condition == "frame":
            terminal.until("SANDBOX")
        else:
            terminal.until(lambda text: bool(_MARK.search(text)) and "LONG" in text)
        return time.monotonic() - began


def run() -> None:
    """Print start-up times against the import that dominates them."""
    imports: list[float] = []
    frames: list[float] = []
    data: list[float] = []
    for _ in range(ROUNDS):
        imports.append(_until("end", "-c", "import textual.app"))
        frames.append(_until("frame", "-m", "tui", "--sandbox", "--symbol", "SOL_USDC_PERP"))
        data.append(_until("data", "-m", "tui", "--sandbox", "--symbol", "SOL_USDC_PERP"))
    base = "import textual.app and leave"
    report(base, imports, "s")
    report("start to first painted frame", frames, "s", None, against(base, imports, Goal(1.2)))
    report("start to first live data", data, "s", None, against(base, imports, Goal(3)))
