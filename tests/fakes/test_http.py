import pytest

from tests.fakes.http import ScriptedServer, answer, refusal


async def test_answers_are_given_in_order_and_requests_are_kept() -> None:
    server = ScriptedServer([answer({"a": 1}), refusal("NO", "why", 404)])
    async with server.client() as http:
        assert (await http.get("/one")).json() == {"a": 1}
        second = await http.post("/two", content=b"body")
    assert (second.status_code, second.json()) == (404, {"code": "NO", "message": "why"})
    assert [(r.method, r.url.path, r.content) for r in server.requests] == [
        ("GET", "/one", b""),
        ("POST", "/two", b"body"),
    ]


async def test_an_exception_is_raised_and_an_unexpected_request_is_a_fault() -> None:
    server = ScriptedServer([OSError("down")])
    async with server.client() as http:
        with pytest.raises(OSError, match="down"):
            await http.get("/")
        with pytest.raises(AssertionError, match="nobody expected GET"):
            await http.get("/")
