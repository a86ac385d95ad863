"""A client of one exchange, for a screen or for a single question."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tui.cli.exits import ExitCode, Stop
from tui.cli.identity import Identity
from tui.cli.system import SystemClock
from tui.client.errors import ReadFailed, Refused
from tui.client.exchange_clock import ExchangeClock
from tui.client.rest import Rest
from tui.client.transport import make_http
from tui.settings import LIVE_REST_URL, LIVE_WS_URL, Endpoint
from tui.wire.signing import Signer


@dataclass(frozen=True, slots=True)
class Connection:
    """A client of one exchange, and whether its account is one of our own sandbox."""

    endpoint: Endpoint
    signer: Signer | None
    rest: Rest
    clock: SystemClock
    exchange_clock: ExchangeClock
    may_send: bool
    is_ephemeral: bool
    """The exchange ends with us, and so does all that is to be remembered of it."""


@asynccontextmanager
async def connected(
    identity: Identity, endpoint: Endpoint | None, *, is_ephemeral: bool = False
) -> AsyncIterator[Connection]:
    """A client of `endpoint`, the exchange itself unless given; closed when this is left."""
    where = endpoint or Endpoint(LIVE_REST_URL, LIVE_WS_URL)
    clock = SystemClock()
    exchange_clock = ExchangeClock(clock)
    async with make_http(where.rest_url) as http:
        rest = Rest(http, clock=clock, exchange_clock=exchange_clock, signer=identity.signer)
        yield Connection(
            where,
            identity.signer,
            rest,
            clock,
            exchange_clock,
            may_send=identity.may_send,
            is_ephemeral=is_ephemeral,
        )


def failure(error: ReadFailed) -> Stop:
    """How a command ends when a question was not answered, or not with sense."""
    if isinstance(error, Refused) and not error.is_trouble:
        return Stop(ExitCode.REJECTED, f"the exchange refused: {error.reason}")
    return Stop(ExitCode.NOT_CONNECTED, f"not connected: {error.reason}")
