"""`backpack-tui`: the dashboard, from an empty terminal to an empty terminal."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tui import logs
from tui.cli.connect import Connection, Identity, connected, identify
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.trading import Trading, trading
from tui.domain.events import Noted
from tui.settings import Settings, Wish
from tui.ui.app import BackpackApp
from tui.ui.ports import Mode

SENDING_SECONDS = 10.0
"""How long leaving waits for an order that is on its way; its fate is in the journal after that."""

_MODES = {Wish.LIVE: Mode.LIVE, Wish.SANDBOX: Mode.SANDBOX, Wish.READ_ONLY: Mode.READ_ONLY}


def dashboard(settings: Settings) -> int:
    """Run the dashboard until the trader leaves, and return the exit code.

    Raises:
        Stop: it cannot start; nothing was drawn.
        Exception: the bug that ended it, after the terminal was given back.
    """
    identity = identify(settings)
    _require_terminal()
    try:
        logs.start(settings.state_dir)
    except OSError as error:
        say(f"no log: {settings.state_dir} cannot be used: {error.strerror}")
    return asyncio.run(_dashboard(settings, identity))


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


async def _dashboard(settings: Settings, identity: Identity) -> int:
    async with (
        connected(settings, identity) as connection,
        trading(connection, settings.symbol, settings.state_dir) as desk,
    ):
        app, crashes = _app(connection, desk)
        async with _followed_sandbox(connection, desk):
            await app.run_async()
        await desk.desk.finished(SENDING_SECONDS)
    if crashes:
        raise crashes[0]
    return app.return_code or int(ExitCode.DONE)


def _app(connection: Connection, desk: Trading) -> tuple[BackpackApp, list[BaseException]]:
    crashes: list[BaseException] = []
    app = BackpackApp(
        desk.session,
        desk.desk,
        mode=_MODES[connection.wish],
        clock=connection.clock,
        background=(desk.session.run, desk.desk.run),
        on_crash=crashes.append,
    )
    return app, crashes


@asynccontextmanager
async def _followed_sandbox(connection: Connection, desk: Trading) -> AsyncIterator[None]:
    """Say so in the log when the sandbox ends under the dashboard; the link tells the rest."""
    if connection.sandbox is None:
        yield
        return
    sandbox = connection.sandbox

    async def follow() -> None:
        code = await sandbox.wait()
        desk.session.publish(
            Noted(
                f"The sandbox exchange ended (exit {code}); start backpack-tui again for a new one"
            )
        )

    following = asyncio.create_task(follow())
    try:
        yield
    finally:
        following.cancel()
