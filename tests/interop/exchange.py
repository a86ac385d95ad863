"""A sandbox in a process of its own, for clients that other people wrote."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SYMBOL = "SOL_USDC_PERP"
PATIENCE_SECONDS = 30.0


@contextmanager
def sandbox(*options: str) -> Iterator[dict[str, Any]]:
    """Start a sandbox and yield what its first line says."""
    command = [sys.executable, "-m", "tui", "sandbox", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
            assert process.wait(PATIENCE_SECONDS) == 0
