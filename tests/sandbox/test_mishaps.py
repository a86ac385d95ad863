"""What a client sees of each fault, over real sockets, and whether its request took effect."""

import asyncio
import contextlib
import json

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidMessage, WebSocketException

from tests.fakes.exchange import FakeExchange
from tests.fakes.sandbox_shell import AT_MS, running
from tests.fakes.signer import Signer
from tui.sandbox.api import Response
from tui.sandbox.mishaps import lagging

SIGNER = Signer()
ORDER = {"symbol": "SOL_USDC_PERP", "quantity": "1.50"}
HISTORY = "/wapi/v1/history/orders"


class Trial:
    """One order sent through one fault."""

    def __init__(self) -> None:
        self.exchange = FakeExchange(accounts=frozenset({SIGNER.api_key}))
        self.answer: httpx.Response | None = None
        self.error: httpx.HTTPError | None = None

    @property
    def carried(self) -> int:
        return len(self.exchange.requests)

    async def send(self, fault: str, timeout: float = 20) -> "Trial":  # noqa: ASYNC109  # the client's own
        async with (
            running(self.exchange, faults=(fault,)) as shell,
            httpx.AsyncClient(base_url=shell.rest, trust_env=False, timeout=timeout) as client,
        ):
            headers = SIGNER.headers("orderExecute", ORDER, at_ms=AT_MS)
            try:
                self.answer = await client.post("/api/v1/order", json=ORDER, headers=headers)
            except httpx.HTTPError as error:
                self.error = error
        return self


@pytest.mark.parametrize(
    ("fault", "status", "words", "carried"),
    [
        ("throttle", 429, b"TOO_MANY_REQUESTS", 0),
        ("error:status=500", 500, b"SERVER_ERROR", 0),
        ("error:status=502", 502, b"502 Bad Gateway", 0),
        ("error:status=503,carried=yes", 503, b"Unknown error", 1),
        ("error:status=504", 504, b"504 Gateway Time-out", 0),
        ("maintenance", 503, b"MAINTENANCE", 0),
        ("html", 200, b"<!doctype html>", 0),
        ("garbage", 200, b'{"id":"59', 1),
        ("bad-signature", 400, b"Invalid signature", 0),
        ("delay-after:ms=20", 200, b"SOL_USDC_PERP", 1),
        ("delay-before:ms=20", 200, b"SOL_USDC_PERP", 1),
        ("late:ms=20", 200, b"SOL_USDC_PERP", 1),
    ],
)
async def test_an_answer_is_what_the_fault_makes_of_it(
    fault: str, status: int, words: bytes, carried: int
) -> None:
    trial = await Trial().send(fault)
    assert trial.answer is not None
    assert trial.answer.status_code == status
    assert words in trial.answer.content
    assert trial.carried == carried


@pytest.mark.parametrize(
    ("fault", "error", "carried"),
    [
        ("refuse", (httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError), 0),
        ("reset", (httpx.ReadError, httpx.RemoteProtocolError), 1),
        ("drop:bytes=0", (httpx.RemoteProtocolError,), 1),
        ("drop:bytes=40", (httpx.RemoteProtocolError,), 1),
    ],
)
async def test_a_line_that_breaks_is_an_error_that_says_nothing_of_the_order(
    fault: str, error: tuple[type[Exception], ...], carried: int
) -> None:
    trial = await Trial().send(fault)
    assert isinstance(trial.error, error)
    assert trial.carried == carried


@pytest.mark.parametrize(("fault", "carried"), [("stall", 0), ("delay-after", 1)])
async def test_a_deadline_passes_before_the_answer(fault: str, carried: int) -> None:
    trial = await Trial().send(fault, timeout=0.3)
    assert isinstance(trial.error, httpx.ReadTimeout)
    assert trial.carried == carried


async def test_a_late_request_is_carried_out_although_its_client_has_gone() -> None:
    exchange = FakeExchange(accounts=frozenset({SIGNER.api_key}))
    async with running(exchange, faults=("late:ms=600",)) as shell:
        async with httpx.AsyncClient(base_url=shell.rest, trust_env=False, timeout=0.2) as client:
            headers = SIGNER.headers("orderExecute", ORDER, at_ms=AT_MS)
            with pytest.raises(httpx.ReadTimeout):
                await client.post("/api/v1/order", json=ORDER, headers=headers)
        assert exchange.requests == []
        async with asyncio.timeout(20):
            while not exchange.requests:
                await asyncio.get_running_loop().run_in_executor(None, lambda: None)
    assert len(exchange.requests) == 1


async def test_retry_after_is_what_was_asked_for() -> None:
    trial = await Trial().send("throttle:retry-after=-1")
    assert trial.answer is not None
    assert trial.answer.headers["retry-after"] == "-1"


async def test_a_refused_stream_never_opens_and_the_next_one_does() -> None:
    async with running(faults=("refuse:method=WS,count=1",)) as shell:
        with pytest.raises((OSError, InvalidMessage, ConnectionClosed, EOFError)):
            async with connect(shell.ws, proxy=None, open_timeout=20):
                pass
        async with connect(shell.ws, proxy=None, open_timeout=20) as socket:
            await socket.send("?")
            assert "4002" in str(await socket.recv())


async def test_a_stalled_stream_never_opens_and_hinders_no_stop() -> None:
    async with asyncio.timeout(20):
        async with running(faults=("stall:method=WS",)) as shell:
            with contextlib.suppress(TimeoutError):
                async with connect(shell.ws, proxy=None, open_timeout=0.3):
                    pytest.fail("it opened")
            opening = asyncio.create_task(_open(shell.ws))
            shell.stop.set()
        assert not await opening


async def _open(url: str) -> bool:
    try:
        async with connect(url, proxy=None):
            return True
    except (OSError, WebSocketException, EOFError):
        return False


def test_a_lagging_history_lacks_its_newest_rows_and_counts_so() -> None:
    rows = [
        {"id": "2", "createdAt": "2025-06-24T20:43:40"},
        {"id": "1", "timestamp": "2025-06-24T20:43:30"},
    ]
    answer = Response(200, json.dumps(rows).encode(), headers=(("X-Total", "2"),))
    now_us = 1_750_797_821_519_000
    shown = lagging(HISTORY, answer, lag_ms=5_000, now_us=now_us)
    assert [row["id"] for row in json.loads(shown.body)] == ["1"]
    assert shown.headers == (("X-Total", "1"),)
    assert lagging("/api/v1/orders", answer, lag_ms=5_000, now_us=now_us) is answer
    assert lagging(HISTORY, answer, lag_ms=0, now_us=now_us) is answer
