import httpx
import pytest

from tests.fakes.http import Chunks, Drip, ScriptedServer
from tui.client import transport
from tui.client.transport import (
    BrokenError,
    DeadlineError,
    NothingSentError,
    OversizedError,
    TransportError,
    exchange,
    make_http,
    normal_base,
)


async def ask(server: ScriptedServer, deadline: float = 5.0) -> transport.Reply:
    async with server.client() as http:
        return await exchange(http, http.build_request("GET", "/"), deadline)


async def test_an_answer_of_any_status_and_type_comes_back_as_it_is() -> None:
    server = ScriptedServer([httpx.Response(502, content=b"<html>")])
    assert await ask(server) == transport.Reply(502, b"<html>")


async def test_fault_n07_one_deadline_covers_a_body_that_drips_for_ever() -> None:
    drip = Drip()
    server = ScriptedServer()

    async def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=drip, request=request)

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(handle), base_url="https://exchange.test"
    ) as http:
        with pytest.raises(DeadlineError, match=r"within 0\.05 s"):
            await exchange(http, http.build_request("GET", "/"), 0.05)
    assert drip.closed
    assert server.requests == []


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("name not known"),
        httpx.ConnectTimeout("slow"),
        httpx.PoolTimeout("full"),
    ],
)
async def test_a_connection_that_never_was_proves_that_nothing_was_sent(error: Exception) -> None:
    with pytest.raises(NothingSentError):
        await ask(ScriptedServer([error]))


@pytest.mark.parametrize(
    "error",
    [
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.ReadTimeout("slow"),
        httpx.WriteTimeout("slow"),
        httpx.CloseError("odd"),
    ],
)
async def test_fault_n28_a_connection_that_broke_proves_nothing(error: Exception) -> None:
    with pytest.raises(BrokenError):
        await ask(ScriptedServer([error]))


async def test_the_words_of_a_fault_are_sanitised() -> None:
    with pytest.raises(BrokenError) as caught:
        await ask(ScriptedServer([httpx.ReadError("a\x1b]52;c;b\x07")]))
    assert caught.value.reason.isprintable()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectError("no route"), "cannot connect: no route"),
        (httpx.ReadError(""), r"the connection broke \(ReadError\)"),
    ],
)
async def test_a_fault_is_told_in_its_own_words_or_else_by_its_kind(
    error: Exception, words: str
) -> None:
    with pytest.raises(TransportError, match=f"^{words}$"):
        await ask(ScriptedServer([error]))


async def test_a_body_as_large_as_the_cap_is_read() -> None:
    server = ScriptedServer([httpx.Response(200, content=bytes(8 * 1024 * 1024))])
    assert len((await ask(server)).content) == 8 * 1024 * 1024


async def test_fault_n10_a_body_larger_than_the_cap_is_given_up() -> None:
    megabyte = bytes(1024 * 1024)

    async def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Chunks(*[megabyte] * 9), request=request)

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(handle), base_url="https://exchange.test"
    ) as http:
        with pytest.raises(OversizedError, match="larger than 8 MiB"):
            await exchange(http, http.build_request("GET", "/"), 5)


async def test_fault_n10_a_compressed_answer_is_refused_and_never_inflated() -> None:
    async def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, stream=Chunks(b"\x1f\x8b"), headers={"Content-Encoding": "gzip"}, request=request
        )

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(handle), base_url="https://exchange.test"
    ) as http:
        with pytest.raises(OversizedError, match="compressed"):
            await exchange(http, http.build_request("GET", "/"), 5)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_fault_n26_a_redirect_is_an_answer_and_is_never_followed(status: int) -> None:
    server = ScriptedServer(
        [httpx.Response(status, headers={"Location": "https://elsewhere.test/"})]
    )
    assert (await ask(server)).status == status
    assert len(server.requests) == 1


async def test_fault_n25_the_live_client_ignores_proxies_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with make_http("https://exchange.test/") as http:
        assert http.trust_env is False
        assert http._mounts == {}
        assert http.follow_redirects is False
        assert http.headers["Accept-Encoding"] == "identity"


async def test_base_and_path_join_with_one_slash() -> None:
    async with make_http("https://exchange.test//") as http:
        request = http.build_request("GET", "/api/v1/time")
    assert str(request.url) == "https://exchange.test/api/v1/time"


@pytest.mark.parametrize("url", ["", "exchange.test", "ftp://x", "https://", "https://x?y=1"])
def test_an_address_that_is_none_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ValueError, match=r"https://api\.backpack\.exchange"):
        normal_base(url)
