"""An HTTP server that is a list of answers, and one that drips."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import httpx

Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def answer(
    document: object, status: int = 200, headers: dict[str, str] | None = None
) -> httpx.Response:
    """A JSON answer."""
    return httpx.Response(status, content=json.dumps(document).encode(), headers=headers)


def refusal(code: str, message: str = "", status: int = 400) -> httpx.Response:
    """The exchange's error answer."""
    return answer({"code": code, "message": message}, status)


@dataclass
class ScriptedServer(httpx.AsyncBaseTransport):
    """Gives its steps one by one and keeps the requests; more requests than steps are a fault."""

    steps: list[Step] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        assert self.steps, f"nobody expected {request.method} {request.url}"
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        given = step if isinstance(step, httpx.Response) else step(request)
        return httpx.Response(
            given.status_code, headers=given.headers, stream=Chunks(given.content)
        )

    def client(self, base_url: str = "https://exchange.test") -> httpx.AsyncClient:
        """A client that talks to this server only."""
        return httpx.AsyncClient(transport=self, base_url=base_url, trust_env=False)


class Chunks(httpx.AsyncByteStream):
    """A body in chunks, as it comes off a socket."""

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


class Drip(httpx.AsyncByteStream):
    """A body that begins and never ends."""

    def __init__(self) -> None:
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.get_running_loop().run_in_executor(None, lambda: None)

    async def aclose(self) -> None:
        self.closed = True
