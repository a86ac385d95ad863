"""A wire between the program and the sandbox that counts the orders that pass on it."""

import re
import socket
import threading
from collections import Counter
from contextlib import suppress
from types import TracebackType
from typing import Self

_ORDER = re.compile(rb"POST /api/v1/orders? HTTP/1\.1\r\n")
_CLIENT_ID = re.compile(rb'"clientId":(\d+)')


class CountingProxy:
    """Passes every byte on to `host`:`port`, both ways, and remembers what was asked."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._asked: list[bytearray] = []
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        """Where the program has to go."""
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    @property
    def posts(self) -> int:
        """How many requests to place orders have passed."""
        return sum(len(_ORDER.findall(asked)) for asked in tuple(self._asked))

    @property
    def client_ids(self) -> Counter[int]:
        """How often each client id has passed in a request to place an order."""
        found = Counter[int]()
        for asked in tuple(self._asked):
            for request in _ORDER.split(bytes(asked))[1:]:
                found.update(int(number) for number in _CLIENT_ID.findall(_one(request)))
        return found

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                inside, _ = self._door.accept()
                outside = socket.create_connection(self._to)
                self._sockets += [inside, outside]
                asked = bytearray()
                self._asked.append(asked)
                for ends in ((inside, outside, asked), (outside, inside, bytearray())):
                    threading.Thread(target=_pump, args=ends, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits at it
        self._door.close()
        for one in self._sockets:
            one.close()


def _one(requests: bytes) -> bytes:
    """The first of several requests on one connection."""
    return re.split(rb"(?:GET|POST|DELETE|PATCH) /\S+ HTTP/1\.1\r\n", requests, maxsplit=1)[0]


def _pump(source: socket.socket, target: socket.socket, seen: bytearray) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            seen += data
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
