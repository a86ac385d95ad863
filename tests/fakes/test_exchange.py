"""The fake exchange keeps the promises the shell's tests rest on."""

import json

import pytest

from tests.fakes.exchange import BROKEN_PATH, BrokenEngineError, FakeExchange
from tui.sandbox.api import Exchange, Push, Request, StreamFault


def test_it_is_an_exchange_to_the_type_checker_and_answers_with_an_echo() -> None:
    exchange: Exchange = FakeExchange()
    response = exchange.handle(Request("GET", "/x", (("a", "1"),)), 5)
    assert exchange.now_us == 5
    assert json.loads(response.body) == {
        "account": None,
        "body": None,
        "method": "GET",
        "params": [["a", "1"]],
        "path": "/x",
    }


def test_its_time_never_goes_back() -> None:
    exchange = FakeExchange(now_us=9)
    exchange.advance(3)
    assert exchange.now_us == 9


def test_emitted_pushes_are_taken_once_in_order() -> None:
    exchange = FakeExchange()
    first, second = Push("trade.A", {"t": 1}), Push("trade.A", {"t": 2})
    exchange.emit(first, second)
    assert exchange.take_pushes() == [first, second]
    assert exchange.take_pushes() == []


def test_snapshots_go_to_their_account_only() -> None:
    exchange = FakeExchange()
    mine = Push("account.positionUpdate", {"s": "A"}, "me")
    exchange.snapshots["account.positionUpdate"] = [mine]
    assert exchange.snapshot_pushes("account.positionUpdate", "me") == [mine]
    assert exchange.snapshot_pushes("account.positionUpdate", "you") == []


def test_stream_names_are_judged_by_their_form() -> None:
    exchange = FakeExchange()
    assert exchange.check_stream("depth.SOL") is None
    assert exchange.check_stream("nonsense") is StreamFault.INVALID_STREAM
    assert exchange.check_stream("depth.7ms.SOL") is StreamFault.INVALID_DEPTH_WINDOW


def test_the_broken_path_breaks() -> None:
    with pytest.raises(BrokenEngineError):
        FakeExchange().handle(Request("GET", BROKEN_PATH), 0)
