import pytest

from tests.builders import SOL, sol_long
from tests.fakes.clock import FakeClock
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.client.errors import NotConnected, ReadFailed


async def test_it_answers_from_its_attributes_and_counts_the_questions() -> None:
    reads = FakeReads()
    assert await reads.positions(SOL) == (sol_long(),)
    assert await reads.positions("ETH_USDC_PERP") == ()
    assert reads.asked["positions"] == 2


async def test_it_fails_what_it_is_told_to_fail_until_it_recovers() -> None:
    reads = FakeReads()
    reads.fail("open_orders")
    with pytest.raises(NotConnected):
        await reads.open_orders()
    reads.fail("open_orders", error=ReadFailed("odd"))
    with pytest.raises(ReadFailed, match="odd"):
        await reads.open_orders()
    reads.recover()
    assert await reads.open_orders() == ()


async def test_the_exchanges_time_follows_the_fake_clock() -> None:
    clock = FakeClock(wall_ms=5)
    time = FakeExchangeTime(clock)
    await clock.advance(1)
    assert time.now_us() == 1_005_000
