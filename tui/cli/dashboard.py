"""`backpack-tui`: from an empty terminal to an empty terminal.

What takes long runs side by side: the sandbox boots in its process while the screen is imported,
and what the screen will need is loaded once it is drawn.
"""

import asyncio
import codecs
import importlib
import os
import sys
from contextlib import AsyncExitStack
from decimal import Decimal

from tui import logs
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.identity import Identity, identify
from tui.cli.interruption import run
from tui.cli.redaction import redactor
from tui.sandbox.child import SandboxFailed, SandboxProcess
from tui.settings import Settings, Wish

SANDBOX_SEED = 7

_SCREEN = "tui.cli.screen"


def dashboard(settings: Settings) -> int:
    """Run the dashboard until the trader leaves, and return the exit code.

    Raises:
        Stop: it cannot start; the terminal is as it was.
        Exception: the bug that ended it, after the terminal was given back.
    """
    identity = identify(settings)
    _require_terminal()
    try:
        logs.start(settings.state_dir, redactor)
    except OSError as error:
        say(f"no log: {settings.state_dir} cannot be used: {error.strerror}")
    return run(_dashboard(settings, identity))


def _require_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Stop(
            ExitCode.USAGE,
            "the dashboard needs a terminal. Without one use the commands: positions, orders, "
            "take-profit, cancel (see --help).",
        )
    if os.environ.get("TERM", "") in {"", "dumb"}:
        raise Stop(
            ExitCode.USAGE,
            "TERM names no terminal that can be drawn on; set it, for example to xterm-256color.",
        )
    if codecs.lookup(sys.stdout.encoding).name != "utf-8":
        raise Stop(
            ExitCode.USAGE,
            f"the dashboard is drawn in UTF-8, and this terminal is set to {sys.stdout.encoding}; "
            "set LC_ALL, for example to C.UTF-8.",
        )


async def _dashboard(settings: Settings, identity: Identity) -> int:
    async with AsyncExitStack() as stack:
        loading = asyncio.create_task(asyncio.to_thread(importlib.import_module, _SCREEN))
        sandbox: asyncio.Task[SandboxProcess] | None = None
        if identity.wish is Wish.SANDBOX:
            sandbox = asyncio.create_task(_start_sandbox(stack))
            stack.push_async_callback(_given_up, sandbox)
        await loading
        from tui.cli.screen import Screen  # noqa: PLC0415  # imported above, beside the sandbox

        return await Screen(settings, identity, sandbox).show()


async def _given_up(starting: asyncio.Task[SandboxProcess]) -> None:
    """Start no further, and wait until nothing is left of what was begun."""
    starting.cancel()
    await asyncio.wait({starting})


async def _start_sandbox(stack: AsyncExitStack) -> SandboxProcess:
    """Start it, and have `stack` stop it."""
    try:
        sandbox = await SandboxProcess.start(seed=SANDBOX_SEED, speed=Decimal(1))
    except SandboxFailed as failed:
        raise Stop(ExitCode.NOT_CONNECTED, f"the sandbox did not start: {failed}") from None
    stack.push_async_callback(sandbox.stop)
    return sandbox
