"""An answer written by hand is the answer that HTTP clients read."""

import io
from http.client import HTTPResponse
from typing import Any, cast

from tui.sandbox.api import Response
from tui.sandbox.line import raw_answer


class _Socket:
    """A socket that has only bytes to read."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, mode: str) -> io.BytesIO:
        assert mode == "rb"
        return io.BytesIO(self._raw)


def test_a_raw_answer_is_read_back_whole() -> None:
    raw = raw_answer(Response(404, b'{"a":1}', headers=(("x-total", "3"),)))
    read = HTTPResponse(cast("Any", _Socket(raw)))
    read.begin()
    assert (read.status, read.reason) == (404, "Not Found")
    assert read.headers["x-total"] == "3"
    assert read.headers["content-type"] == "application/json; charset=utf-8"
    assert read.read() == b'{"a":1}'
