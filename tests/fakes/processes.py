"""Starts processes as a user does, and makes sure they are gone when the test is.

Whatever a test does wrong, and whatever a process does not do, no wait here is without an end: a
process leads a group of its own, and the whole group is killed.
"""

import asyncio
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

SERVE = (sys.executable, "-m", "tui.sandbox.serve")
PATIENCE_SECONDS = 30.0
"""For a cold start on a machine that runs every test at once."""


@contextlib.asynccontextmanager
async def started(*command: str) -> AsyncIterator[Process]:
    """Run `command` with all three pipes; at the end, kill what still runs of it."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    try:
        yield process
    finally:
        _kill_group(process.pid)
        async with asyncio.timeout(PATIENCE_SECONDS):
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


@contextlib.contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """`subprocess.Popen` of text whose end does not wait: what still runs then is killed."""
    process = subprocess.Popen(command, text=True, start_new_session=True, **options)
    try:
        yield process
    finally:
        _kill_group(process.pid)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        process.wait(PATIENCE_SECONDS)


def line_of(process: "subprocess.Popen[str]", seconds: float = PATIENCE_SECONDS) -> str:
    """Return the next line it prints; for one that prints a line and then waits to be asked.

    Raises:
        TimeoutError: it printed nothing within `seconds`.
    """
    assert process.stdout is not None
    if not select.select([process.stdout], [], [], seconds)[0]:
        raise TimeoutError(f"{process.args!r} said nothing within {seconds} s")
    return str(process.stdout.readline())


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
