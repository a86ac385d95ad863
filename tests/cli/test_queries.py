"""One question, one answer, in JSON or in columns."""

import json

import pytest

from tests.fakes.http import answer, refusal
from tests.fakes.rest import Desk
from tui.cli.connect import Connection
from tui.cli.documents import Document
from tui.cli.exits import ExitCode, Stop
from tui.cli.queries import ask, show
from tui.client.errors import NotConnected

WHERE: dict[str, str | None] = {"rest_url": "http://127.0.0.1:9", "ws_url": "ws://127.0.0.1:9"}
ROWS: list[Document] = [
    {"asset": "USDC", "locked": None, "isMaker": True},
    {"asset": "SOL", "locked": "0.50", "isMaker": False},
]


def test_json_has_every_field_and_null_for_what_is_not_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(ROWS, ("asset",), "No asset.", as_json=True)
    assert json.loads(capsys.readouterr().out) == ROWS


def test_columns_line_up_and_say_no_more_than_is_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(ROWS, ("asset", "locked", "isMaker"), "No asset.", as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "asset  locked  isMaker",
        "USDC        —      yes",
        "SOL      0.50       no",
    ]


def test_nothing_is_said_in_words_and_in_json_is_an_empty_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show([], ("asset",), "No asset.", as_json=False)
    show([], ("asset",), "No asset.", as_json=True)
    assert capsys.readouterr().out == "No asset.\n[]\n"


def test_a_question_is_put_to_the_exchange_that_was_named() -> None:
    async def where(exchange: Connection) -> tuple[str, bool]:
        return exchange.endpoint.rest_url, exchange.may_send

    assert ask(where, dict(WHERE), needs_key=False) == ("http://127.0.0.1:9", False)


def test_no_answer_is_not_connected() -> None:
    async def fails(_: Connection) -> None:
        raise NotConnected("refused")

    with pytest.raises(Stop, match="not connected: refused") as stopped:
        ask(fails, dict(WHERE), needs_key=False)
    assert stopped.value.code is ExitCode.NOT_CONNECTED


def test_a_refusal_is_the_exchange_s_rejection() -> None:
    desk = Desk(refusal("INVALID_SYMBOL", "Invalid symbol"))

    with pytest.raises(Stop, match="the exchange refused") as stopped:
        ask(lambda _: desk.rest.positions("NO"), dict(WHERE), needs_key=False)
    assert stopped.value.code is ExitCode.REJECTED


def test_a_question_about_the_account_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BACKPACK_API_KEY", "BACKPACK_API_SECRET", "BACKPACK_KEY_FILE", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    desk = Desk(answer([]))

    with pytest.raises(Stop, match="--key-file FILE"):
        ask(lambda _: desk.rest.positions(None), dict(WHERE))
    assert desk.server.requests == []
