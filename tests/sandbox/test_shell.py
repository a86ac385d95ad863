"""The one place where the order is kept: signature, engine, streams, answer."""

import json
from decimal import Decimal
from random import Random

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.exchange import FakeExchange
from tests.fakes.signer import Signer
from tui.sandbox.api import Push, Response
from tui.sandbox.auth import Credentials
from tui.sandbox.fault_text import FaultError, parse_faults
from tui.sandbox.luck import Luck
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


class Lever:
    """Levers that note how they are pulled."""

    def __init__(self) -> None:
        self.pulled: list[tuple[object, ...]] = []

    def set_book_state(self, symbol: str, state: str) -> None:
        self.pulled.append(("state", symbol, state))

    def set_tick(self, symbol: str, tick: Decimal) -> None:
        if tick > 100:
            raise ValueError("tick must be at most the price")
        self.pulled.append(("tick", symbol, tick))

    def freeze_mark(self, symbol: str, on: bool) -> None:
        self.pulled.append(("mark", symbol, on))

    def close_position(self, account: str, symbol: str) -> Decimal:
        self.pulled.append(("close", account, symbol))
        return Decimal(0)

    def flip_position(self, account: str, symbol: str) -> Decimal:
        self.pulled.append(("flip", account, symbol))
        return Decimal(0)


class Setting:
    """A shell around a fake exchange, with one listener to trades."""

    def __init__(self, *faults: str) -> None:
        self.clock = FakeClock()
        self.exchange = FakeExchange(accounts=frozenset({SIGNER.api_key}))
        self.levers = Lever()
        pace = Pace(wall_us=lambda: self.clock.wall_ms() * 1_000)
        found = [fault for text in faults for fault in parse_faults(text)]
        luck = Luck(found, random=Random(1), now_us=lambda: pace.now_us)
        self.shell = Shell(exchange=self.exchange, pace=pace, luck=luck, levers=self.levers)
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
    setting = Setting()
    setting.exchange.emit(Push("trade.SOL", {"t": 1}))
    await setting.clock.advance(0.5)
    setting.shell.step()
    assert setting.exchange.now_us == setting.clock.wall_ms() * 1_000
    assert setting.listener.texts == ['{"data":{"t":1},"stream":"trade.SOL"}']


async def test_the_pump_steps_forty_times_a_second_and_without_pause_when_behind() -> None:
    setting = Setting()
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            raise StopAsyncIteration
        await setting.clock.advance(3.5 if len(pauses) == 1 else 0)

    with pytest.raises(StopAsyncIteration):
        await setting.shell.pump(sleep)
    assert pauses == [PUMP_SECONDS, 0, 0, PUMP_SECONDS, PUMP_SECONDS]


def test_an_order_tells_the_listeners_before_it_is_answered() -> None:
    setting = Setting()
    setting.exchange.emit(Push("trade.SOL", {"t": 1}))
    assert setting.order().status == 200
    assert len(setting.exchange.requests) == 1
    assert len(setting.listener.texts) == 1


def test_what_strikes_a_request_is_asked_for_by_its_method_and_path() -> None:
    shell = Setting("throttle:method=POST,count=1", "bad-signature").shell
    assert shell.struck("GET", "/api/v1/time") is None
    throttled = shell.struck("POST", "/api/v1/order")
    assert throttled is not None
    assert throttled.kind == "throttle"
    signed = shell.struck("GET", "/api/v1/position")
    assert signed is not None
    assert signed.kind == "bad-signature"


async def test_a_cut_closes_every_stream_as_a_node_that_goes() -> None:
    setting = Setting("cut:after=1,every=1")
    setting.shell.step()
    assert setting.listener.close_codes == []
    await setting.clock.advance(1)
    setting.shell.step()
    setting.shell.step()
    assert setting.listener.close_codes == [GOING_AWAY]


def test_a_gap_reaches_no_listener() -> None:
    setting = Setting("gap")
    setting.exchange.emit(Push("depth.SOL", {"u": 1}), Push("trade.SOL", {"t": 1}))
    setting.shell.step()
    assert [json.loads(text)["stream"] for text in setting.listener.texts] == ["trade.SOL"]


async def test_faults_of_the_market_pull_the_levers_when_they_are_due() -> None:
    setting = Setting(
        "freeze-mark:symbol=SOL,for=2",
        "book-state:symbol=SOL,state=CancelOnly,after=1,for=2",
        "close-position:symbol=SOL,after=1",
        "flip-position:symbol=SOL,after=2",
        "tick:symbol=SOL,size=0.5,after=3",
    )
    for _ in range(5):
        setting.shell.step()
        await setting.clock.advance(1)
    assert setting.levers.pulled == [
        ("mark", "SOL", True),
        ("state", "SOL", "CancelOnly"),
        ("close", SIGNER.api_key, "SOL"),
        ("mark", "SOL", False),
        ("flip", SIGNER.api_key, "SOL"),
        ("state", "SOL", "Open"),
        ("tick", "SOL", Decimal("0.5")),
    ]


def test_a_lever_that_cannot_be_pulled_is_told_in_the_list_and_stops_nothing() -> None:
    setting = Setting("tick:symbol=SOL,size=1000")
    setting.shell.step()
    (shown,) = setting.shell.luck.listed()
    assert shown["failed"] == "tick must be at most the price"


def test_a_skewed_clock_calls_good_requests_expired() -> None:
    setting = Setting("skew:ms=30000,for=1")
    assert b"Request has expired" in setting.order().body


def test_a_fault_about_an_unknown_account_is_refused() -> None:
    shell = Setting().shell
    (fault,) = parse_faults("close-position:symbol=SOL,account=somebody")
    with pytest.raises(FaultError, match="account is no API key of this sandbox"):
        shell.check(fault)
