"""The one place where the order is kept: signature, engine, streams, answer."""

import json
from random import Random

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.exchange import FakeExchange
from tests.fakes.signer import Signer
from tui.sandbox.api import Push, Response
from tui.sandbox.auth import Credentials
from tui.sandbox.faults import Scenario
from tui.sandbox.pace import Pace
from tui.sandbox.payload import parse_payload
from tui.sandbox.shell import GOING_AWAY, PUMP_SECONDS, Shell

SIGNER = Signer()


class Listener:
    """An outlet that notes what it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.close_codes: list[int] = []

    def offer(self, text: str) -> None:
        self.texts.append(text)

    def close(self, code: int, reason: str) -> None:  # noqa: ARG002  # an outlet's signature
        self.close_codes.append(code)


class Setting:
    """A shell around a fake exchange, with one listener to trades."""

    def __init__(self, scenario: Scenario) -> None:
        self.clock = FakeClock()
        self.exchange = FakeExchange(accounts=frozenset({SIGNER.api_key}))
        pace = Pace(wall_us=lambda: self.clock.wall_ms() * 1_000)
        self.shell = Shell(exchange=self.exchange, pace=pace, random=Random(1), scenario=scenario)
        self.listener = Listener()
        self.shell.hub.join(self.listener)
        self.shell.hub.receive(
            self.listener, '{"method":"SUBSCRIBE","params":["trade.SOL","depth.SOL"]}'
        )

    def order(self) -> Response:
        """Send a signed order."""
        fields = {"symbol": "SOL"}
        headers = SIGNER.headers("orderExecute", fields, at_ms=self.clock.wall_ms())
        credentials = Credentials.from_headers({k.lower(): v for k, v in headers.items()})
        payload = parse_payload(json.dumps(fields).encode())
        return self.shell.answer("POST", "/api/v1/order", "", credentials, payload)


async def test_a_step_takes_the_market_to_the_present_and_tells() -> None:
    setting = Setting(Scenario("calm"))
    setting.exchange.emit(Push("trade.SOL", {"t": 1}))
    await setting.clock.advance(0.5)
    setting.shell.step()
    assert setting.exchange.now_us == setting.clock.wall_ms() * 1_000
    assert setting.listener.texts == ['{"data":{"t":1},"stream":"trade.SOL"}']


async def test_the_pump_steps_forty_times_a_second_and_without_pause_when_behind() -> None:
    setting = Setting(Scenario("calm"))
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            raise StopAsyncIteration
        await setting.clock.advance(3.5 if len(pauses) == 1 else 0)

    with pytest.raises(StopAsyncIteration):
        await setting.shell.pump(sleep)
    assert pauses == [PUMP_SECONDS, 0, 0, PUMP_SECONDS, PUMP_SECONDS]


def test_a_lost_answer_is_that_of_an_order_that_took_effect() -> None:
    setting = Setting(Scenario("", lost_answer_one_in=1))
    setting.exchange.emit(Push("trade.SOL", {"t": 1}))
    assert setting.order().status == 503
    assert len(setting.exchange.requests) == 1
    assert len(setting.listener.texts) == 1


def test_a_throttled_order_never_reaches_the_exchange() -> None:
    setting = Setting(Scenario("", throttled_one_in=1))
    assert setting.order().status == 429
    assert setting.exchange.requests == []


async def test_a_cut_closes_every_stream_as_a_node_that_goes() -> None:
    setting = Setting(Scenario("", cut_every_seconds=1))
    setting.shell.step()
    assert setting.listener.close_codes == []
    await setting.clock.advance(1)
    setting.shell.step()
    setting.shell.step()
    assert setting.listener.close_codes == [GOING_AWAY]


def test_a_gap_reaches_no_listener() -> None:
    setting = Setting(Scenario("", gap_one_in=1))
    setting.exchange.emit(Push("depth.SOL", {"u": 1}), Push("trade.SOL", {"t": 1}))
    setting.shell.step()
    assert [json.loads(text)["stream"] for text in setting.listener.texts] == ["trade.SOL"]
