"""The dashboard on its terminal: drawn at once, and opened as soon as the exchange is."""

import asyncio
import importlib
from collections.abc import Awaitable
from contextlib import AsyncExitStack

from tui.cli.exits import ExitCode, Stop
from tui.cli.identity import Identity
from tui.cli.system import SystemClock
from tui.sandbox.child import SandboxProcess
from tui.settings import Settings, Wish
from tui.ui.app import BackpackApp
from tui.ui.opening import OpeningFeed
from tui.ui.ports import Mode

MODES = {Wish.LIVE: Mode.LIVE, Wish.SANDBOX: Mode.SANDBOX, Wish.READ_ONLY: Mode.READ_ONLY}

_BEHIND = "tui.cli.behind"
_STARTING = "The sandbox exchange is starting."
_OPENING = "The markets are being read."

_AGAIN = 0.05
"""Seconds until an application that is starting is told once more to end."""


class Screen:
    """The application and what is opened behind it. `sandbox` is one that is starting."""

    def __init__(
        self, settings: Settings, identity: Identity, sandbox: Awaitable[SandboxProcess] | None
    ) -> None:
        self._settings = settings
        self._identity = identity
        self._sandbox = sandbox
        self._crashes: list[BaseException] = []
        self._app = BackpackApp(
            OpeningFeed(settings.symbol),
            None,
            mode=MODES[identity.wish],
            clock=SystemClock(),
            on_crash=self._crashes.append,
            opening=_OPENING if sandbox is None else _STARTING,
        )

    async def show(self) -> int:
        """Show the dashboard until the trader leaves, and return the exit code.

        Raises:
            Stop: the market cannot be opened; the terminal was given back.
            Exception: the bug that ended it, after the terminal was given back.
        """
        async with AsyncExitStack() as stack:
            opening = asyncio.create_task(self._open(stack))
            try:
                await self._drawn()
            finally:
                opening.cancel()
                await asyncio.wait({opening})
        if self._crashes:
            raise self._crashes[0]
        if not opening.cancelled() and (failed := opening.exception()) is not None:
            raise failed
        return self._app.return_code or int(ExitCode.DONE)

    async def _drawn(self) -> None:
        """Draw until the application ends; a signal before its first frame cancels this."""
        running = asyncio.create_task(self._app.run_async())
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            # While Textual starts it may swallow a cancellation; an exit it takes, sooner or later.
            while not running.done():
                self._app.exit()
                await asyncio.wait({running}, timeout=_AGAIN)
            raise

    async def _open(self, stack: AsyncExitStack) -> None:
        """Open what is behind the screen into `stack`; a failure ends the screen."""
        app = self._app
        try:
            loading = asyncio.to_thread(importlib.import_module, _BEHIND)
            behind, sandbox = await asyncio.gather(loading, self._started())
            app.call_later(app.tell_opening, _OPENING)
            opening = behind.behind(
                self._settings,
                self._identity,
                app.mode,
                sandbox,
                lambda words: app.call_later(app.tell_opening, words),
            )
            app.call_later(app.open, await stack.enter_async_context(opening))
        except Exception as error:
            code = ExitCode.DONE if isinstance(error, Stop) else ExitCode.CRASHED
            app.call_later(app.exit, return_code=int(code))
            raise

    async def _started(self) -> SandboxProcess | None:
        return None if self._sandbox is None else await self._sandbox
