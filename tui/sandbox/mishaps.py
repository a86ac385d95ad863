"""Carries a request through the fault that struck it: what is done, and what the client sees.

Whether the order took effect and whether its answer says so are two things; every fault here keeps
them apart, because that is what a client has to get right.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tui.sandbox.api import TEXT, Response
from tui.sandbox.faults import Fault
from tui.sandbox.line import Line, raw_answer
from tui.sandbox.luck import HISTORY

Sleep = Callable[[float], Awaitable[None]]

_HTML = "text/html; charset=utf-8"
_PAGE = b"<!doctype html><title>Sign in</title><h1>Welcome to the network. Please sign in.</h1>"
_TIMES = ("closedAt", "timestamp", "createdAt", "executedAt", "intervalEndTimestamp", "openedAt")


class Mishaps:
    """Plays faults out in real time; `closing` ends every wait."""

    def __init__(self, *, sleep: Sleep, closing: asyncio.Event) -> None:
        self._sleep = sleep
        self._closing = closing

    async def play(
        self, fault: Fault, carry: Callable[[], Response], line: Line
    ) -> Response | None:
        """Return the answer to send, None when the line is ended or to be left silent."""
        match fault.kind:
            case "stall":
                return None
            case "delay-before" | "late":
                await self.pause(fault.ms)
                return None if self._closing.is_set() else carry()
            case "delay-after":
                response = carry()
                await self.pause(fault.ms)
                return response
            case "reset":
                carry()
                line.reset()
                return None
            case "drop":
                line.end_with(raw_answer(carry())[: fault.bytes])
                return None
        if fault.carried:
            carry()
        return canned(fault)

    async def pause(self, milliseconds: int) -> None:
        """Wait in real time, less when the sandbox stops."""
        await self._first(asyncio.ensure_future(self._sleep(milliseconds / 1_000)))

    async def until(self, gone: Awaitable[None]) -> None:
        """Wait until the client is `gone` or the sandbox stops."""
        await self._first(asyncio.ensure_future(gone))

    async def _first(self, waited: "asyncio.Future[None]") -> None:
        closing = asyncio.create_task(self._closing.wait())
        try:
            either: set[asyncio.Future[Any]] = {waited, closing}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waited.cancel()
            closing.cancel()


def canned(fault: Fault) -> Response:
    """Return what a client is told when this fault answers."""
    match fault.kind:
        case "throttle":
            wait = (("retry-after", fault.retry_after),) if fault.retry_after else ()
            return _json(429, "TOO_MANY_REQUESTS", "Too many requests", wait)
        case "maintenance":
            return _json(503, "MAINTENANCE", "The exchange is under maintenance")
        case "bad-signature":
            return _json(400, "INVALID_CLIENT_REQUEST", "Invalid signature")
        case "html":
            return Response(200, _PAGE, _HTML)
        case "garbage":
            return Response(200, b'{"id":"59')
    return _ERRORS[fault.status]


def _json(
    status: int, code: str, message: str, headers: tuple[tuple[str, str], ...] = ()
) -> Response:
    return Response(
        status, msgspec.json.encode({"code": code, "message": message}), headers=headers
    )


_ERRORS = {
    500: _json(500, "SERVER_ERROR", "Internal server error"),
    502: Response(502, b"<html><h1>502 Bad Gateway</h1></html>", _HTML),
    503: Response(503, b"Unknown error, please check your request or try again later", TEXT),
    504: Response(504, b"<html><h1>504 Gateway Time-out</h1></html>", _HTML),
}


def lagging(path: str, response: Response, *, lag_ms: int, now_us: int) -> Response:
    """Return a history without its rows of the last `lag_ms`; any other answer as it is."""
    if not path.startswith(HISTORY) or response.status != 200 or not lag_ms:  # noqa: PLR2004  # HTTP's word for done
        return response
    rows = msgspec.json.decode(response.body)
    since = datetime.fromtimestamp(now_us / 1_000_000, UTC) - timedelta(milliseconds=lag_ms)
    kept = [row for row in rows if _time(row) <= since.replace(tzinfo=None)]
    hidden = len(rows) - len(kept)
    headers = tuple(
        (key, str(max(0, int(text) - hidden)) if key.lower() == "x-total" else text)
        for key, text in response.headers
    )
    return Response(200, msgspec.json.encode(kept), response.content_type, headers)


def _time(row: dict[str, object]) -> datetime:
    for name in _TIMES:
        text = row.get(name)
        if isinstance(text, str):
            return datetime.fromisoformat(text).replace(tzinfo=None)
    return datetime.min  # noqa: DTZ901  # the rows' own times carry no zone
