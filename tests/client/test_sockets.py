import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tui.client.sockets import MAX_MESSAGE, DialError, SocketClosedError, websocket_dial

Handler = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler, status: HTTPStatus | None = None) -> AsyncIterator[str]:
    """A real server on this machine; gives its address."""

    def answer(connection: ServerConnection, _request: Request) -> Response | None:
        return None if status is None else connection.respond(status, "no\n")

    async with serve(handler, "127.0.0.1", 0, process_request=answer) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


async def test_a_message_goes_there_and_back_as_bytes() -> None:
    async with serving(echo) as url:
        opened = await websocket_dial(url)()
        await opened.send('{"a":1}')
        assert await opened.receive() == b'{"a":1}'
        await opened.ping()
        await opened.close()
        await opened.close()


async def test_the_close_of_the_other_side_is_told_with_its_code_and_sanitised_words() -> None:
    async def leave(connection: ServerConnection) -> None:
        await connection.close(1001, "going\x1b away")

    async with serving(leave) as url:
        opened = await websocket_dial(url)()
        with pytest.raises(SocketClosedError) as caught:
            await opened.receive()
        assert caught.value.reason == "closed by the exchange (1001 going� away)"
        with pytest.raises(SocketClosedError):
            await opened.send("x")
        with pytest.raises(SocketClosedError):
            await opened.ping()


async def test_a_connection_cut_without_a_word_is_told_as_broken() -> None:
    async def cut(connection: ServerConnection) -> None:
        connection.transport.abort()

    async with serving(cut) as url:
        opened = await websocket_dial(url)()
        with pytest.raises(SocketClosedError, match="the connection broke"):
            await opened.receive()


async def test_fault_n09_a_message_above_the_cap_closes_the_socket() -> None:
    async def flood(connection: ServerConnection) -> None:
        await connection.send("x" * (MAX_MESSAGE + 1))
        await connection.wait_closed()

    async with serving(flood) as url:
        opened = await websocket_dial(url)()
        with pytest.raises(SocketClosedError, match="1009"):
            await opened.receive()
        await opened.close()


@pytest.mark.parametrize(
    ("status", "at_least"),
    [
        (HTTPStatus.TOO_MANY_REQUESTS, 30.0),
        (HTTPStatus.FORBIDDEN, 30.0),
        (HTTPStatus.BAD_GATEWAY, 0.0),
    ],
)
async def test_a_refused_handshake_names_its_status_and_a_throttled_one_waits(
    status: HTTPStatus, at_least: float
) -> None:
    async with serving(echo, status) as url:
        with pytest.raises(DialError, match=f"answered {status.value}") as caught:
            await websocket_dial(url)()
        assert caught.value.at_least == at_least


async def test_a_port_nobody_listens_on_cannot_be_connected_to() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DialError, match="cannot connect"):
        await websocket_dial(f"ws://127.0.0.1:{port}")()


async def test_a_server_that_is_no_websocket_server_cannot_be_connected_to() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test ESMTP\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(DialError, match="cannot connect"):
            await websocket_dial(f"ws://127.0.0.1:{port}")()


async def test_fault_n25_a_proxy_of_the_environment_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with serving(echo) as url:
        opened = await websocket_dial(url)()
        await opened.send("x")
        assert await opened.receive() == b"x"
        await opened.close()


@pytest.mark.parametrize("url", ["", "https://x", "ws.backpack.exchange", "wss://"])
def test_an_address_that_is_none_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ValueError, match=r"wss://ws\.backpack\.exchange"):
        websocket_dial(url)
