import asyncio
from decimal import Decimal

from tests.builders import SOL, price, quantity, sol_market
from tests.fakes.clock import FakeClock, settle
from tests.fakes.reads import FakeReads
from tui.client.errors import ReadFailed
from tui.domain.freshness import MARK_AGES
from tui.domain.money import Price, Rate
from tui.domain.quotes import FundingRate, MarkTick, OpenInterest
from tui.session.markets import MarketStore
from tui.session.pace import Pace
from tui.session.selection import READ_EVERY, SelectionReader

ETH = "ETH_USDC_PERP"
RATES = tuple(FundingRate(symbol, 7, Rate(Decimal("0.0001"))) for symbol in (SOL, ETH))


async def no_mark(_symbol: str) -> None:
    """The mark is not what the test is about."""
    raise ReadFailed("no answer")


async def test_the_history_of_the_selected_market_is_read_once_and_again_later() -> None:
    clock, reads = FakeClock(), FakeReads()
    reads.rates = RATES
    stores = {symbol: MarketStore(sol_market(symbol)) for symbol in (SOL, ETH)}
    changes: list[int] = []
    reader = SelectionReader(
        reads, clock, stores, read_mark=no_mark, pace=Pace(clock), changed=lambda: changes.append(1)
    )
    task = asyncio.create_task(reader.run())
    reader.follow(SOL)
    await settle()
    assert (stores[SOL].funding, stores[ETH].funding) == (RATES[:1], ())
    reader.follow(ETH)
    await settle()
    assert stores[ETH].funding == RATES[1:]
    reader.follow(SOL)
    await clock.advance(READ_EVERY / 2)
    assert reads.asked["funding_rates"] == 2
    await clock.advance(READ_EVERY)
    assert reads.asked["funding_rates"] == 3
    assert len(changes) == 3
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_open_interest_is_read_with_the_selection_unless_it_is_young() -> None:
    clock, reads = FakeClock(), FakeReads()
    figures = {symbol: OpenInterest(symbol, quantity("7")) for symbol in (SOL, ETH)}
    reads.interest_list = tuple(figures.values())
    stores = {symbol: MarketStore(sol_market(symbol)) for symbol in (SOL, ETH)}
    reader = SelectionReader(
        reads, clock, stores, read_mark=no_mark, pace=Pace(clock), changed=lambda: None
    )
    task = asyncio.create_task(reader.run())
    reader.follow(SOL)
    await settle()
    assert (stores[SOL].open_interest, stores[ETH].open_interest) == (figures[SOL], None)
    stores[ETH].take_open_interest(figures[ETH], clock.monotonic())
    reader.follow(ETH)
    await settle()
    assert reads.asked["open_interest"] == 1
    reads.fail("open_interest")
    await clock.advance(READ_EVERY + 1)
    assert reads.asked["open_interest"] == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_mark_is_read_with_the_selection_unless_it_is_young() -> None:
    clock, reads = FakeClock(), FakeReads()
    stores = {symbol: MarketStore(sol_market(symbol)) for symbol in (SOL, ETH)}
    asked: list[str] = []
    changes: list[Price | None] = []

    async def read_mark(symbol: str) -> None:
        asked.append(symbol)
        if len(asked) == 3:
            raise ReadFailed("no answer")
        stores[symbol].take_mark(
            MarkTick(symbol, price("100.60"), None, None, None), clock.monotonic()
        )

    def changed() -> None:
        mark = stores[ETH].mark
        changes.append(None if mark is None else mark.mark)

    reader = SelectionReader(
        reads, clock, stores, read_mark=read_mark, pace=Pace(clock), changed=changed
    )
    task = asyncio.create_task(reader.run())
    for symbol in (SOL, ETH, SOL, ETH):
        reader.follow(symbol)
        await settle()
    assert asked == [SOL, ETH]
    assert changes == [None, None, price("100.60"), price("100.60")]
    await clock.advance(MARK_AGES.aging + 1)
    reader.follow(SOL)
    await settle()
    assert asked == [SOL, ETH, SOL]
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_walk_through_the_markets_asks_for_none_it_has_left() -> None:
    clock, reads = FakeClock(), FakeReads()
    stores = {f"M{n}": MarketStore(sol_market(f"M{n}")) for n in range(40)}
    reader = SelectionReader(
        reads, clock, stores, read_mark=no_mark, pace=Pace(clock, 3, 60.0), changed=lambda: None
    )
    task = asyncio.create_task(reader.run())
    for symbol in stores:
        reader.follow(symbol)
        await settle()
    assert reads.asked["funding_rates"] == 3
    await clock.advance(61)
    assert reads.asked["funding_rates"] == 4
    assert stores["M39"].funding_at is not None
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_no_answer_is_tried_again_with_the_next_reading() -> None:
    clock, reads = FakeClock(), FakeReads()
    reads.rates = RATES
    reads.fail("funding_rates")
    stores = {SOL: MarketStore(sol_market())}
    reader = SelectionReader(
        reads, clock, stores, read_mark=no_mark, pace=Pace(clock), changed=lambda: None
    )
    task = asyncio.create_task(reader.run())
    reader.follow(SOL)
    await settle()
    reads.recover()
    await clock.advance(READ_EVERY + 1)
    assert stores[SOL].funding == RATES[:1]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
