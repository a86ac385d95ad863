"""A sandbox in a process of its own, for clients that other people wrote."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.fakes.processes import PATIENCE_SECONDS, line_of, running

SYMBOL = "SOL_USDC_PERP"


@contextmanager
def sandbox(*options: str) -> Iterator[dict[str, Any]]:
    """Start a sandbox and yield what its first line says."""
    command = [sys.executable, "-m", "tui", "sandbox", *options]
    with running(command, stdout=subprocess.PIPE) as process:
        try:
            yield json.loads(line_of(process))
        finally:
            process.terminate()
            assert process.wait(PATIENCE_SECONDS) == 0
