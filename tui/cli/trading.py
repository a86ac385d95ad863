"""The rest of the object graph: the session that knows what is true, and the desk that acts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

from tui.actions.denials import Denial
from tui.actions.desk import Desk
from tui.actions.journal import Journal
from tui.actions.reasons import describe
from tui.cli.connect import Connection
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.holding import account_journal
from tui.cli.system import client_ids, random_source
from tui.client.clock import Clock
from tui.client.errors import ReadFailed, Refused
from tui.client.reconnect import delays
from tui.client.sockets import websocket_dial
from tui.client.stream import Publish, Stream
from tui.domain.events import Link
from tui.session.session import Session
from tui.session.symbols import NotAPerp, UnknownSymbol
from tui.settings import Settings

SENDING_SECONDS = 11.0
"""How long leaving waits for an order that is on its way.

Longer than the ten seconds that a request may take, so that its outcome, if only that it is not
known, is in the journal by then.
"""

OPENING_SECONDS = 60.0
"""How long to try to open the market while the exchange says that there are too many requests."""

_OPEN_AGAIN = 2.0
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Trading:
    """Session and desk over one connection."""

    session: Session
    desk: Desk
    journal: Journal
    other_writer: Denial | None = None
    """Set while another process on this machine holds the account: here nothing can be sent."""


def session_of(connection: Connection, symbol: str) -> Session:
    """A session on `connection`; `open` it, and `run` it for streams."""
    randomness = random_source()

    def make_feed(link: Link, publish: Publish) -> Stream:
        return Stream(
            link,
            websocket_dial(connection.endpoint.ws_url),
            clock=connection.clock,
            delays=lambda: delays(randomness),
            exchange_clock=connection.exchange_clock,
            publish=publish,
            signer=connection.signer if link is Link.PRIVATE else None,
        )

    return Session(connection.rest, connection.clock, connection.exchange_clock, make_feed, symbol)


async def opened(session: Session, clock: Clock, tell: Callable[[str], None] = say) -> Session:
    """Load the markets of `session`; an exchange that asks for patience gets some, as `tell` hears.

    Raises:
        Stop: the symbol cannot be traded here, or the exchange does not answer.
    """
    until = clock.monotonic() + OPENING_SECONDS
    try:
        while not await _open(session, tell, last=clock.monotonic() > until):
            await clock.sleep(_OPEN_AGAIN)
    except (UnknownSymbol, NotAPerp) as wrong:
        raise Stop(ExitCode.USAGE, f"--symbol: {wrong}") from None
    except ReadFailed as error:
        raise Stop(ExitCode.NOT_CONNECTED, f"not connected: {error.reason}") from None
    return session


async def _open(session: Session, tell: Callable[[str], None], *, last: bool) -> bool:
    """Whether it is open; False when the exchange wants it asked later, unless this is the last."""
    try:
        await session.open()
    except Refused as refused:
        if last or refused.status != _TOO_MANY:
            raise
        tell(f"{refused.reason}; trying again")
        return False
    return True


@asynccontextmanager
async def trading(
    connection: Connection, settings: Settings, tell: Callable[[str], None] = say
) -> AsyncIterator[Trading]:
    """Session, journal and desk. Leaving sends nothing new and waits for what is on its way.

    A journal that cannot be opened leaves the views working and the desk closed, with its reason.

    Raises:
        Stop: as `opened`.
    """
    session = await opened(session_of(connection, settings.symbol), connection.clock, tell)
    with ExitStack() as held:
        journal, other = await account_journal(connection, settings.state_dir, held)
        try:
            desk = Desk(
                session,
                connection.rest,
                journal,
                connection.clock,
                client_ids(),
                read_only=not connection.may_send,
                other_writer=other,
                limits=settings.limits,
            )
            try:
                yield Trading(session, desk, journal, other)
            finally:
                await _leave(desk)
        finally:
            await journal.close()


async def _leave(desk: Desk) -> None:
    if await desk.finished(0):
        return
    say(f"waiting up to {SENDING_SECONDS:g} s for an order that is on its way")
    if not await desk.finished(SENDING_SECONDS):
        say("no answer; it is in the journal, and the next start looks it up. It may exist.")


def insist_on_writing(desk: Trading, *, only_looks: bool = False) -> None:
    """End a command that would send while another process holds the account.

    Who `only_looks` goes on, and is told.

    Raises:
        Stop: denied, with the holder.
    """
    if desk.other_writer is None:
        return
    words = describe(desk.other_writer)
    if not only_looks:
        raise Stop(ExitCode.DENIED, f"denied: {words}")
    say(words)


@asynccontextmanager
async def working(desk: Desk) -> AsyncIterator[None]:
    """Let `desk` follow and look up beside what is done here; a bug in it is raised at the end."""
    work = asyncio.create_task(desk.run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.wait({work})
        if not work.cancelled() and (bug := work.exception()) is not None:
            raise bug
