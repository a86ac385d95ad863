"""What runs behind the dashboard: connection, session and desk.

Imported while the screen is up already: sockets, documents and the journal take longer to load than
the screen.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tui.cli.connect import connected
from tui.cli.identity import Identity
from tui.cli.redaction import redactor
from tui.cli.trading import Trading, trading
from tui.credentials import signer
from tui.domain.events import Noted
from tui.sandbox.child import SandboxProcess
from tui.settings import Endpoint, Settings
from tui.ui.opening import Opened
from tui.ui.ports import Mode


@asynccontextmanager
async def behind(
    settings: Settings,
    identity: Identity,
    mode: Mode,
    sandbox: SandboxProcess | None,
    tell: Callable[[str], None],
) -> AsyncIterator[Opened]:
    """Open everything, and close it again: leaving waits for an order that is on its way.

    `tell` hears what is waited for.

    Raises:
        Stop: the market cannot be opened.
    """
    endpoint = settings.endpoint
    if sandbox is not None:
        its_own = signer(sandbox.api_key, sandbox.api_secret)
        redactor.trust(its_own.redact)
        identity = Identity(identity.wish, its_own)
        endpoint = Endpoint(sandbox.rest_url, sandbox.ws_url)
    async with (
        connected(identity, endpoint, is_ephemeral=sandbox is not None) as connection,
        trading(connection, settings, tell) as desk,
        followed(sandbox, desk),
    ):
        is_elsewhere = sandbox is None and endpoint is not None and not endpoint.is_backpack
        yield Opened(
            desk.session,
            desk.desk,
            Mode.READ_ONLY if desk.other_writer is not None else mode,
            exchange=endpoint.host if endpoint is not None and is_elsewhere else "",
            background=(desk.session.run, desk.desk.run),
        )


@asynccontextmanager
async def followed(sandbox: SandboxProcess | None, desk: Trading) -> AsyncIterator[None]:
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
