import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import START_US
from tui.sandbox.api import AccountSpec
from tui.sandbox.engine import Engine


def test_the_client_asks_waits_and_keeps_what_it_hears() -> None:
    client = EngineClient(Engine(seed=1, now_us=START_US, accounts={KEY: AccountSpec()}))
    assert client.get("/api/v1/position") == []
    client.wait(1)
    assert client.engine.now_us == START_US + 1_000_000
    assert client.received
    bid, ask = client.best()
    assert bid < ask


def test_a_refused_question_fails_the_test_that_asks() -> None:
    client = EngineClient(Engine(seed=1, now_us=START_US, accounts={}), None)
    with pytest.raises(AssertionError):
        client.get("/api/v1/position")
    assert client.send("GET", "/nowhere", None) == (404, "not found")
