"""Starts the sandbox as a user does, and makes sure it is gone when the test is."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from typing import Any

SERVE = (sys.executable, "-m", "tui.sandbox.serve")
PATIENCE_SECONDS = 30.0
"""For a cold start on a machine that runs every test at once."""


@contextlib.asynccontextmanager
async def started(*command: str) -> AsyncIterator[Process]:
    """Run `command` with all three pipes; kill it at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def announced(process: Process) -> dict[str, Any]:
    """Return the JSON document of its first line."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        line = await process.stdout.readline()
    document = json.loads(line)
    assert isinstance(document, dict)
    return document


async def ended(process: Process) -> int:
    """Wait for its end and return its exit code."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await process.wait()
