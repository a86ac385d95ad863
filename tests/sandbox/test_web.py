"""The web server around a shell: it leaves politely, and not without the market."""

import asyncio

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.fakes.clock import FakeClock
from tests.fakes.exchange import BrokenEngineError, FakeExchange
from tests.fakes.sandbox_shell import running
from tui.sandbox.web import _config


class BrokenMarket(FakeExchange):
    """An exchange whose market fails when told to."""

    broken = False

    def advance(self, to_us: int) -> None:
        if self.broken:
            raise BrokenEngineError
        super().advance(to_us)


async def test_stopping_says_going_away_to_every_stream() -> None:
    async with running() as shell, connect(shell.ws, proxy=None) as socket:
        await socket.send("hello")
        await socket.recv()
        shell.stop.set()
        async with asyncio.timeout(5):
            await socket.wait_closed()
        assert socket.close_code == 1001


async def test_stopping_does_not_wait_for_idle_requests() -> None:
    async with (
        httpx.AsyncClient(trust_env=False) as client,
        running() as shell,
        asyncio.timeout(5),
    ):
        assert (await client.get(shell.rest)).status_code == 200
        shell.stop.set()


async def test_an_idle_connection_is_kept_longer_than_clients_pool_theirs() -> None:
    pooled = httpx.Limits().keepalive_expiry
    assert pooled is not None
    async with running() as shell:
        assert _config(shell.shell, FakeClock().sleep).timeout_keep_alive > 10 * pooled


async def test_a_market_that_breaks_ends_the_service_and_its_error_is_raised() -> None:
    with pytest.raises(BrokenEngineError):
        await _listen_until_it_breaks(BrokenMarket())


async def _listen_until_it_breaks(market: BrokenMarket) -> None:
    async with running(market) as shell, connect(shell.ws, proxy=None) as socket:
        market.broken = True
        async with asyncio.timeout(5):
            await socket.wait_closed()
