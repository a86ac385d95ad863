"""The dashboard's object graph: connection, session, desk and application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tui.cli.connect import Connection, connected
from tui.cli.exits import ExitCode
from tui.cli.identity import Identity
from tui.cli.redaction import redactor
from tui.cli.trading import Trading, trading
from tui.credentials import signer
from tui.domain.events import Noted
from tui.sandbox.child import SandboxProcess
from tui.settings import Endpoint, Settings, Wish
from tui.ui.app import BackpackApp
from tui.ui.ports import Mode

_MODES = {Wish.LIVE: Mode.LIVE, Wish.SANDBOX: Mode.SANDBOX, Wish.READ_ONLY: Mode.READ_ONLY}


async def show(settings: Settings, identity: Identity, sandbox: SandboxProcess | None) -> int:
    """Show the dashboard until the trader leaves, and return the exit code.

    Raises:
        Stop: the market cannot be opened; nothing was drawn.
        Exception: the bug that ended it, after the terminal was given back.
    """
    endpoint = settings.endpoint
    if sandbox is not None:
        its_own = signer(sandbox.api_key, sandbox.api_secret)
        redactor.trust(its_own.redact)
        identity = Identity(identity.wish, its_own)
        endpoint = Endpoint(sandbox.rest_url, sandbox.ws_url)
    async with (
        connected(identity, endpoint, is_ephemeral=sandbox is not None) as connection,
        trading(connection, settings) as desk,
    ):
        is_elsewhere = sandbox is None and endpoint is not None and not endpoint.is_backpack
        exchange = endpoint.host if endpoint is not None and is_elsewhere else ""
        mode = Mode.READ_ONLY if desk.other_writer is not None else _MODES[identity.wish]
        app, crashes = _app(mode, connection, desk, exchange)
        async with _followed(sandbox, desk):
            await app.run_async()
    if crashes:
        raise crashes[0]
    return app.return_code or int(ExitCode.DONE)


def _app(
    mode: Mode, connection: Connection, desk: Trading, exchange: str
) -> tuple[BackpackApp, list[BaseException]]:
    crashes: list[BaseException] = []
    app = BackpackApp(
        desk.session,
        desk.desk,
        mode=mode,
        clock=connection.clock,
        exchange=exchange,
        background=(desk.session.run, desk.desk.run),
        on_crash=crashes.append,
    )
    return app, crashes


@asynccontextmanager
async def _followed(sandbox: SandboxProcess | None, desk: Trading) -> AsyncIterator[None]:
    """Say so in the log when the sandbox ends under the dashboard; the link tells the rest."""
    if sandbox is None:
        yield
        return

    async def follow() -> None:
        code = await sandbox.wait()
        ended = f"The sandbox exchange ended (exit {code}); start backpack-tui again for a new one"
        desk.session.publish(Noted(ended))

    following = asyncio.create_task(follow())
    try:
        yield
    finally:
        following.cancel()
