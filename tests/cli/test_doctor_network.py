"""What a check-up says when the exchange cannot be reached, refuses, or says nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tui.cli import doctor_network
from tui.cli.connect import Connection, connected
from tui.cli.doctor_network import _apart, _private, _public, network
from tui.cli.exits import ExitCode
from tui.cli.findings import Level
from tui.cli.identity import Identity
from tui.settings import Endpoint, Wish
from tui.wire.signing import Signer

NOWHERE = Endpoint("http://127.0.0.1:9", "ws://127.0.0.1:9")
SIGNER = Signer(bytes(range(32)))


class SocketThatSays:
    """Implements `tui.client.sockets.Socket`: says what it is given, then nothing."""

    def __init__(self, *messages: bytes) -> None:
        self.messages = list(messages)
        self.sent: list[str] = []

    async def send(self, text: str) -> None:
        self.sent.append(text)

    async def receive(self) -> bytes:
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)

    async def ping(self) -> None:
        """Answer at once."""

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_network, "FIRST_DATA_SECONDS", 0.01)
    monkeypatch.setattr(doctor_network, "REFUSAL_SECONDS", 0.01)


@pytest.fixture
async def nowhere() -> AsyncIterator[Connection]:
    async with connected(Identity(Wish.READ_ONLY, SIGNER), NOWHERE) as connection:
        yield connection


async def test_an_exchange_that_is_not_there_is_wrong_on_both_ways(nowhere: Connection) -> None:
    found = [finding async for finding in network(nowhere)]
    assert [finding.about for finding in found] == ["requests", "streams"]
    for finding in found:
        assert (finding.level, finding.code) == (Level.WRONG, ExitCode.NOT_CONNECTED)
        assert finding.remedy


async def test_a_stream_that_says_nothing_is_a_warning() -> None:
    assert (await _public(SocketThatSays(), "open")).level is Level.WARNING
    assert (await _public(SocketThatSays(b"{}"), "open")).level is Level.OK


async def test_a_refused_subscription_is_wrong_and_silence_is_none() -> None:
    refusing = SocketThatSays(b'{"stream":"x"}', b'{"error":{"code":4006,"message":"no \x1b[1m"}}')
    finding = await _private(refusing, SIGNER, 1)
    assert (finding.level, finding.code) == (Level.WRONG, ExitCode.REJECTED)
    assert "\x1b" not in finding.words
    assert (await _private(SocketThatSays(), SIGNER, 1)).level is Level.OK
    assert '"account.orderUpdate"' in refusing.sent[0]


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (-0.3, "the exchange and this machine agree"),
        (0.4, "the exchange and this machine agree"),
        (12.6, "the exchange is 13 ms ahead of this machine"),
        (-3.2, "the exchange is 3 ms behind this machine"),
    ],
)
def test_the_clocks_are_compared_in_words(offset: float, words: str) -> None:
    assert _apart(offset) == words
