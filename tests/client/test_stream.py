import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.fakes.clock import FakeClock, settle
from tests.fakes.socket import ScriptedDial
from tui.client.exchange_clock import ExchangeClock
from tui.client.sockets import DialError
from tui.client.stream import Connected, Disconnected, Message, Stream
from tui.domain.events import Link
from tui.domain.quotes import MarkTick
from tui.wire.frames import Ignored, StreamError, Unreadable
from tui.wire.signing import Signer

SEED = bytes(range(32))
GOLDEN = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "signing-vectors.json").read_text(encoding="utf-8")
)


def mark(symbol: str = "SOL_USDC_PERP") -> dict[str, object]:
    data = {"e": "markPrice", "s": symbol, "p": "100.5", "E": 5, "T": 4, "n": 7, "i": "1", "f": "0"}
    return {"stream": f"markPrice.{symbol}", "data": data}


class Desk:
    """A stream on fake time with everything it published."""

    def __init__(
        self, dial: ScriptedDial | None = None, *, private: bool = False, silence: float = 10
    ) -> None:
        self.clock = FakeClock()
        self.dial = dial or ScriptedDial()
        self.published: list[tuple[Message, float]] = []
        self.runs_of_delays = 0
        self.stream = Stream(
            Link.PRIVATE if private else Link.PUBLIC,
            self.dial,
            clock=self.clock,
            delays=self._delays,
            exchange_clock=ExchangeClock(self.clock),
            publish=lambda message, at: self.published.append((message, at)),
            signer=Signer(SEED) if private else None,
            silence=silence,
        )

    def _delays(self) -> Iterator[float]:
        self.runs_of_delays += 1
        return (float(n) for n in count(1))

    @property
    def messages(self) -> list[Message]:
        return [message for message, _ in self.published]

    @property
    def ends(self) -> list[Disconnected]:
        return [message for message in self.messages if isinstance(message, Disconnected)]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.stream.run())
        await settle()
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def speak(self, seconds: int) -> None:
        """Let the exchange send a mark every second."""
        for _ in range(seconds):
            self.dial.last.deliver(mark())
            await self.clock.advance(1)


async def test_it_subscribes_to_what_is_wanted_and_then_says_it_is_connected() -> None:
    desk = Desk()
    desk.stream.want(["markPrice.SOL_USDC_PERP", "trade.SOL_USDC_PERP"])
    async with desk.running():
        assert desk.messages == [Connected(Link.PUBLIC)]
        assert desk.dial.last.messages == [
            {"method": "SUBSCRIBE", "params": ["markPrice.SOL_USDC_PERP", "trade.SOL_USDC_PERP"]}
        ]


async def test_frames_are_published_with_the_second_they_arrived_in() -> None:
    desk = Desk()
    desk.stream.want(["markPrice.SOL_USDC_PERP"])
    async with desk.running():
        await desk.clock.advance(2)
        desk.dial.last.deliver(mark())
        await settle()
        frame, at = desk.published[-1]
        assert isinstance(frame, MarkTick)
        assert at == 1_002.0


async def test_wanting_and_dropping_while_connected_sends_only_the_difference() -> None:
    desk = Desk()
    desk.stream.want(["markPrice.A"])
    async with desk.running():
        desk.stream.want(["markPrice.A", "depth.B"])
        desk.stream.drop(["markPrice.A"])
        await settle()
        assert desk.dial.last.messages[1:] == [
            {"method": "UNSUBSCRIBE", "params": ["markPrice.A"]},
            {"method": "SUBSCRIBE", "params": ["depth.B"]},
        ]
        assert desk.stream.wanted == ("depth.B",)


async def test_many_names_go_out_in_chunks_of_fifty() -> None:
    desk = Desk()
    desk.stream.want([f"ticker.S{n}" for n in range(120)])
    async with desk.running():
        assert [len(m["params"]) for m in desk.dial.last.messages] == [50, 50, 20]


async def test_a_private_stream_is_signed_at_the_moment_it_is_sent() -> None:
    desk = Desk(private=True)
    desk.stream.want(["account.orderUpdate", "account.positionUpdate"])
    golden = next(v for v in GOLDEN["vectors"] if v["name"] == "ws_subscribe")
    async with desk.running():
        first = desk.dial.last.messages[0]
        assert first["signature"] == [
            GOLDEN["api_key_b64"],
            golden["signature"],
            str(golden["timestamp"]),
            "5000",
        ]
        desk.dial.last.hang_up()
        await desk.clock.advance(1)
        again = desk.dial.last.messages[0]
        assert again["params"] == first["params"]
        assert int(again["signature"][2]) == golden["timestamp"] + 1_000
        assert again["signature"][1] != first["signature"][1]


async def test_public_names_carry_no_signature_even_when_there_is_a_key() -> None:
    desk = Desk(private=True)
    desk.stream.want(["account.orderUpdate", "markPrice.A"])
    async with desk.running():
        public, private = desk.dial.last.messages
        assert public == {"method": "SUBSCRIBE", "params": ["markPrice.A"]}
        assert private["params"] == ["account.orderUpdate"]
        assert len(private["signature"]) == 4


def test_a_private_stream_without_a_key_is_refused_before_anything_is_sent() -> None:
    desk = Desk()
    with pytest.raises(ValueError, match=r"account\.orderUpdate.*API key"):
        desk.stream.want(["markPrice.A", "account.orderUpdate"])
    assert desk.stream.wanted == ()


async def test_fault_n12_after_a_loss_it_says_why_and_when_and_subscribes_everything_again() -> (
    None
):
    desk = Desk()
    desk.stream.want(["markPrice.A"])
    async with desk.running():
        desk.stream.want(["trade.A"])
        await settle()
        desk.dial.last.hang_up("closed by the exchange (1001)")
        await settle()
        lost = Disconnected(Link.PUBLIC, "closed by the exchange (1001)", 1.0)
        assert desk.messages == [Connected(Link.PUBLIC), lost]
        assert desk.dial.sockets[0].closed
        await desk.clock.advance(1)
        assert desk.messages == [Connected(Link.PUBLIC), lost, Connected(Link.PUBLIC)]
        assert desk.dial.last.messages == [
            {"method": "SUBSCRIBE", "params": ["markPrice.A", "trade.A"]}
        ]


async def test_fault_n11_a_server_that_lets_in_and_throws_out_never_resets_the_delays() -> None:
    desk = Desk()
    async with desk.running():
        for _ in range(4):
            desk.dial.last.hang_up()
            await settle()
            await desk.clock.advance(desk.ends[-1].retry_in)
        assert [end.retry_in for end in desk.ends] == [1.0, 2.0, 3.0, 4.0]
        assert desk.runs_of_delays == 1
        assert desk.stream.counts.connects == 5


@pytest.mark.parametrize(("seconds", "next_wait"), [(29, 2.0), (31, 1.0)])
async def test_the_delays_start_anew_only_after_thirty_seconds_of_data(
    seconds: int, next_wait: float
) -> None:
    desk = Desk()
    desk.stream.want(["markPrice.SOL_USDC_PERP"])
    async with desk.running():
        desk.dial.last.hang_up()
        await settle()
        await desk.clock.advance(1)
        await desk.speak(seconds)
        desk.dial.last.hang_up()
        await settle()
        assert desk.ends[-1].retry_in == next_wait


async def test_fault_n01_a_refused_dial_is_told_and_its_shortest_wait_is_kept() -> None:
    desk = Desk(ScriptedDial(DialError("cannot connect"), DialError("the server answered 429", 30)))
    async with desk.running():
        assert desk.ends == [Disconnected(Link.PUBLIC, "cannot connect", 1.0)]
        await desk.clock.advance(1)
        assert [end.retry_in for end in desk.ends] == [1.0, 30]
        await desk.clock.advance(29)
        assert desk.dial.attempts == 2
        await desk.clock.advance(1)
        assert desk.messages[-1] == Connected(Link.PUBLIC)
        assert desk.dial.attempts == 3


async def test_fault_n06_silence_of_a_talkative_stream_ends_the_connection_in_spite_of_pongs() -> (
    None
):
    desk = Desk()
    desk.stream.want(["markPrice.SOL_USDC_PERP"])
    async with desk.running():
        await desk.speak(5)
        await desk.clock.advance(8.9)
        assert desk.ends == []
        await desk.clock.advance(0.2)
        assert desk.ends == [Disconnected(Link.PUBLIC, "nothing heard for 10 s", 1.0)]
        assert desk.dial.sockets[0].pings > 0


async def test_a_quiet_private_stream_lives_on_pongs_alone() -> None:
    desk = Desk(private=True)
    desk.stream.want(["account.orderUpdate"])
    async with desk.running():
        await desk.clock.advance(300)
        assert desk.ends == []
        assert desk.dial.last.pings >= 59
        assert desk.stream.round_trip == 0.0


async def test_fault_n05_a_missing_pong_ends_the_connection() -> None:
    desk = Desk(private=True, silence=60)
    desk.stream.want(["account.orderUpdate"])
    async with desk.running():
        await desk.clock.advance(6)
        desk.dial.last.answers_pings = False
        await desk.clock.advance(9)
        assert [end.reason for end in desk.ends] == ["no pong within 5 s"]


@pytest.mark.parametrize(
    ("code", "message"), [(4003, "Invalid signature"), (4006, "Invalid stream")]
)
async def test_fault_n13_a_refused_account_stream_ends_the_connection_and_no_link_looks_alive(
    code: int, message: str
) -> None:
    desk = Desk(private=True)
    desk.stream.want(["account.orderUpdate"])
    async with desk.running():
        desk.dial.last.deliver({"id": None, "error": {"code": code, "message": message}})
        await settle()
        assert StreamError(code, message) in desk.messages
        assert desk.ends[-1].reason == f"subscription refused: {message}"


async def test_fault_n08_n21_damaged_unknown_and_refused_messages_are_counted_and_end_nothing() -> (
    None
):
    desk = Desk()
    async with desk.running():
        desk.dial.last.deliver(b"\xff{not json")
        desk.dial.last.deliver({"stream": "tomorrow.A", "data": {}})
        desk.dial.last.deliver({"error": {"code": 4006, "message": "Invalid stream"}})
        await settle()
        assert [type(m) for m in desk.messages[1:]] == [Unreadable, Ignored, StreamError]
        counts = desk.stream.counts
        assert (counts.frames, counts.unreadable, counts.ignored, counts.errors) == (3, 1, 1, 1)
        assert desk.ends == []


async def test_a_fault_of_the_listener_is_not_hidden() -> None:
    clock, dial = FakeClock(), ScriptedDial()

    def broken(message: Message, _at: float) -> None:
        if not isinstance(message, Connected):
            raise ZeroDivisionError

    stream = Stream(
        Link.PUBLIC,
        dial,
        clock=clock,
        delays=lambda: iter([1.0]),
        exchange_clock=ExchangeClock(clock),
        publish=broken,
    )
    task = asyncio.create_task(stream.run())
    await settle()
    dial.last.deliver(mark())
    with pytest.raises(ZeroDivisionError):
        await task
    assert dial.last.closed


async def test_cancelling_closes_the_socket() -> None:
    desk = Desk()
    async with desk.running():
        pass
    assert desk.dial.last.closed
