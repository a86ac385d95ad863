"""A slow reader costs a bounded amount of memory and then its connection."""

import asyncio
import socket
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import pytest
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from tests.fakes.clock import settle
from tests.fakes.sandbox_shell import RunningShell, running
from tui.sandbox.api import Push
from tui.sandbox.connection import Connection

Message = MutableMapping[str, Any]


class Peer:
    """An ASGI send whose reader can stop reading."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.aborted = False
        self.gone = False

    async def send(self, message: Message) -> None:
        await self.reading.wait()
        if self.gone:
            raise BrokenPipeError
        self.messages.append(message)

    def abort(self) -> None:
        self.aborted = True

    @property
    def sent(self) -> list[object]:
        return [message.get("text", message.get("code")) for message in self.messages]


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
async def connection(peer: Peer) -> AsyncIterator[Connection]:
    made = Connection(peer.send, abort=peer.abort, limit=3, grace=0.0)
    writer = asyncio.create_task(made.write())
    yield made
    made.release()
    writer.cancel()
    await asyncio.wait([writer])


async def test_frames_are_sent_in_order(connection: Connection, peer: Peer) -> None:
    for text in "abc":
        connection.offer(text)
    await settle()
    connection.offer("d")
    await settle()
    assert peer.sent == ["a", "b", "c", "d"]


async def test_a_full_queue_is_forgotten_and_the_reader_is_told_why(
    connection: Connection, peer: Peer
) -> None:
    peer.reading.clear()
    connection.offer("on its way")
    await settle()
    for text in "abcd":
        connection.offer(text)
    peer.reading.set()
    await settle()
    assert peer.sent == ["on its way", 1008]
    assert peer.messages[-1]["reason"] == "reading too slowly"


async def test_a_queue_exactly_full_is_still_delivered(connection: Connection, peer: Peer) -> None:
    peer.reading.clear()
    connection.offer("on its way")
    await settle()
    for text in "abc":
        connection.offer(text)
    peer.reading.set()
    await settle()
    assert peer.sent == ["on its way", "a", "b", "c"]


async def test_nothing_follows_a_close_and_the_first_close_counts(
    connection: Connection, peer: Peer
) -> None:
    connection.close(1001, "bye")
    connection.close(1008, "again")
    connection.offer("late")
    await settle()
    assert peer.sent == [1001]


async def test_a_peer_that_has_gone_ends_the_writer_quietly(peer: Peer) -> None:
    peer.gone = True
    connection = Connection(peer.send, abort=peer.abort)
    connection.offer("a")
    async with asyncio.timeout(5):
        await connection.write()
    assert peer.messages == []


async def test_a_peer_that_never_reads_again_is_cut_off(connection: Connection, peer: Peer) -> None:
    peer.reading.clear()
    connection.offer("on its way")
    connection.close(1001, "bye")
    async with asyncio.timeout(5):
        while not peer.aborted:
            await settle()


async def test_a_released_connection_is_not_cut_off(connection: Connection, peer: Peer) -> None:
    connection.close(1001, "bye")
    connection.release()
    await settle(200)
    assert not peer.aborted


def _deaf_client(shell: RunningShell) -> socket.socket:
    """Connect and subscribe by hand, then never read."""
    protocol = ClientProtocol(parse_uri(f"{shell.ws}/"))
    protocol.send_request(protocol.connect())
    host, port = shell.ws.removeprefix("ws://").split(":")
    sock = socket.create_connection((host, int(port)))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    sock.sendall(b"".join(protocol.data_to_send()))
    return sock


async def test_a_socket_that_is_never_read_is_dropped_while_others_are_served() -> None:
    async with running() as shell:
        deaf = await asyncio.to_thread(_deaf_client, shell)
        with deaf:
            async with asyncio.timeout(20):
                while not shell.shell.hub.connections:
                    await settle()
                await _flood(shell)
        assert shell.shell.hub.connections == 0


async def _flood(shell: RunningShell) -> None:
    """Publish large frames until the listener is gone."""
    push = Push("trade.SOL", {"p": "1" * 10_000})
    hub = shell.shell.hub
    for outlet in tuple(hub._names):
        hub.receive(outlet, '{"method":"SUBSCRIBE","params":["trade.SOL"]}')
    while hub.connections:
        hub.publish([push] * 100)
        await settle()
