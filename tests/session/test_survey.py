import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.builders import SOL, price, quantity, sol_market, usd
from tests.fakes.clock import FakeClock, settle
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.feeds import HandFeed
from tests.fakes.reads import FakeReads
from tui.domain.events import Link
from tui.domain.quotes import MarkTick, OpenInterest, Ticker
from tui.session.markets import MarketStore
from tui.session.subscriptions import Interests
from tui.session.survey import READ_EVERY, Survey

ETH = "ETH_USDC_PERP"


class Rig:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.time = FakeExchangeTime(self.clock)
        self.reads = FakeReads()
        self.stores = {symbol: MarketStore(sol_market(symbol)) for symbol in (SOL, ETH)}
        self.feed = HandFeed(Link.PUBLIC, lambda _message, _at: None)
        self.changes = 0
        self.survey = Survey(
            self.reads,
            self.clock,
            self.time,
            self.stores,
            Interests(self.feed),
            changed=self.count,
        )

    def count(self) -> None:
        self.changes += 1


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    made = Rig()
    made.reads.marks = tuple(
        MarkTick(symbol, price("7"), None, None, None) for symbol in (ETH, "GONE_USDC_PERP")
    )
    made.reads.ticker_list = (
        Ticker(ETH, price("5"), price("7"), None, None, quantity("1"), usd("7"), 3),
    )
    made.reads.interest_list = (OpenInterest(ETH, quantity("9")),)
    task = asyncio.create_task(made.survey.run())
    await settle()
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_nothing_is_asked_for_while_nobody_looks(rig: Rig) -> None:
    await rig.clock.advance(READ_EVERY * 3)
    assert not rig.reads.asked
    assert rig.feed.wanted == set()


async def test_looking_subscribes_every_market_and_fills_the_list_at_once(rig: Rig) -> None:
    rig.survey.switch(on=True)
    await rig.clock.advance(1)
    assert rig.feed.wanted == {
        f"{kind}.{symbol}" for kind in ("markPrice", "ticker") for symbol in (SOL, ETH)
    }
    store = rig.stores[ETH]
    assert store.mark is not None
    assert store.ticker is not None
    assert (store.mark.mark, store.ticker.last) == (price("7"), price("7"))
    assert store.open_interest == OpenInterest(ETH, quantity("9"))
    assert rig.changes == 3


async def test_the_list_is_read_again_each_minute_and_not_after_looking_away(rig: Rig) -> None:
    rig.survey.switch(on=True)
    await rig.clock.advance(READ_EVERY + 2)
    assert rig.reads.asked["tickers"] == 2
    rig.survey.switch(on=False)
    assert rig.feed.wanted == set()
    await rig.clock.advance(READ_EVERY * 2)
    assert rig.reads.asked["tickers"] == 2


async def test_an_answer_never_replaces_a_younger_message(rig: Rig) -> None:
    told = MarkTick(ETH, price("8"), None, None, None, rig.time.now_us())
    rig.stores[ETH].take_mark(told, rig.clock.monotonic())
    rig.survey.switch(on=True)
    await settle()
    assert rig.stores[ETH].mark is told


async def test_a_list_that_cannot_be_read_does_not_keep_the_others_from_it(rig: Rig) -> None:
    rig.reads.fail("mark_prices", "tickers")
    rig.survey.switch(on=True)
    await rig.clock.advance(1)
    assert rig.stores[ETH].open_interest is not None
    rig.reads.recover()
    await rig.clock.advance(READ_EVERY + 1)
    assert rig.stores[ETH].ticker is not None


async def test_looking_away_in_the_middle_asks_no_further(rig: Rig) -> None:
    rig.survey.switch(on=True)
    await settle()
    rig.survey.switch(on=False)
    await rig.clock.advance(2)
    assert rig.reads.asked.total() == 1
