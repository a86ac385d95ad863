"""The object graph below the screen: whose key, which exchange, and the client that talks to it."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal

from tui.cli.exits import ExitCode, Stop
from tui.cli.system import SystemClock
from tui.client.errors import NoAnswer, NotConnected, ReadFailed
from tui.client.exchange_clock import ExchangeClock
from tui.client.rest import Rest
from tui.client.transport import make_http
from tui.credentials import KeyProblem, load
from tui.credentials import signer as signer_of
from tui.sandbox.child import SandboxFailed, SandboxProcess
from tui.settings import LIVE_REST_URL, LIVE_WS_URL, Endpoint, Settings, Wish
from tui.wire.signing import Signer

SANDBOX_SEED = 7

WAYS_TO_GIVE_A_KEY = (
    "Give an API key with --key-file FILE, with BACKPACK_KEY_FILE, or with BACKPACK_API_KEY and "
    "BACKPACK_API_SECRET."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """As whom we come: `wish` is settled, never AUTO; without a signer nobody is known."""

    wish: Wish
    signer: Signer | None


@dataclass(frozen=True, slots=True)
class Connection:
    """A client of one exchange."""

    wish: Wish
    endpoint: Endpoint
    signer: Signer | None
    rest: Rest
    clock: SystemClock
    exchange_clock: ExchangeClock
    sandbox: SandboxProcess | None


@asynccontextmanager
async def connected(settings: Settings, identity: Identity) -> AsyncIterator[Connection]:
    """Open what is asked for, and close it, the sandbox included, however this is left.

    Raises:
        Stop: the sandbox does not start.
    """
    async with AsyncExitStack() as stack:
        wish, signer = identity.wish, identity.signer
        sandbox: SandboxProcess | None = None
        where = settings.endpoint or Endpoint(LIVE_REST_URL, LIVE_WS_URL)
        if wish is Wish.SANDBOX:
            sandbox = await _start_sandbox()
            stack.push_async_callback(sandbox.stop)
            where = Endpoint(sandbox.rest_url, sandbox.ws_url)
            signer = signer_of(sandbox.api_key, sandbox.api_secret)
        clock = SystemClock()
        exchange_clock = ExchangeClock(clock)
        http = await stack.enter_async_context(make_http(where.rest_url))
        rest = Rest(http, clock=clock, exchange_clock=exchange_clock, signer=signer)
        yield Connection(wish, where, signer, rest, clock, exchange_clock, sandbox)


def identify(settings: Settings) -> Identity:
    """Settle the mode and read the key. In the sandbox the trader's own key is not even read.

    Raises:
        Stop: there is no usable key where one is needed.
    """
    if settings.wish is Wish.SANDBOX:
        return Identity(Wish.SANDBOX, None)
    try:
        signer = load(os.environ, settings.key_file)
    except KeyProblem as problem:
        raise Stop(ExitCode.USAGE, str(problem)) from None
    if signer is not None or settings.wish is Wish.READ_ONLY:
        return Identity(Wish.LIVE if settings.wish is Wish.AUTO else settings.wish, signer)
    if settings.wish is Wish.LIVE:
        raise Stop(ExitCode.USAGE, f"no API key was found. {WAYS_TO_GIVE_A_KEY}")
    if settings.endpoint is not None:
        raise Stop(
            ExitCode.USAGE,
            f"no API key was found for {settings.endpoint.host}. {WAYS_TO_GIVE_A_KEY} "
            "Use --read-only to look without one.",
        )
    return Identity(Wish.SANDBOX, None)


async def _start_sandbox() -> SandboxProcess:
    try:
        return await SandboxProcess.start(seed=SANDBOX_SEED, speed=Decimal(1))
    except SandboxFailed as failed:
        raise Stop(ExitCode.NOT_CONNECTED, f"the sandbox did not start: {failed}") from None


def failure(error: ReadFailed) -> Stop:
    """How a command ends when a question was not answered."""
    if isinstance(error, NotConnected | NoAnswer):
        return Stop(ExitCode.NOT_CONNECTED, f"not connected: {error.reason}")
    return Stop(ExitCode.REJECTED, f"the exchange refused: {error.reason}")
