import pytest

from tui.cli.connect import connected, failure
from tui.cli.exits import ExitCode
from tui.cli.identity import Identity
from tui.client.errors import NoAnswer, NotConnected, Refused, Unreadable
from tui.settings import LIVE_REST_URL, Endpoint, Wish
from tui.wire.refusals import parse_refusal
from tui.wire.signing import Signer

SIGNER = Signer(bytes(range(32)))


async def test_without_an_address_it_is_the_exchange_itself() -> None:
    async with connected(Identity(Wish.LIVE, SIGNER), None) as connection:
        assert connection.endpoint.rest_url == LIVE_REST_URL
        assert connection.may_send


async def test_looking_only_may_not_send_even_with_a_key() -> None:
    there = Endpoint("http://127.0.0.1:9", "ws://127.0.0.1:9")
    async with connected(Identity(Wish.READ_ONLY, SIGNER), there) as connection:
        assert connection.endpoint is there
        assert not connection.may_send
        assert connection.rest.can_sign


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, b'{"code":"TOO_MANY_REQUESTS","message":"Too many requests"}'),
        (503, b'{"code":"MAINTENANCE","message":"back soon"}'),
        (404, b"<html>no such page</html>"),
    ],
)
def test_an_exchange_in_trouble_is_not_connected(status: int, body: bytes) -> None:
    assert failure(Refused(parse_refusal(status, body))).code is ExitCode.NOT_CONNECTED
    assert failure(Unreadable("not JSON")).code is ExitCode.NOT_CONNECTED


def test_silence_is_not_connected_and_a_refusal_is_a_rejection() -> None:
    assert failure(NoAnswer("no answer")).code is ExitCode.NOT_CONNECTED
    assert failure(NotConnected("refused")).code is ExitCode.NOT_CONNECTED
    refusal = parse_refusal(400, b'{"code":"INVALID_SYMBOL","message":"no"}')
    assert failure(Refused(refusal)).code is ExitCode.REJECTED
