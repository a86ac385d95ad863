"""What a check-up asks the exchange: questions and subscriptions, nothing that changes anything."""

import asyncio
from collections.abc import AsyncIterator

from tui.actions.gates import MAX_CLOCK_UNCERTAINTY_MS
from tui.cli.connect import Connection
from tui.cli.exits import ExitCode
from tui.cli.findings import Finding, ok, warning, wrong
from tui.client.errors import ReadFailed, Refused
from tui.client.sockets import DialError, Socket, SocketClosedError, websocket_dial
from tui.domain.text import clean
from tui.session.subscriptions import PRIVATE
from tui.settings import DEFAULT_SYMBOL
from tui.wire.requests import subscribe
from tui.wire.signing import Signer

FIRST_DATA_SECONDS = 5.0
"""How long a stream that speaks every second may take to say something."""

REFUSAL_SECONDS = 1.5
"""How long a refusal of a private subscription is waited for; there is no word of success."""

_FAR_OFF_MS = 2_000
_WINDOW_MS = 5_000
_LINE = "look at the network, a firewall and https://status.backpack.exchange, then try again"


async def network(connection: Connection) -> AsyncIterator[Finding]:
    """Requests, clock, key and streams, one after the other."""
    is_reached = False
    async for finding in _requests(connection):
        is_reached = is_reached or finding.about == "clock"
        yield finding
    if is_reached and connection.signer is not None:
        yield await _key(connection)
    async for finding in _streams(connection):
        yield finding


async def _requests(connection: Connection) -> AsyncIterator[Finding]:
    rest = connection.rest
    where = connection.endpoint.rest_url
    try:
        status = await rest.status()
        took = rest.round_trip
        measured = await rest.measure_clock()
    except ReadFailed as error:
        yield wrong("requests", f"{where}: {error.reason}", _LINE, ExitCode.NOT_CONNECTED)
        return
    words = f"{where} answers in {_ms(took)}"
    if status.ok:
        yield ok("requests", words)
    else:
        said = f"{words} and says: {status.message or status.word}"
        yield warning("requests", said, "wait until it is back")
    if measured is None:
        words = "the answers to the question for the time contradict each other"
        yield wrong("clock", words, "try again; a proxy may be in the way", ExitCode.NOT_CONNECTED)
        return
    offset, unsure = measured.offset_ms, measured.uncertainty_ms
    words = f"{_apart(offset)}, ± {unsure:.0f} ms"
    if unsure > MAX_CLOCK_UNCERTAINTY_MS:
        remedy = f"use a quicker line: beyond {MAX_CLOCK_UNCERTAINTY_MS:g} ms nothing is sent"
        yield wrong("clock", words, remedy, ExitCode.DENIED)
    elif abs(offset) > _FAR_OFF_MS:
        yield warning("clock", words, "set this machine's clock; it is made up for meanwhile")
    else:
        yield ok("clock", words)


async def _key(connection: Connection) -> Finding:
    try:
        account = await connection.rest.account()
    except Refused as refused:
        words = f"the exchange refuses it: {refused.reason}"
        return wrong("key", words, "make a new one on Backpack's settings page", ExitCode.REJECTED)
    except ReadFailed as error:
        return wrong("key", f"not checked: {error.reason}", _LINE, ExitCode.NOT_CONNECTED)
    if account.liquidating:
        remedy = "look at the account on the website"
        return warning("key", "accepted; the account is being liquidated", remedy)
    took = _ms(connection.rest.round_trip)
    return ok("key", f"the exchange accepts it, in {took}; leverage limit {account.leverage_limit}")


async def _streams(connection: Connection) -> AsyncIterator[Finding]:
    where = connection.endpoint.ws_url
    clock = connection.clock
    began = clock.monotonic()
    try:
        socket = await websocket_dial(where)()
    except DialError as error:
        yield wrong("streams", f"{where}: {error.reason}", _LINE, ExitCode.NOT_CONNECTED)
        return
    opened = clock.monotonic()
    try:
        await asyncio.wait_for(socket.ping(), FIRST_DATA_SECONDS)
        ponged = clock.monotonic()
        words = f"{where} opens in {_ms(opened - began)}, round trip {_ms(ponged - opened)}"
        yield await _public(socket, words)
        if connection.signer is not None:
            now_ms = connection.exchange_clock.now_ms()
            yield await _private(socket, connection.signer, now_ms)
    except (SocketClosedError, TimeoutError) as error:
        reason = error.reason if isinstance(error, SocketClosedError) else "it answers no ping"
        yield wrong("streams", f"{where}: {reason}", _LINE, ExitCode.NOT_CONNECTED)
    finally:
        await socket.close()


async def _public(socket: Socket, words: str) -> Finding:
    name = f"markPrice.{DEFAULT_SYMBOL}"
    await socket.send(subscribe([name], None))
    try:
        await asyncio.wait_for(socket.receive(), FIRST_DATA_SECONDS)
    except TimeoutError:
        said = f"{words}; {name} said nothing within {FIRST_DATA_SECONDS:g} s"
        return warning("streams", said, "try again; prices would be shown as old")
    return ok("streams", f"{words}; {name} speaks")


async def _private(socket: Socket, signer: Signer, now_ms: int) -> Finding:
    """A refusal comes at once; success has no word of its own."""
    await socket.send(subscribe(list(PRIVATE), signer.subscription(now_ms, _WINDOW_MS)))
    try:
        async with asyncio.timeout(REFUSAL_SECONDS):
            while b'"error"' not in (said := await socket.receive()):
                pass
    except TimeoutError:
        return ok("account stream", "subscribed with the key; nothing was refused")
    words = f"refused: {clean(said.decode(errors='replace'), 200)}"
    return wrong("account stream", words, "check the key and the clock", ExitCode.REJECTED)


def _apart(offset: float) -> str:
    """How the exchange's clock stands to ours; `offset` in milliseconds."""
    off = round(offset)
    if off == 0:
        return "the exchange and this machine agree"
    return f"the exchange is {abs(off)} ms {'ahead of' if off > 0 else 'behind'} this machine"


def _ms(seconds: float | None) -> str:
    return "an unknown time" if seconds is None else f"{seconds * 1_000:.0f} ms"
