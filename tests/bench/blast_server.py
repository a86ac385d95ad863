"""Sends a run of frames as fast as they are taken, to whoever asks for anything."""

import asyncio

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.bench.feed_server import packed
from tests.bench.market import frames

FRAMES = 40_000
END = b'{"data":{},"stream":"end"}'
_CHUNK = 100
_QUEUED = 1 << 20
"""Bytes of ours that may wait in the socket."""


async def _blast(connection: ServerConnection) -> None:
    try:
        await connection.recv()
        for piece in _PIECES:
            connection.transport.write(piece)
            while connection.transport.get_write_buffer_size() > _QUEUED:  # noqa: ASYNC110  # no event tells of it
                await asyncio.sleep(0.001)
        await connection.wait_closed()
    except ConnectionClosed:
        pass  # the client may leave at any time


def _pieces() -> list[bytes]:
    wire = [packed(frame) for frame in (*frames(FRAMES)[1], END)]
    return [b"".join(wire[start : start + _CHUNK]) for start in range(0, len(wire), _CHUNK)]


async def _serve() -> None:
    async with serve(_blast, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"ws://127.0.0.1:{port}", flush=True)
        await server.wait_closed()


if __name__ == "__main__":
    _PIECES = _pieces()
    asyncio.run(_serve())
