"""The stream socket's rules, played without a socket."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.exchange import FakeExchange
from tests.fakes.signer import Signer
from tui.sandbox.api import Push
from tui.sandbox.auth import Authenticator
from tui.sandbox.fault_text import parse_faults
from tui.sandbox.hub import MAX_SUBSCRIPTIONS, POLICY_VIOLATION, Hub
from tui.sandbox.luck import Luck

AT = 1_750_793_021_519
SIGNER = Signer()
ME = SIGNER.api_key
STRANGER = Signer("HyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4=")


class Listener:
    """An outlet that keeps what it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.close_codes: list[int] = []

    def offer(self, text: str) -> None:
        self.texts.append(text)

    def close(self, code: int, reason: str) -> None:  # noqa: ARG002  # an outlet's signature
        self.close_codes.append(code)

    @property
    def frames(self) -> list[Any]:
        return [json.loads(text) for text in self.texts]

    @property
    def error_codes(self) -> list[int]:
        return [frame["error"]["code"] for frame in self.frames if "error" in frame]


class Room:
    """A hub around a fake exchange."""

    def __init__(self) -> None:
        self.exchange = FakeExchange(accounts=frozenset({ME, STRANGER.api_key}))
        self.luck = Luck(random=Random(1), now_us=lambda: AT * 1_000)
        guard = Authenticator(api_keys=self.exchange.accounts, clocks=[lambda: AT])
        self.hub = Hub(exchange=self.exchange, authenticator=guard, luck=self.luck)

    def listener(self, *names: str, signer: Signer | None = None) -> Listener:
        listener = Listener()
        self.hub.join(listener)
        if names:
            self.send(listener, "SUBSCRIBE", *names, signer=signer)
        return listener

    def send(
        self, listener: Listener, method: str, *names: str, signer: Signer | None = None
    ) -> None:
        frame: dict[str, object] = {"method": method, "params": names}
        if signer is not None:
            frame["signature"] = signer.subscription(at_ms=AT)
        self.hub.receive(listener, json.dumps(frame))


@pytest.fixture
def room() -> Room:
    return Room()


def trade(symbol: str = "SOL", number: int = 1) -> Push:
    return Push(f"trade.{symbol}", {"p": "100.5", "t": number})


def order(account: str = ME, symbol: str = "SOL") -> Push:
    return Push("account.orderUpdate", {"e": "orderAccepted", "s": symbol}, account)


def test_a_subscription_is_not_acknowledged_and_is_answered_by_data(room: Room) -> None:
    listener = room.listener("trade.SOL")
    assert listener.texts == []
    room.hub.publish([trade()])
    assert listener.texts == ['{"data":{"p":"100.5","t":1},"stream":"trade.SOL"}']


def test_a_double_subscription_is_sent_once(room: Room) -> None:
    listener = room.listener("trade.SOL", "trade.SOL")
    room.send(listener, "SUBSCRIBE", "trade.SOL")
    room.hub.publish([trade()])
    assert len(listener.texts) == 1


def test_others_streams_are_not_heard(room: Room) -> None:
    listener = room.listener("trade.SOL")
    room.hub.publish([trade("BTC")])
    assert listener.texts == []


def test_unsubscribing_ends_it_and_needs_no_signature(room: Room) -> None:
    listener = room.listener("trade.SOL", "account.orderUpdate", signer=SIGNER)
    room.send(listener, "UNSUBSCRIBE", "trade.SOL", "account.orderUpdate", "never.heard")
    room.hub.publish([trade(), order()])
    assert listener.texts == []


def test_a_well_formed_unknown_symbol_is_met_with_silence(room: Room) -> None:
    assert room.listener("trade.NOSUCH").texts == []


def test_bad_names_are_answered_one_by_one_and_good_ones_still_count(room: Room) -> None:
    listener = room.listener("nonsense", "trade.SOL", "depth.7ms.SOL")
    assert listener.texts == [
        '{"id":null,"error":{"code":4006,"message":"Invalid stream"}}',
        '{"id":null,"error":{"code":4008,"message":"Invalid depth window"}}',
    ]
    room.hub.publish([trade()])
    assert len(listener.texts) == 3


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "1",
        "{}",
        '{"method":"SUBSCRIBE"}',
        '{"method":"LIST","params":[]}',
        '{"method":["SUBSCRIBE"],"params":[]}',
        '{"method":"SUBSCRIBE","params":"trade.SOL"}',
        '{"method":"SUBSCRIBE","params":[1]}',
        '{"method":"SUBSCRIBE","params":["trade.\\ud800"]}',
        "[" * 50_000,
        b'{"method":"SUBSCRIBE","params":["trade.SOL"]}',
        None,
    ],
)
def test_a_frame_that_is_no_command_is_a_parse_error(room: Room, frame: str | bytes | None) -> None:
    listener = room.listener()
    room.hub.receive(listener, frame)
    assert listener.texts == ['{"id":null,"error":{"code":4002,"message":"Parse error"}}']


def test_private_streams_reach_their_account_under_both_names(room: Room) -> None:
    wide = room.listener("account.orderUpdate", signer=SIGNER)
    narrow = room.listener("account.orderUpdate.SOL", signer=SIGNER)
    elsewhere = room.listener("account.orderUpdate.BTC", signer=SIGNER)
    stranger = room.listener("account.orderUpdate", signer=STRANGER)
    room.hub.publish([order()])
    assert [frame["stream"] for frame in wide.frames] == ["account.orderUpdate"]
    assert [frame["stream"] for frame in narrow.frames] == ["account.orderUpdate.SOL"]
    assert elsewhere.texts == stranger.texts == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: None,
        lambda fields: fields[:3],
        lambda fields: [*fields[:2], int(fields[2]), fields[3]],
        lambda fields: [fields[0], "AAAA", *fields[2:]],
        lambda fields: [*fields[:2], str(int(fields[2]) - 1), fields[3]],
        lambda fields: [STRANGER.api_key, *fields[1:]],
    ],
)
def test_a_bad_signature_is_refused_once_and_public_names_still_count(
    room: Room, spoil: Callable[[list[str]], object]
) -> None:
    listener = room.listener()
    signature = spoil(SIGNER.subscription(at_ms=AT))
    names = ["account.orderUpdate", "account.positionUpdate", "trade.SOL"]
    frame = {"method": "SUBSCRIBE", "params": names, "signature": signature}
    room.hub.receive(listener, json.dumps(frame))
    assert listener.texts == ['{"id":null,"error":{"code":4003,"message":"Invalid signature"}}']
    room.hub.publish([order(), trade()])
    assert [frame.get("stream") for frame in listener.frames] == [None, "trade.SOL"]


def test_an_expired_signature_is_an_invalid_one(room: Room) -> None:
    listener = room.listener()
    signature = SIGNER.subscription(at_ms=AT - 5_001)
    frame = {"method": "SUBSCRIBE", "params": ["account.orderUpdate"], "signature": signature}
    room.hub.receive(listener, json.dumps(frame))
    assert listener.error_codes == [4003]


def test_open_positions_are_sent_on_subscribing_under_the_name_asked_for(room: Room) -> None:
    name = "account.positionUpdate.SOL"
    room.exchange.snapshots[name] = [Push(name, {"q": "25", "s": "SOL"}, ME)]
    mine = room.listener(name, signer=SIGNER)
    other = room.listener(name, signer=STRANGER)
    assert mine.frames == [{"data": {"q": "25", "s": "SOL"}, "stream": name}]
    room.send(mine, "SUBSCRIBE", name, signer=SIGNER)
    assert len(mine.texts) == 1
    assert other.texts == []


def test_one_text_serves_every_listener_of_a_name(room: Room) -> None:
    first, second = room.listener("trade.SOL"), room.listener("trade.SOL")
    room.hub.publish([trade()])
    assert first.texts[0] is second.texts[0]


def test_who_has_left_hears_nothing_and_is_not_counted(room: Room) -> None:
    listener = room.listener("trade.SOL")
    assert room.hub.connections == 1
    room.hub.leave(listener)
    room.hub.leave(listener)
    room.hub.publish([trade()])
    assert listener.texts == []
    assert room.hub.connections == 0


def test_asking_for_too_many_streams_closes_the_connection(room: Room) -> None:
    listener = room.listener(*(f"trade.S{number}" for number in range(MAX_SUBSCRIPTIONS)))
    assert listener.close_codes == []
    room.send(listener, "SUBSCRIBE", "trade.ONEMORE")
    assert listener.close_codes == [POLICY_VIOLATION]


def test_all_can_be_closed_at_once(room: Room) -> None:
    listeners = [room.listener("trade.SOL"), room.listener()]
    room.hub.close_all(1001, "bye")
    assert [listener.close_codes for listener in listeners] == [[1001], [1001]]


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_any_frame_is_answered_or_obeyed(frame: str | bytes) -> None:
    room = Room()
    listener = room.listener()
    room.hub.receive(listener, frame)
    assert set(listener.error_codes) <= {4002, 4003, 4006, 4008}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["SUBSCRIBE", "UNSUBSCRIBE"]),
            st.sampled_from(["trade.SOL", "trade.BTC", "account.orderUpdate"]),
        ),
        max_size=20,
    )
)
def test_the_last_word_on_a_stream_decides(commands: list[tuple[str, str]]) -> None:
    room = Room()
    listener = room.listener()
    for method, name in commands:
        room.send(listener, method, name, signer=SIGNER)
    last = dict((name, method) for method, name in commands)  # noqa: C402  # swaps the pair
    room.hub.publish([trade("SOL"), trade("BTC"), order()])
    heard = {frame["stream"] for frame in listener.frames}
    assert heard == {name for name, method in last.items() if method == "SUBSCRIBE"}


def test_a_swallowed_subscription_is_silent_until_it_is_asked_again() -> None:
    room = Room()
    room.luck.add(*parse_faults("swallow:count=1"))
    listener = room.listener("trade.SOL")
    room.hub.publish([Push("trade.SOL", {"t": 1})])
    assert listener.frames == []
    room.send(listener, "SUBSCRIBE", "trade.SOL")
    room.hub.publish([Push("trade.SOL", {"t": 2})])
    assert [frame["data"] for frame in listener.frames] == [{"t": 2}]


def test_a_private_subscription_can_be_called_badly_signed() -> None:
    room = Room()
    room.luck.add(*parse_faults("bad-signature:count=1"))
    listener = room.listener("account.orderUpdate", signer=SIGNER)
    assert listener.error_codes == [4003]
    room.send(listener, "SUBSCRIBE", "account.orderUpdate", signer=SIGNER)
    room.hub.publish([Push("account.orderUpdate", {"s": "SOL"}, ME)])
    assert listener.frames[-1]["data"] == {"s": "SOL"}
